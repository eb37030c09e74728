/** Posts of the thread as chat-ux.md draws them, kept to be read in posts.snap. */
import { test } from 'vitest';
import type { ServedAgain } from '../../../src/run/flag-hold.ts';
import { editedPost, leaseTroublePost, resetPost } from '../../../src/voice/flag-trouble-posts.ts';
import { growthStoppedPost, stillGrowsPost } from '../../../src/voice/growth-after-post.ts';
import { killPost } from '../../../src/voice/kill-post.ts';
import { loadTroublePost } from '../../../src/voice/load-trouble-post.ts';
import { breakerOffThresholdPost, milestonePost } from '../../../src/voice/milestone-post.ts';
import { planPost } from '../../../src/voice/plan-post.ts';
import { progressPost } from '../../../src/voice/progress-post.ts';
import { recoveryPost, restartNeededPost } from '../../../src/voice/recovery-post.ts';
import { restartSeenPost } from '../../../src/voice/restart-seen-post.ts';
import { offAgainPost, servedAgainPost, stuckAgainPost } from '../../../src/voice/served-again-post.ts';
import { type SeenSign, signPost } from '../../../src/voice/sign-post.ts';
import { stuckPost } from '../../../src/voice/stuck-post.ts';
import { tripPost } from '../../../src/voice/trip-post.ts';
import { kept } from './kept-messages.ts';
import { growthAt, makeRun, minute, reading, rise, tripped } from './make-run.ts';
import {
  climb,
  dead,
  forecast,
  growingNow,
  hold,
  kill,
  recovered,
  seenOff,
  stuck,
  tripAt,
  tripDecision,
} from './sample-runs.ts';

