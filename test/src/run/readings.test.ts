import { describe, expect, test } from 'vitest';
import { leakFlag, stockFlag } from '../../fakes/fake-flagd.ts';
import { ana, createGame, type Game, growing } from '../../fakes/game.ts';

describe('promise 3, rule 18: blind is not healthy', () => {
  test.each([
    [
      'stale readings',
      (g: Game) => {
        g.shop.metricsStale = true;
      },
    ],
    [
      'no metrics',
      (g: Game) => {
        g.shop.metricsMissing = true;
      },
    ],
    [
      'no pod',
      (g: Game) => {
        g.shop.podsMissing = true;
      },
    ],
    [
      'no cluster',
      (g: Game) => {
        g.shop.clusterFails = 'connection refused';
      },
    ],
  ])('%s for the set time trips the breaker', async (_name, spoil) => {
    const game = await growing();
    game.shop.growthPerMinute = 0.1;
    await game.advance(60_000);
    spoil(game);
    await game.advance(60_000);
    expect(game.run().state).toBe('growing');
    await game.advance(45_000);
    expect(game.run().breaker).toMatchObject({ state: 'tripped', reason: 'blind' });
    expect(game.flagd.valueServed()).toBe(0);
    const run = await game.until(['ended'], 20 * 60_000);
    expect(run).toMatchObject({ outcome: 'lost-sight', recovery: 'unknown' });
    expect(game.flagd.file.flags[leakFlag]).toEqual(stockFlag());
  });

  test('a restart known from the pod’s status is not blindness', async () => {
    const game = await growing();
    await game.advance(30_000);
    game.shop.kill('Error', 1);
    game.shop.pod.startedAt = null;
    game.shop.pod.waiting = 'CrashLoopBackOff';
    game.shop.metricsMissing = true;
    await game.advance(150_000);
    expect(game.run().state).toBe('growing');
    expect(game.chat.keys()).toContain('run-1/restart-1');
  });
});

test('rule 21: strictly above the threshold', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  game.shop.percent = 80;
  await game.advance(60_000);
  expect(game.run().state).toBe('growing');
  game.shop.percent = 80.2;
  await game.advance(21_000);
  expect(game.run().breaker.reason).toBe('threshold');
  expect(game.run().decision?.why).toMatch(/80\.[12]\u00a0% is over 80\u00a0%/);
});

test('rule 21: breaker off: no threshold, still blind; a kill is counted and the run goes on', async () => {
  const game = await growing({}, { breaker: { thresholdPercent: 80, state: 'off' } });
  game.shop.percent = 90;
  await game.advance(30_000);
  expect(game.run().state).toBe('growing');
  game.shop.kill('OOMKilled', 137);
  await game.advance(60_000);
  expect(game.run()).toMatchObject({
    state: 'growing',
    kills: [{ reason: 'OOMKilled', exitCode: 137, afterTrip: false }],
  });
  game.desk().order('run-1', { kind: 'stop' }, ana);
  expect((await game.until(['ended'], 20 * 60_000)).outcome).toBe('oom-killed');
});

test('rule 22: a kill before any trip turns the flag off at once, breaker.reason null', async () => {
  const game = await growing();
  await game.advance(30_000);
  game.shop.kill('OOMKilled', 137);
  await game.advance(6_000);
  expect(game.flagd.valueServed()).toBe(0);
  const run = await game.until(['ended'], 20 * 60_000);
  expect(run).toMatchObject({ outcome: 'oom-killed', breaker: { reason: null, trippedAt: null } });
  expect(game.chat.posts.find((post) => post.key === 'run-1/kill-1')!.said).toMatchObject({
    broadcast: true,
    mention: 'ana',
  });
});

test('rule 22: exit 137 without OOMKilled is an event, and the run goes on', async () => {
  const game = await growing();
  await game.advance(30_000);
  game.shop.kill('Error', 137);
  await game.advance(30_000);
  expect(game.run()).toMatchObject({ state: 'growing', kills: [] });
});

test('rule 23: memory that is not freed needs a restart, which is asked for and watched', async () => {
  const game = await growing();
  game.shop.fallPerSecond = 0;
  await game.until(['recovering'], 15 * 60_000);
  for (let s = 0; s < 400 && game.run().recovery === null; s += 1) await game.advance(1_000);
  expect(game.run().recovery).toBe('restart-needed');
  expect(game.shop.restarts).toBe(0);
  const run = await game.until(['ended'], 20 * 60_000);
  expect(run).toMatchObject({ outcome: 'averted', recovery: 'restart-needed' });
});

test('LEAKOPS_RESTART=auto restarts once, and watches again', async () => {
  const game = await growing({ restartPolicy: 'auto' });
  game.shop.fallPerSecond = 0;
  const run = await game.until(['ended'], 40 * 60_000);
  expect(game.shop.restarts).toBe(1);
  expect(run).toMatchObject({ outcome: 'averted', recovery: 'recovered' });
});

test('a level that never leaked ends as levelled', async () => {
  const game = createGame();
  game.shop.growthPerMinute = 0;
  await game.start({ durationMs: 10 * 60_000 });
  const run = await game.until(['ended'], 30 * 60_000);
  expect(run).toMatchObject({ outcome: 'levelled', regime: 'level', forecast: null });
});

test('promise 4: a forecast kill that is nearer than it takes to stop trips before the threshold', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 9;
  const run = await game.until(['recovering'], 15 * 60_000);
  expect(run.breaker.reason).toBe('forecast');
  expect(run.decision?.why).toMatch(/a kill may come in \d+\u00a0s, stopping takes \d+\u00a0s/);
});

test('predict off: the threshold alone', async () => {
  const game = await growing({}, { predict: 'off' });
  game.shop.growthPerMinute = 9;
  expect((await game.until(['recovering'], 15 * 60_000)).breaker.reason).toBe('threshold');
});

test('promise 3: a pod that comes and goes in the list, and is never read, is blindness', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0.1;
  const { sight } = game.shop.workload;
  let there = false;
  game.shop.workload.sight = async () => {
    there = !there;
    return there ? sight() : { pods: [], readings: [], readingsWhy: 'no pod' };
  };
  game.shop.metricsMissing = true;
  await game.advance(150_000);
  expect(game.run().breaker).toMatchObject({ state: 'tripped', reason: 'blind' });
});
