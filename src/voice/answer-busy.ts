/** A second start on one world: who holds it, until when, the ways out (BUSY). */
import type { Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { answer, copy, linkTo, nothingChanged } from './answer.ts';
import { briefly, type Here, where } from './answer-whose.ts';
import { instant } from './instant.ts';
import { typed } from './typed.ts';

/**
 * Only the plan was asked for, and could not be made: nobody is told to end a run for it.
 * @param command the plan that was asked for, without `/leak`
 */
export function planBusy(
  run: Run | null,
  holder: string,
  command: string,
  from: { now: number; here: Here; publicUrl: string | null },
): Said {
  const again = `Afterwards: ${copy(command)}`;
  if (run === null) {
    const what = `No plan: a preflight of ${typed(holder, 40)} holds the target`;
    return answer([`${what}. ${nothingChanged}`, again], { level: 'warning' });
  }
  return answer(
    [
      `No plan: ${typed(run.world.workload, 24)} has ${run.id} (${briefly(run, from.now)}). ${nothingChanged}`,
      `Its card is ${where(run, from.here)}. ${endWords(run)}`,
      again,
    ],
    { level: 'warning', actions: linkTo(run, from.publicUrl, `Open ${run.id}`) },
  );
}

function endWords(run: Run): string {
  return run.state === 'preparing' || run.state === 'growing'
    ? `It ends by ${instant(run.endsAt)}.`
    : 'It is ending.';
}

/**
 * @param run null: a preflight
 * @param holder whose it is
 * @param command the start that was asked for, without `/leak`
 */
export function busy(
  run: Run | null,
  holder: string,
  command: string,
  from: { now: number; here: Here; publicUrl: string | null },
): Said {
  const ways = `Sooner: ${copy('stop')}, anyone may. Then ${copy(command)}`;
  if (run === null) {
    return answer(
      [`Not started: a preflight of ${typed(holder, 40)} holds the target. ${nothingChanged}`, ways],
      {
        level: 'warning',
      },
    );
  }
  return answer(
    [
      `Not started: ${typed(run.world.workload, 24)} has ${run.id} (${briefly(run, from.now)}). ${nothingChanged}`,
      `Its card is ${where(run, from.here)}. ${endWords(run)}`,
      ways,
    ],
    { level: 'warning', actions: linkTo(run, from.publicUrl, `Open ${run.id}`) },
  );
}
