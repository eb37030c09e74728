/** How wide words stand in a terminal, and where their lines break. */
import { graphemes } from '../../../../src/voice/typed.ts';

const wide =
  /\p{Extended_Pictographic}|\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uff00-\uff60]/u;

/** Columns. A sign of which terminals disagree counts as two, so that a line is never wider than this. */
export function widthOf(text: string): number {
  return graphemes(text).reduce((sum, sign) => sum + (wide.test(sign) ? 2 : 1), 0);
}

/** Lines of at most `width` columns, broken between words; a word that is longer is cut. A no-break space holds. */
export function wrapped(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.replace(/\p{Cc}/gu, ' ').split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (widthOf(longer) <= width) {
      current = longer;
      continue;
    }
    if (current !== '') lines.push(current);
    const pieces = cutInto(word, width);
    lines.push(...pieces.slice(0, -1));
    current = pieces.at(-1) ?? '';
  }
  return [...lines, current];
}

function cutInto(word: string, width: number): string[] {
  const pieces = [''];
  for (const sign of graphemes(word)) {
    const last = pieces.at(-1) ?? '';
    if (last !== '' && widthOf(last + sign) > width) pieces.push(sign);
    else pieces[pieces.length - 1] = last + sign;
  }
  return pieces;
}
