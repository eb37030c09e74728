/** A card's line: about 42 characters as they are seen, never more than 48 (facts/chat-ux.md, "Wireframes"). */
import { latestReading, type Run } from '../../run/run.ts';
import type { Line } from '../compose.ts';
import { instantSeconds, renderInstants, utc } from '../instant.ts';
import { zeroAt } from '../memory.ts';
import { duration, offset } from '../number.ts';
import { cut, graphemes, nameOf } from '../typed.ts';

export const cardWidth = 48;

/** As a reader sees it: instants at their longest, code marks not at all. */
export function visibleLength(line: string): number {
  return graphemes(renderInstants(line, utc).replace(/[`\u2060]/g, '')).length;
}

/** The name in front, cut so that the rest of the line fits behind it. */
export function nameInFront(name: string, rest: string): string {
  return `${nameOf(name, Math.max(4, cardWidth - visibleLength(rest)))}${rest}`;
}

/** Words of one's own that may come out too long: cut. Never for a line with instants or code marks. */
export function toWidth(line: string): string {
  return cut(line, cardWidth);
}

/** `Ana · +8 m · reading 14:34:05, 12 s old`: with it a card that no longer changes gives itself away. */
export function whoWhenLine(run: Run, now: number): Line {
  const reading = latestReading(run);
  const since = ` · ${offset(now - zeroAt(run))} · `;
  const { name } = run.owner;
  if (reading === null) return nameInFront(name, `${since}no reading`);
  const age = `${duration(now - reading.at)} old`;
  return {
    shown: nameInFront(name, `${since}reading ${instantSeconds(reading.at)}, ${age}`),
    spoken: nameInFront(name, `${since}reading ${age}`),
  };
}
