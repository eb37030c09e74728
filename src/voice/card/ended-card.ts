import type { Ended } from '../../run/run.ts';
import { endedButtons } from '../actions.ts';
import { adviceLines } from '../advice-words.ts';
import { compose, type Line } from '../compose.ts';
import { finalLine } from '../final-line.ts';
import { duration } from '../number.ts';
import { faceOf } from '../outcome-words.ts';
import { sparkLine } from '../run-sparkline.ts';
import { cardWidth, nameInFront, visibleLength } from './width.ts';

/** Where nothing leaked: what to try next, as far as the lines are wide enough for it. */
function advice(run: Ended): Line[] {
  if (run.outcome !== 'levelled') return [];
  return adviceLines(run, 3).filter(({ shown }) => visibleLength(shown) <= cardWidth);
}

export function endedCard(run: Ended, publicUrl: string | null) {
  const spark = sparkLine(run, run.endedAt);
  return compose({
    kind: 'card',
    level: faceOf(run).level,
    lines: [
      finalLine(run),
      ...(spark === null ? [] : [spark]),
      ...advice(run),
      nameInFront(run.owner.name, ` · ${run.id} · ${duration(run.endedAt - run.startedAt)}`),
    ],
    actions: endedButtons(run, publicUrl),
  });
}
