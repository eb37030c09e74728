/**
 * What people typed and servers answered, made harmless for every chat: it can mention nobody, end no code mark,
 * break no line, pass for no instant and no bar, and is cut to a length.
 */
/** Code units of one character as a person counts them, at most: longer clusters are somebody's joke. */
const longestCharacter = 16;
const ellipsis = '…';
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** `text` as one harmless line of at most `limit` characters, `…` where it was cut. */
export function typed(text: string, limit = 120): string {
  const harmless = text
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/\p{C}/gu, '')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .replace(/`/g, "'")
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/@/g, '＠')
    .replace(/\]\(/g, '] (')
    .replace(/[▁-█]/g, '?')
    .trim();
  return cut(harmless, limit);
}

/** At most `limit` characters as a person counts them. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Segmenting is slow, and a server may answer with a megabyte.
  const characters = graphemes(text.slice(0, limit * longestCharacter));
  if (characters.length <= limit && text.length <= limit * longestCharacter) return text;
  return `${characters
    .slice(0, Math.max(0, limit - 1))
    .join('')
    .trimEnd()}${ellipsis}`;
}

/** Latin letters, signs, arrows and bars that never join: each is one character. */
const simple = /^[\x20-\x7e\u00a0-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2580-\u259f]*$/;

/** Characters as a person counts them. */
export function graphemes(text: string): string[] {
  if (simple.test(text)) return Array.from(text);
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** A person's name; nobody's is "someone". */
export function nameOf(name: string, limit = 24): string {
  return typed(name, limit) || 'someone';
}

/** Words from outside the voice (a reason, a failure): harmless, with no-break spaces before units, no last stop. */
export function outsideWords(text: string, limit = 120): string {
  const words = typed(text, limit).replace(/[.\s]+$/u, '');
  return words.replace(/(\d) (?=(?:%|MiB|ms|s|m|h|points)(?![\p{L}\d]))/gu, '$1\u00a0');
}

/** `CrashLoopBackOff: pod-1 is not running` of `pod-1 is not running (CrashLoopBackOff)`: what says most survives a cut. */
export function reasonFirst(words: string): string {
  return words.replace(/(^|: |, )([^:,()]+?) \(([A-Z][A-Za-z]+)\)$/u, '$1$3: $2');
}
