/** Who did what, when. */
import type { Ended } from '../../run/run.ts';
import { zeroAt } from '../memory.ts';
import { exactOffset } from '../number.ts';
import { nameOf, outsideWords } from '../typed.ts';
import { type ReportPart, row } from './part.ts';

/** A run whose load flaps for hours has thousands. */
const most = 200;

export function storyPart(run: Ended): ReportPart {
  const zero = zeroAt(run);
  const told = run.events.filter(({ kind }) => kind !== 'end');
  const rows = told
    .slice(0, most)
    .map((event) => row(when(event.at - zero), outsideWords(event.text, 160), nameOf(event.by, 24)));
  const left = told.length - rows.length;
  return { title: 'Who did what', rows: left === 0 ? rows : [...rows, row('…', `${left} more`)] };
}

/** What comes before the growth is told with its sign. */
function when(ms: number): string {
  return ms < 0 ? `−${exactOffset(-ms).replace(/^\+/, '')}` : exactOffset(ms);
}
