/** What the parts of the chart are drawn with: colours, lines, words as SVG text. */
/** Okabe and Ito's colours, which the colour-blind can tell apart. */
export const colour = {
  ink: '#1f2933',
  soft: '#52606d',
  grid: '#dfe4ea',
  memory: '#0072b2',
  limit: '#b03a00',
  breaker: '#8a6100',
  runtime: '#6b4a7d',
  off: '#00664a',
  /** Of its own, with a border, for pages that are dark. */
  paper: '#fbfcfd',
  border: '#8a97a5',
};
/** Paper around letters that stand on lines. */
export const halo = `stroke="${colour.paper}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"`;

/** For text between tags and in attributes; what XML cannot hold at all is dropped. */
export function escapeXml(words: string): string {
  return words
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function line(x1: number, y1: number, x2: number, y2: number, style: string): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${style}/>`;
}

export function text(x: number, y: number, words: string, style: string): string {
  return `<text x="${x}" y="${y}" ${style}>${escapeXml(words)}</text>`;
}
