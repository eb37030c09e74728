/** What was typed, in words: chat programs put no-break spaces, smart quotes and invisible marks into commands. */

const invisible = /[\p{Cc}\p{Cf}]/gu;
const quotesAround = /^[`'"‘’‚“”„«»‹›]+|[`'"‘’‚“”„«»‹›]+$/gu;
const wordWithFullStop = /^(\p{L}[\p{L}-]*)[.!,]+$/u;

/** One line, single plain spaces, no invisible characters, no `/leak` in front; case as typed. */
export function tidy(text: string): string {
  return words(text).join(' ');
}

/** The words as typed, quotes around them taken off. Digits of other scripts stay what they are: no numbers. */
export function words(text: string): string[] {
  const found = text
    .replace(/[\p{Z}\s]+/gu, ' ')
    .replace(invisible, '')
    .split(' ')
    .map((word) => word.replace(quotesAround, '').replace(wordWithFullStop, '$1'))
    .filter((word) => word !== '');
  return found[0]?.toLowerCase() === '/leak' || found[0]?.toLowerCase() === '@leakops'
    ? found.slice(1)
    : found;
}
