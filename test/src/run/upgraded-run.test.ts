import { expect, test } from 'vitest';
import { draftOf } from '../../../src/run/draft.ts';
import type { Run } from '../../../src/run/run.ts';
import { upgradedRun } from '../../../src/run/upgraded-run.ts';
import { card } from '../../../src/voice/card.ts';
import { reportPost } from '../../../src/voice/report-post.ts';
import { makeRun, type RunOverrides } from '../voice/make-run.ts';
import { growingNow, links, recovered } from '../voice/sample-runs.ts';

/** As the first version saved it. */
function old(overrides: RunOverrides): object {
  const { broker, unseen, evidence, levelPercent, signs, forecasts, afterOff, readings, eyes, ...kept } =
    makeRun(overrides);
  void [broker, unseen, evidence, levelPercent, signs, forecasts, afterOff, readings, eyes];
  const { again, ...flag } = kept.flag;
  void again;
  return JSON.parse(JSON.stringify({ ...kept, flag }));
}

test('promise 2: a live run of an earlier version is taken up', () => {
  const run = upgradedRun(old({}), makeRun().readings);
  expect(draftOf(run)).toMatchObject({
    state: 'growing',
    signs: [],
    forecasts: [],
    broker: null,
    flag: { again: null },
  });
  expect(card(run, growingNow, links).lines[3]).toMatch(/^No forecast: /);
});

test('… and one that ended is reported', () => {
  const run = upgradedRun(old({ ...recovered, state: 'ended' }), []) as Extract<Run, { state: 'ended' }>;
  expect(reportPost(run, growingNow, links).lines[0]).toMatch(/^✅ Averted/);
});

test('what is known stays as it is', () => {
  const run = makeRun({ signs: [{ reason: 'leak', at: 1, why: 'w' }], levelPercent: 58 });
  const { eyes: _eyes, ...kept } = run;
  expect(upgradedRun(kept, run.readings)).toEqual({ ...run, eyes: expect.anything() });
});
