import type { Run } from '../run/run.ts';
import { workloadName } from './actions.ts';
import { peakReading, percentOf, zeroAt } from './memory.ts';
import { offset, percentBeside } from './number.ts';

/** What the chart shows, for who does not see it: peak, when, outcome. */
export function chartAlt(run: Run): string {
  const peak = peakReading(run);
  const threshold = run.breaker.thresholdPercent;
  const what = run.kills.length === 0 ? 'peak' : 'peak reading';
  const height =
    run.growingAt === null
      ? `${run.state === 'ended' ? 'it ended before the growth' : 'no growth yet'}`
      : peak === null
        ? 'peak unknown, no readings'
        : `${what} ${percentBeside(percentOf(run, peak), threshold)} of the limit at ${offset(peak.at - zeroAt(run))}`;
  const end = run.state === 'ended' ? `outcome ${run.outcome}` : `${run.state}, no outcome yet`;
  return `Memory of ${workloadName(run)} in ${run.id}: ${height}; ${end}.`;
}
