/** Attacks on what is seen of the target: several pods, lying dates, old ends, levels that are none. */
import { expect, test } from 'vitest';
import type { Pod, Sighting } from '../../src/ports.ts';
import { judgeRecovery, type RecoveryFacts } from '../../src/run/recovery.ts';
import { ana, createGame, type Game } from '../fakes/game.ts';

async function growing(changes: Parameters<Game['start']>[0] = {}) {
  const game = createGame();
  game.shop.growthPerMinute = 0;
  await game.start(changes);
  await game.until(['growing'], 10_000);
  await game.advance(30_000);
  return game;
}

function alter(game: Game, change: (seen: Sighting) => Sighting) {
  const { sight } = game.shop.workload;
  game.shop.workload.sight = async () => change(await sight());
}

const other = (game: Game, changes: Partial<Pod>): Pod => ({
  ...game.shop.pod,
  name: 'checkout-2',
  uid: 'uid-2',
  ...changes,
});

test('rules 19 and 21: the pod nearest its limit is judged by its own limit', async () => {
  const game = await growing();
  alter(game, (seen) => ({
    ...seen,
    pods: [...seen.pods, other(game, { limitBytes: 2 * game.shop.pod.limitBytes! })],
  }));
  await game.advance(30_000);
  game.shop.percent = 92;
  await game.advance(40_000);
  expect(game.run().breaker).toMatchObject({ state: 'tripped', reason: 'threshold' });
});

test('two pods with two limits do not fill the run with events', async () => {
  const game = await growing();
  alter(game, (seen) => ({
    ...seen,
    pods: [...seen.pods, other(game, { limitBytes: 2 * game.shop.pod.limitBytes! })],
  }));
  const before = game.run().events.length;
  await game.advance(300_000);
  expect(game.run().events.length - before).toBeLessThan(5);
});

test('promise 3: another pod that waits (ImagePullBackOff) does not excuse a running one without readings', async () => {
  const game = await growing();
  alter(game, (seen) => ({
    ...seen,
    pods: [
      ...seen.pods,
      other(game, { startedAt: null, ready: false, waiting: 'ImagePullBackOff', lastTermination: null }),
    ],
  }));
  game.shop.metricsMissing = true;
  await game.advance(150_000);
  expect(game.run().breaker).toMatchObject({ state: 'tripped', reason: 'blind' });
});

test('promise 3: of two pods the one near its limit is no longer read: that is blindness', async () => {
  const game = await growing();
  alter(game, (seen) => ({
    ...seen,
    pods: [...seen.pods, other(game, {})],
    readings: [
      ...seen.readings.filter(() => !game.shop.metricsMissing),
      {
        at: Math.floor(game.clock.now() / 15_000) * 15_000,
        seenAt: game.clock.now(),
        usedBytes: 0.4 * game.shop.pod.limitBytes!,
        rssBytes: null,
        peakBytes: null,
        goroutines: null,
        orders: null,
        restarts: 0,
        pod: 'checkout-2',
      },
    ],
  }));
  game.shop.percent = 78;
  await game.advance(30_000);
  game.shop.metricsMissing = true;
  await game.advance(150_000);
  expect(game.run().decision).not.toBeNull();
});

test('rule 22: an OOM kill of yesterday on a pod that comes into sight is no kill of this run', async () => {
  const game = await growing();
  const finishedAt = game.clock.now() - 24 * 3_600_000;
  alter(game, (seen) => ({
    ...seen,
    pods: [
      ...seen.pods,
      other(game, { lastTermination: { reason: 'OOMKilled', exitCode: 137, finishedAt, key: 'old' } }),
    ],
  }));
  await game.advance(20_000);
  expect(game.run()).toMatchObject({ state: 'growing', kills: [] });
});

test('promise 6, rule 23: a level held after a step is not the level before it', async () => {
  const game = await growing({ predict: 'off' });
  await game.advance(180_000);
  game.shop.percent = 75;
  await game.advance(600_000);
  game.shop.fallPerSecond = 0;
  game.desk().order('run-1', { kind: 'stop' }, ana);
  const run = await game.until(['ended'], 30 * 60_000);
  expect(run.recovery).toBe('restart-needed');
});

const facts = (changes: Partial<RecoveryFacts>): RecoveryFacts => ({
  readings: [60_000, 120_000, 180_000, 240_000].map((at) => ({
    at,
    seenAt: at,
    usedBytes: 40,
    rssBytes: null,
    peakBytes: null,
    goroutines: null,
    orders: null,
    restarts: 1,
    pod: 'checkout-1',
  })),
  limitBytes: 100,
  heldPercent: 40,
  since: 0,
  now: 300_000,
  afterKill: true,
  ready: true,
  processStartedAt: 240_000,
  fresh: true,
  flagOn: false,
  firstOffAt: 0,
  ...changes,
});

test.each([
  ['low, and a minute after a kill', {}],
  ['low, and not ready', { ready: false, processStartedAt: 0 }],
  ['low, with two readings', { afterKill: false, readings: facts({}).readings.slice(0, 2) }],
])('rule 23: restart-needed is above or growing, never %s', (_what, changes) => {
  expect(judgeRecovery(facts(changes))?.recovery).not.toBe('restart-needed');
});

test('rule 23: a kill after the verdict is judged again', async () => {
  const game = await growing();
  game.desk().order('run-1', { kind: 'stop' }, ana);
  for (let s = 0; s < 300 && game.run().recovery === null; s += 1) await game.advance(1_000);
  expect(game.run().state).toBe('recovering');
  game.shop.kill('OOMKilled', 137);
  const killedAt = game.clock.now();
  const run = await game.until(['ended'], 30 * 60_000);
  expect(run.outcome).toBe('oom-killed');
  expect(run.recoveryAt! - killedAt).toBeGreaterThanOrEqual(120_000);
});

test('a breaker that is armed again over the threshold trips at once, not with the next reading', async () => {
  const game = await growing({ breaker: { thresholdPercent: 80, state: 'off' } });
  game.shop.percent = 90;
  await game.advance(36_000);
  game.shop.readingEveryMs = 60_000;
  game.desk().order('run-1', { kind: 'breaker-reset' }, ana);
  await game.advance(6_000);
  expect(game.run().breaker).toMatchObject({ state: 'tripped', reason: 'threshold' });
});
