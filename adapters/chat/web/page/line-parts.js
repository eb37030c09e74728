/**
 * What a line of a message is made of. Pure: no document here.
 * A part is {kind, text}; kind: text, code, spark (a sparkline), over (the bar that a legend explains), mention (of
 * the reader).
 */
const sparkline = /^[▁▂▃▄▅▆▇█·TKR]{1,24}$/u;

/** On a narrow screen a range is not broken at its dash, nor a ✓ left alone on a line. */
const unbroken = (line) => line.replace(/(?<=\d)–(?=\d)/g, '\u2060–\u2060').replaceAll(' ✓', '\u00a0✓');

export function partsOf(line, me) {
  const parts = [];
  unbroken(line)
    .split(/`([^`]+)`/)
    .forEach((text, index) => {
      if (text === '') return;
      if (index % 2 === 1) parts.push({ kind: sparkline.test(text) ? 'spark' : 'code', text });
      else parts.push(...text.split(/(█)(?= = )/u).flatMap((piece) => plainParts(piece, me)));
    });
  return parts;
}

/** The signs of a sparkline, each with what it is drawn as: `h1` to `h7`, `over` the breaker, `mark`, `blind`. */
export function sparkBars(spark) {
  return [...spark].map((sign) => {
    if (sign === '█') return { kind: 'over', sign };
    if (sign === '·') return { kind: 'blind', sign };
    return /[TKR]/.test(sign) ? { kind: 'mark', sign } : { kind: `h${'▁▂▃▄▅▆▇'.indexOf(sign) + 1}`, sign };
  });
}

/** A whole command, to be typed as it stands. */
export const isCommand = (code) => /^(?:\/leak|@leakops)\s/i.test(code);

/** Without the numbers that follow: what is read out. */
export const firstSentence = (text) => text.split(/(?<=\.)\s|\n/, 1)[0];

/** The state of a card in words, without its numbers: what is worth announcing when it changes. */
export function stateOf(text) {
  return text
    .split(/[.:\n]/, 1)[0]
    .replace(/[\d.,]+\s*%?/g, '')
    .trim();
}

function plainParts(text, me) {
  if (text === '') return [];
  return text === '█' ? [{ kind: 'over', text }] : withMentions(text, me);
}

function withMentions(text, me) {
  const at = me === '' ? -1 : text.indexOf(`@${me}`);
  if (at < 0) return [{ kind: 'text', text }];
  const end = at + me.length + 1;
  if (/[\p{L}\p{N}]/u.test(text[end] ?? '')) return [{ kind: 'text', text }];
  return [
    { kind: 'text', text: text.slice(0, at) },
    { kind: 'mention', text: text.slice(at, end) },
    { kind: 'text', text: text.slice(end) },
  ].filter((part) => part.text !== '');
}
