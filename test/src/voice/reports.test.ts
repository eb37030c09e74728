/** Reports as chat-ux.md draws them, kept to be read in reports.snap. */
import { expect, test } from 'vitest';
import type { Run } from '../../../src/run/run.ts';
import { chartAlt } from '../../../src/voice/chart-alt.ts';
import { reportPost } from '../../../src/voice/report-post.ts';
import { kept } from './kept-messages.ts';
import { growthAt, minute, rise, tripped } from './make-run.ts';
import { dead, ended, levelled, links, recovered, seenOff, stuck, tripAt } from './sample-runs.ts';

test('reports', async () => {
  const report = (run: Run) => {
    if (run.state !== 'ended') throw new Error('not ended');
    return reportPost(run, growthAt + 20 * minute, links);
  };
  const aborted = ended({
    outcome: 'aborted',
    growingAt: null,
    events: [],
    decision: { kind: 'abort', at: growthAt, by: 'leakops', why: 'flagd-ui answers 503' },
    flag: { arming: { step: 'none' }, lastWrite: 0 },
    load: { sentUsers: [] },
  });
  const forecasts = [3, 4, 5, 6, 7, 8, 9].map((minutes) => {
    const at = growthAt + minutes * minute;
    return {
      at,
      breakerAt: at + (10.4 - minutes) * minute,
      killAt: at + (16 - minutes) * minute,
      earliestKillAt: at + 0.3 * (16 - minutes) * minute,
      latestKillAt: at + 1.6 * (16 - minutes) * minute,
    };
  });
  await kept(
    {
      'averted, recovered': report(ended(recovered)),
      'averted, restart needed': report(ended(stuck)),
      'OOM-killed': report(ended(dead)),
      levelled: report(ended(levelled)),
      'levelled, no load': report(
        ended({ ...levelled, load: { kind: 'none', before: null, sentUsers: [] } }),
      ),
      'averted, forecasts graded': report(ended({ ...recovered, forecasts })),
      'killed, forecasts graded': report(ended({ ...dead, forecasts })),
      'averted before the threshold': report(
        ended({
          ...recovered,
          forecasts,
          decision: tripped(tripAt, 76, {
            reason: 'forecast',
            why: 'a kill may come in 55 s, stopping takes 65 s',
          }),
          readings: [
            ...rise(growthAt, tripAt - 12_000, 52, 76),
            ...rise(tripAt + 3_000, tripAt + 43_000, 74, 58),
          ],
        }),
      ),
      'restart needed, growth stopped': report(
        ended({
          ...stuck,
          afterOff: {
            grows: false,
            at: tripAt + 3 * minute,
            pointsAMinute: 0,
            percent: 79,
            stoppedAt: tripAt + 70_000,
          },
        }),
      ),
      aborted: report(aborted),
      'nothing compared, undo not seen': reportPost(
        ended({ ...recovered, flag: seenOff, load: {}, recovery: 'unknown' }) as Extract<
          Run,
          { state: 'ended' }
        >,
        growthAt + 20 * minute,
        { publicUrl: null, chartUrl: null },
      ),
    },
    'reports',
  );
  expect(chartAlt(ended(recovered))).toBe(
    'Memory of checkout in run-42: peak 81\u00a0% of the limit at +10\u00a0m; outcome averted.',
  );
});
