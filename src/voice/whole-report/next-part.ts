/** What to try next: commands that follow from how it ended. */
import type { Ended } from '../../run/run.ts';
import { adviceLines } from '../advice-words.ts';
import { type ReportPart, type ReportRow, row } from './part.ts';

export function nextPart(run: Ended): ReportPart {
  return { title: 'What to try next', rows: rowsOf(run) };
}

const doctor = row('/leak doctor', 'what is missing, and what to do about it');

function rowsOf(run: Ended): ReportRow[] {
  const restart =
    run.recovery === 'restart-needed' ? [row('/leak restart', 'frees the memory that stayed')] : [];
  return [...restart, ...byOutcome(run)];
}

function byOutcome(run: Ended): ReportRow[] {
  switch (run.outcome) {
    case 'averted':
      return [
        row(`${again(run)} breaker off`, 'the same to its end, a kill'),
        run.scenario === 'spike'
          ? row('/leak start gradual', 'the same flag, slowly')
          : row('/leak start spike', 'the same flag, at once'),
      ];
    case 'levelled':
    case 'completed':
      return adviceLines(run, 3).map(({ spoken }) => {
        const [command = '', does = ''] = spoken.split(/: (.*)/s);
        return row(command, does);
      });
    case 'oom-killed':
      return run.kills[0]?.breakerOff === true
        ? [row(again(run), 'the same with the breaker armed')]
        : [
            row(`${again(run)} breaker ${lower(run)}`, 'a lower threshold, and more time to stop'),
            ...younger(run),
          ];
    case 'stopped':
      return [row(again(run), 'the same again')];
    case 'aborted':
    case 'lost-sight':
      return [doctor, row(again(run), 'the same again, once that is well')];
  }
}

/** The sandbox has one source. */
function younger(run: Ended): ReportRow[] {
  if (run.world.target !== 'kubernetes') return [];
  return [row('LEAKOPS_READINGS', 'kubelet or prometheus: younger readings trip in time more often')];
}

function again(run: Ended): string {
  return `/leak start ${run.scenario} ${run.flag.value} ${run.users}`;
}

function lower(run: Ended): number {
  return Math.max(50, run.breaker.thresholdPercent - 10);
}
