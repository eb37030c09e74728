import type { Ended } from '../../run/run.ts';
import { endedButtons } from '../actions.ts';
import { compose } from '../compose.ts';
import { finalLine } from '../final-line.ts';
import { duration } from '../number.ts';
import { faceOf } from '../outcome-words.ts';
import { sparkLine } from '../run-sparkline.ts';
import { nameInFront } from './width.ts';

export function endedCard(run: Ended, publicUrl: string | null) {
  const spark = sparkLine(run, run.endedAt);
  return compose({
    kind: 'card',
    level: faceOf(run).level,
    lines: [
      finalLine(run),
      ...(spark === null ? [] : [spark]),
      nameInFront(run.owner.name, ` · ${run.id} · ${duration(run.endedAt - run.startedAt)}`),
    ],
    actions: endedButtons(run, publicUrl),
  });
}