test('posts in the thread', async () => {
  const killOff = { ...kill, breakerOff: true };
  const growing = makeRun({
    forecast,
    flag: { servedDeadlineSeconds: growingNow / 1000 + 25, failures: 4, failureWhy: 'flagd-ui answers 503' },
  });
  const alarmAt = tripAt + 23_000;
  const alarmed = makeRun({
    state: 'recovering',
    decision: tripDecision,
    readings: [
      ...climb,
      ...rise(tripAt + 3_000, alarmAt, 83, 85.4).map((one, n) => ({
        ...one,
        at: tripAt + 3_000 + n * 10_000,
      })),
    ],
    flag: seenOff,
  });
  const served = {
    offWrite: 5,
    failures: 6,
    failureWhy: 'flagd-ui answers 503',
    servedDeadlineSeconds: tripAt / 1000 + 78,
  };
  const sign = <R extends SeenSign['reason']>(reason: R, why: string) => ({
    reason,
    at: growingNow - 5_000,
    why,
  });
  const leak = sign('leak', 'goroutines 67 → 323 → 684, more than bursts explain');
  const ramp = sign('ramp', 'a proved ramp, up 3.8 points a minute, from 61 % to 72 %');
  const stalled = sign('stalled', 'no order completed for 24 s, 8 were due');
  const riskWhy = '18 % chance of a kill by bursts within ten minutes, 81 % seen';
  const again: ServedAgain = {
    since: tripAt + 40_000,
    until: null,
    value: 100,
    ours: false,
    offAsked: null,
    times: 1,
  };
  const back = makeRun({ ...recovered, state: 'recovering' });
  const stillGrowing = {
    readings: [...climb, ...rise(tripAt + 3_000, tripAt + 78_000, 82, 87)],
    recoveryWhy: 'memory still grows, up 4 points a minute',
    afterOff: { grows: true, at: tripAt + 78_000, pointsAMinute: 4, percent: 87, stoppedAt: null },
  };
  await kept(
    {
      plan: planPost(makeRun({ state: 'preparing' }), growthAt),
      'plan, a small chance': planPost(makeRun({ state: 'preparing', killChance: 0.004 }), growthAt),
      'plan, not protectable': planPost(
        makeRun({
          state: 'preparing',
          flag: { value: 3000 },
          killChance: 0.62,
          gomemlimitBytes: null,
          unseen: 'bursts',
          warnings: ['One missed scrape would trip the breaker'],
          protectableValue: 1000,
        }),
        growthAt,
      ),
      'plan, not protectable by any value': planPost(
        makeRun({ state: 'preparing', flag: { value: 100 }, killChance: 0.04, unseen: 'bursts' }),
        growthAt,
      ),
      'plan, too fast by the guide': planPost(
        makeRun({
          state: 'preparing',
          scenario: 'spike',
          flag: { value: 2000 },
          killChance: 0.004,
          unseen: 'too-fast',
          protectableValue: 500,
        }),
        growthAt,
      ),
      'plan, a value of its own, breaker off': planPost(
        makeRun({
          state: 'preparing',
          flag: { value: 1000 },
          breaker: { state: 'off' },
          killChance: null,
          warnings: ['The pod is warming up'],
        }),
        growthAt,
      ),
      progress: progressPost(makeRun({ forecast }), growingNow),
      'progress, level': progressPost(makeRun({ regime: 'bursts' }), growingNow),
      'progress, level, a chance of a kill': progressPost(
        makeRun({
          regime: 'bursts',
          killChance: 0.18,
          readings: rise(growthAt, growingNow - 12_000, 58, 58.4),
        }),
        growingNow,
      ),
      'a sign that is only said': signPost(makeRun(), [leak], growingNow),
      'two signs at once, in a ramp': signPost(makeRun({ forecast }), [ramp, leak], growingNow),
      'a ramp that is only said': signPost(makeRun({ forecast }), [ramp], growingNow),
      'a sign, breaker off': signPost(makeRun({ breaker: { state: 'off' } }), [leak], growingNow),
      'a sign, predict off': signPost(makeRun({ breaker: { predict: 'off' } }), [stalled], growingNow),
      'a sign that is expected': signPost(makeRun({ broker: {} }), [stalled, leak], growingNow),
      'trip, stalled': tripPost(
        makeRun({
          state: 'recovering',
          decision: tripped(tripAt, 61, { reason: 'stalled', why: stalled.why }),
          readings: climb,
          flag: seenOff,
          signs: [stalled, leak],
        }),
        tripAt + 3_000,
      ),
      ...Object.fromEntries(
        (
          [
            ['leak', leak.why],
            ['peak', 'a true peak of 86 % between two readings'],
            ['risk', riskWhy],
          ] as const
        ).map(([reason, why]) => [
          `trip, ${reason}`,
          tripPost(
            makeRun({
              state: 'recovering',
              decision: tripped(tripAt, 61, { reason, why }),
              readings: climb,
              flag: seenOff,
              signs: [{ reason, at: tripAt, why }],
            }),
            tripAt + 3_000,
          ),
        ]),
      ),
      'progress, blind': progressPost(
        makeRun({
          readings: rise(growthAt, growthAt + 5 * minute, 52, 64),
          readingsWhy: 'metrics-server answers 503',
        }),
        growingNow,
      ),
      '70 %': milestonePost(makeRun({ forecast }), [70], growingNow),
      '70 and 80 % in one reading, breaker at 90 %': milestonePost(
        makeRun({ forecast, breaker: { thresholdPercent: 90 } }),
        [80, 70],
        growingNow,
      ),
      '80 %, breaker off': breakerOffThresholdPost(
        makeRun({ forecast, breaker: { state: 'off' } }),
        growingNow,
      ),
      '85 %': milestonePost(alarmed, [85], alarmAt),
      trip: tripPost(
        makeRun({ state: 'recovering', decision: tripDecision, readings: climb, flag: seenOff }),
        tripAt + 3_000,
      ),
      'trip, rss does not agree': tripPost(
        makeRun({
          state: 'recovering',
          decision: tripped(tripAt, 81, { reading: reading(tripAt - 12_000, 81, { rssBytes: 11_100_000 }) }),
          readings: climb,
          flag: seenOff,
        }),
        tripAt + 3_000,
      ),
      'trip, not yet seen off': tripPost(
        makeRun({
          state: 'stopping',
          decision: tripDecision,
          readings: climb,
          flag: { offWrite: 5, servedDeadlineSeconds: tripAt / 1000 + 60 },
        }),
        tripAt + 1_000,
      ),
      'trip, blind': tripPost(
        makeRun({
          state: 'recovering',
          decision: tripped(tripAt, 0, { reason: 'blind', why: 'no reading for 60 s', reading: null }),
          flag: seenOff,
        }),
        tripAt + 3_000,
      ),
      'trip, lease': tripPost(
        makeRun({
          state: 'recovering',
          decision: tripped(tripAt, 78, {
            reason: 'lease',
            by: 'lease',
            why: 'the lease ran out: flagd serves off by itself',
          }),
          flag: { ...seenOff, seenOffAt: tripAt },
        }),
        tripAt + 3_000,
      ),
      'a stop': tripPost(
        makeRun({
          state: 'recovering',
          decision: { kind: 'stop', at: tripAt, by: 'Ben', why: 'stopped by Ben' },
          readings: climb,
          flag: seenOff,
        }),
        tripAt + 3_000,
      ),
      stuck: stuckPost(
        makeRun({ state: 'stopping', decision: tripDecision, readings: climb, flag: served }),
        tripAt + 20_000,
      ),
      'stuck, no lease': stuckPost(
        makeRun({
          state: 'stopping',
          decision: tripDecision,
          leaseMs: null,
          flag: { ...served, servedDeadlineSeconds: null, serving: null },
        }),
        tripAt + 20_000,
      ),
      kill: killPost(makeRun({ ...dead, state: 'recovering' }), kill, kill.at + 30_000),
      'kill, breaker off': killPost(
        makeRun({ readings: climb, breaker: { state: 'off' }, kills: [killOff] }),
        killOff,
        kill.at + 5_000,
      ),
      'restart seen': restartSeenPost(makeRun({ readings: [reading(growingNow - 5_000, 41)] }), growingNow, {
        exitCode: 137,
        reason: 'Error',
      }),
      'pod replaced': restartSeenPost(makeRun({ restartKnown: true }), growingNow, null),
      recovered: recoveryPost(makeRun({ ...recovered, state: 'recovering' }), tripAt + 43_000),
      'recovery unknown': recoveryPost(
        makeRun({
          ...recovered,
          state: 'recovering',
          recovery: 'unknown',
          flag: { ...seenOff, undo: 'kept-off' },
        }),
        tripAt + 5 * minute,
      ),
      'restart needed': restartNeededPost(
        makeRun({ ...stuck, state: 'recovering' }),
        tripAt + 3 * minute + 3_000,
      ),
      'recovered, nothing to free': recoveryPost(
        makeRun({
          ...recovered,
          decision: tripped(tripAt, 60, { reason: 'command', by: 'Ben', why: 'tripped by Ben' }),
          state: 'recovering',
          readings: rise(growthAt, tripAt + 43_000, 59, 60),
        }),
        tripAt + 43_000,
      ),
      'recovered after a kill': recoveryPost(
        makeRun({ ...dead, state: 'recovering', recoveryAt: kill.at + 2 * minute }),
        kill.at + 2 * minute,
      ),
      'recovered after a restart': recoveryPost(
        makeRun({
          ...stuck,
          state: 'recovering',
          recovery: 'recovered',
          recoveryAt: tripAt + 8 * minute,
          readings: [...climb, ...hold, ...rise(tripAt + 6 * minute, tripAt + 8 * minute, 40, 48)],
          restart: { requestedAt: tripAt + 5 * minute, by: 'Ana', done: true, why: null },
        }),
        tripAt + 8 * minute,
      ),
      'restart needed, some freed': restartNeededPost(
        makeRun({
          ...stuck,
          state: 'recovering',
          readings: [...climb, ...rise(tripAt + 3_000, tripAt + 3 * minute, 81, 71)],
        }),
        tripAt + 3 * minute + 3_000,
      ),
      'restart needed, still growing': restartNeededPost(
        makeRun({ ...stuck, state: 'recovering', ...stillGrowing }),
        tripAt + 90_000,
      ),
      'still growing': stillGrowsPost(
        makeRun({
          state: 'recovering',
          decision: tripDecision,
          flag: seenOff,
          afterOff: { ...stillGrowing.afterOff, percent: 64 },
        }),
        tripAt + 90_000,
      ),
      'growth stopped': growthStoppedPost(
        makeRun({
          ...stuck,
          state: 'recovering',
          recovery: null,
          afterOff: {
            grows: false,
            at: tripAt + 70_000,
            pointsAMinute: 0.1,
            percent: 79,
            stoppedAt: tripAt + 70_000,
          },
        }),
        tripAt + 90_000,
      ),
      'flag on again': servedAgainPost(back, again, tripAt + 43_000),
      'flag on again, over the threshold': servedAgainPost(
        makeRun({ ...recovered, state: 'recovering', readings: rise(growthAt, tripAt + 40_000, 52, 84) }),
        again,
        tripAt + 43_000,
      ),
      'flag off again': offAgainPost(back, { ...again, until: again.since + 6_000 }, tripAt + 50_000),
      'flag off again, asked for': offAgainPost(
        back,
        { ...again, until: again.since + 66_000, offAsked: { by: 'Ben', at: tripAt + 60_000 } },
        tripAt + 110_000,
      ),
      'a late write that stays': stuckAgainPost(
        makeRun({
          ...recovered,
          state: 'recovering',
          flag: { ...seenOff, failures: 3, failureWhy: 'flagd-ui answers 503' },
        }),
        { ...again, value: 300, ours: true },
        tripAt + 61_000,
      ),
      'lease in trouble': leaseTroublePost(growing, growingNow),
      edited: editedPost(
        makeRun({
          events: [
            {
              at: growingNow,
              kind: 'edit',
              by: 'someone outside leakops',
              text: 'flag edited, renewals stop',
            },
          ],
          flag: { servedDeadlineSeconds: growingNow / 1000 + 50 },
        }),
        growingNow,
      ),
      reset: resetPost(makeRun({ flag: { idGone: true } }), growingNow),
      'load in trouble': loadTroublePost(
        makeRun({ load: { failures: 3, failureWhy: 'Locust answers 503' } }),
        growingNow,
      ),
    },
    'posts',
  );
});
