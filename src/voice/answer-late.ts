/** What comes too late: a command given long ago (rule 28), a press on a run that is over. */
import type { Action, Said } from '../ports.ts';
import type { Ended, Run } from '../run/run.ts';
import { answer, copy, linkTo, nothingChanged } from './answer.ts';
import { duration } from './number.ts';
import { typed } from './typed.ts';

/** @param ageMs on the real clock @param command without `/leak`, to be given again */
export function lateCommand(refusalWord: string, ageMs: number, command: string): Said {
  return answer(
    [
      `${refusalWord}: the command is ${duration(ageMs)} old, more than 60\u00a0s. ${nothingChanged}`,
      `If it still holds: ${copy(command)}`,
    ],
    { level: 'warning' },
  );
}

/** @param ageMs on the real clock */
export function lateConfirmation(ageMs: number, command: string): Said {
  return answer(
    [
      `The question is ${duration(ageMs)} old, it was valid for 60\u00a0s. ${nothingChanged}`,
      `If it still holds: ${copy(command)}`,
    ],
    { level: 'warning' },
  );
}

export function runIsOver(run: Ended, now: number, publicUrl: string | null, live: readonly Run[]): Said {
  const elsewhere =
    live[0] === undefined
      ? []
      : [
          `Live now: ${live[0].id}, ${typed(live[0].target, 40)}: ${copy('status')} or ${copy(`stop ${live[0].id}`)}`,
        ];
  const link: Action[] = linkTo(run, publicUrl, 'Report');
  return answer(
    [
      `${run.id} ended ${duration(now - run.endedAt)} ago: ${run.outcome}. ${nothingChanged}`,
      `Its report: ${copy(`report ${run.id}`)}`,
      ...elsewhere,
    ],
    { level: 'warning', actions: link },
  );
}
