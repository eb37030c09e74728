/** Reports as chat-ux.md draws them, kept to be read in reports.snap. */
import { expect, test } from 'vitest';
import type { Run } from '../../../src/run/run.ts';
import { chartAlt } from '../../../src/voice/chart-alt.ts';
import { reportPost } from '../../../src/voice/report-post.ts';
import { kept } from './kept-messages.ts';
import { growthAt, minute } from './make-run.ts';
import { dead, ended, links, recovered, seenOff, stuck } from './sample-runs.ts';

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
  await kept(
    {
      'averted, recovered': report(ended(recovered)),
      'averted, restart needed': report(ended(stuck)),
      'OOM-killed': report(ended(dead)),
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
