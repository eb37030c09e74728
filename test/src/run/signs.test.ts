import { expect, test } from 'vitest';
import { draftOf } from '../../../src/run/draft.ts';
import type { Moment } from '../../../src/run/observation.ts';
import type { Run } from '../../../src/run/run.ts';
import { tell } from '../../../src/run/tell.ts';
import { growthAt, makeRun, minute, tripped } from '../voice/make-run.ts';

type Sign = Run['signs'][number];
const sign = (reason: Sign['reason'], at: number): Sign => ({ reason, at, why: `why of ${reason}` });
const moment = (at: number): Moment => ({
  at,
  mono: at,
  flagdSeconds: at / 1000,
  inFlight: { flag: null, load: false, broker: false, restart: false },
  publicUrl: null,
});

/** Says what there is to say at each instant; the keys of what was new at each. */
function heard(run: Run, steps: { at: number; signs?: Sign[]; change?: Partial<Run> }[]): string[][] {
  let draft = draftOf(run);
  return steps.map(({ at, signs, change }) => {
    const before = draft.outbox.length;
    draft = { ...draft, ...(change as Partial<typeof draft>), signs: signs ?? draft.signs };
    tell(draft, run, moment(at), false);
    return draft.outbox
      .slice(before)
      .map(({ key }) => key)
      .filter((key) => /^(?:sign|trip)/.test(key));
  });
}

const at = growthAt + 4 * minute;

test('each sign is said once', () => {
  const leak = [sign('leak', at)];
  expect(heard(makeRun(), [{ at, signs: leak }, { at: at + 5 * minute }])).toEqual([['sign-leak'], []]);
});

test('signs that come together are one post, and none follows within a minute', () => {
  const two = [sign('ramp', at), sign('leak', at)];
  const three = [...two, sign('stalled', at + 20_000)];
  expect(
    heard(makeRun(), [
      { at, signs: two },
      { at: at + 20_000, signs: three },
      { at: at + 59_000 },
      { at: at + 61_000 },
      { at: at + 5 * minute },
    ]),
  ).toEqual([['sign-ramp'], [], [], ['sign-stalled'], []]);
});

test('a sign of the step that tripped is told by the trip, with those that nothing has told of', () => {
  const run = makeRun({
    state: 'stopping',
    decision: tripped(at, 61, { reason: 'stalled', why: 'why of stalled' }),
  });
  const signs = [sign('stalled', at), sign('leak', at)];
  const said = heard(run, [
    { at, signs },
    { at: at + 1_000, change: { flag: { ...run.flag, seenOffAt: at + 900 } } },
    { at: at + 5 * minute },
  ]);
  expect(said).toEqual([[], ['trip'], []]);
});
