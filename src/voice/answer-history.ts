/** The last runs and their reports. */
import type { Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { answer, copy, nothingChanged } from './answer.ts';
import { briefly } from './answer-whose.ts';
import { finalLine } from './final-line.ts';
import { duration } from './number.ts';

/** @param runs newest first, at most ten */
export function historyAnswer(runs: readonly Run[], now: number): Said {
  if (runs.length === 0) return answer(['No run was played yet', `Start one: ${copy('start gradual')}`]);
  const head = runs.length === 1 ? 'The only run so far' : `The last ${runs.length} runs`;
  // A live run has no report yet.
  const ended = runs.find((run) => run.state === 'ended');
  const more =
    ended === undefined ? `What is so: ${copy('status')}` : `More of one: ${copy(`report ${ended.id}`)}`;
  return answer([head, ...runs.map((run) => historyLine(run, now)), more]);
}

/** `run-41, 5 m ago: ✅ Averted: …`. */
function historyLine(run: Run, now: number): string {
  if (run.state !== 'ended') return `${run.id}, live: ${briefly(run, now)}`;
  return `${run.id}, ${duration(now - run.endedAt)} ago: ${finalLine(run)}`;
}

export function noReportYet(run: Run): Said {
  return answer(
    [`No report: ${run.id} is ${run.state}. ${nothingChanged}`, `What is so: ${copy('status')}`],
    {
      level: 'warning',
    },
  );
}

/** @param name `run-42`; null: no run has ended @param there what the history would show: it may have no report either */
export function noSuchRun(name: string | null, there: { ended: boolean; live: boolean }): Said {
  const what = name === null ? 'No report: no run has ended yet' : `No report: there is no ${name}`;
  const instead = there.ended
    ? `What there is: ${copy('history')}`
    : there.live
      ? `What is so: ${copy('status')}`
      : `Start one: ${copy('start gradual')}`;
  return answer([`${what}. ${nothingChanged}`, instead], { level: 'warning' });
}
