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

/** Groups of equal meaning in a sparkline: over the breaker, a mark, no reading, and all else. */
export function sparkGroups(spark) {
  return (spark.match(/█+|[TKR]|·+|[▁▂▃▄▅▆▇]+/gu) ?? []).map((text) => {
    if (text[0] === '█') return { kind: 'over', text };
    if (/[TKR]/.test(text)) return { kind: 'mark', text };
    return { kind: text[0] === '·' ? 'blind' : 'under', text };
  });
}

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
