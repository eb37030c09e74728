import { expect, test } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import { stockFlag } from '../../fakes/fake-flagd.ts';
import { ana, createGame, type Game, growing, standing } from '../../fakes/game.ts';

const deadline = (game: Game) => Number(standing(game).metadata?.leakopsDeadline);

test('rule 6: armed in two steps, deadline 1 first, then a whole second on flagd’s clock, rounded down', async () => {
  const game = createGame();
  game.flagd.clockOffsetMs = 7_300;
  await game.start();
  await game.until(['growing'], 10_000);
  const [probe, live] = game.flagd.stored;
  expect(probe!.targeting).toEqual({ if: [{ '<': [{ var: '$flagd.timestamp' }, 1] }, 'leakops', 'off'] });
  expect(probe!.metadata).toMatchObject({
    leakopsRun: 'run-1',
    leakopsBot: 'bot-1',
    leakopsDeadline: 1,
    leakopsWrite: 1,
  });
  expect(live!.variants).toEqual({ off: 0, on: 100, leakops: 300 });
  const ends = Number(live!.metadata!.leakopsDeadline);
  expect(Number.isInteger(ends)).toBe(true);
  const flagdNow = (game.run().startedAt + 7_300) / 1000;
  expect(ends).toBeGreaterThan(flagdNow + 88);
  expect(ends).toBeLessThanOrEqual(flagdNow + 90.1);
  for (const value of Object.values(live!.metadata!))
    expect(['string', 'number', 'boolean']).toContain(typeof value);
});

test('rule 6: a server without $flagd.timestamp is refused, and nothing stays', async () => {
  const game = createGame();
  game.flagd.knowsTime = false;
  await game.start();
  const run = await game.until(['ended'], 5 * 60_000);
  expect(run).toMatchObject({ outcome: 'aborted', growingAt: null });
  expect(run.decision?.why).toMatch(/\$flagd\.timestamp/);
  expect(standing(game)).toEqual(stockFlag());
  expect(game.flagd.stored.some((definition) => Number(definition.metadata?.leakopsDeadline) > 1)).toBe(
    false,
  );
  expect(game.shop.locust.calls.filter((call) => call.startsWith('put'))).toEqual([]);
});

test('a start whose writes are never answered is given up 15 s after the first was sent, not after it failed', async () => {
  const game = createGame();
  game.flagd.change = async () => {
    await game.clock.sleep(3_000);
    throw new Failure('flagd-ui-timeout', 'flagd-ui did not answer within 3 s');
  };
  await game.start();
  const run = await game.until(['stopping', 'recovering', 'ended'], 60_000);
  expect(run.decision?.why).toBe('flagd-ui did not answer within 3 s');
  const afterMs = run.decision!.at - run.startedAt;
  expect(afterMs).toBeGreaterThan(15_000);
  // It is looked at when one fails, and the next is sent with the next poll.
  expect(afterMs).toBeLessThan(21_000);
});

test('rule 7: renewed when a third of it is used', async () => {
  const game = await growing();
  const first = deadline(game);
  await game.advance(25_000);
  expect(deadline(game)).toBe(first);
  await game.advance(15_000);
  expect(deadline(game)).toBeGreaterThan(first + 25);
});

test.each([1_000, 5_000, 10_000])('rule 7: … and once, with %i ms between polls', async (pollMs) => {
  const game = await growing({ pollMs });
  game.shop.growthPerMinute = 0;
  const { served } = game.flagd;
  const renewedMs: number[] = [];
  game.flagd.onWrite = () => renewedMs.push(game.clock.monotonic());
  let known = 0;
  // After a renewal OFREP is the last to answer.
  game.flagd.served = async (key, signal) => {
    if (renewedMs.length > known) await game.clock.sleep(50);
    known = renewedMs.length;
    return served(key, signal);
  };
  await game.advance(200_000);
  expect(game.run().state).toBe('growing');
  expect(renewedMs.length).toBeGreaterThan(3);
  const apartMs = renewedMs.slice(1).map((at, index) => at - renewedMs[index]!);
  expect(Math.min(...apartMs)).toBeGreaterThan(25_000);
});

test('rule 7: not renewed without a fresh reading; the lease ends it and the run says so', async () => {
  const game = await growing({ blindAfterMs: 200_000 });
  game.shop.growthPerMinute = 0;
  game.shop.metricsStale = true;
  await game.advance(300_000);
  expect(game.flagd.valueServed()).toBe(0);
  expect(game.run().breaker.state).toBe('tripped');
});

test('rule 7: after a restart of the bot not renewed before one fresh reading', async () => {
  const game = await growing();
  const first = deadline(game);
  game.crash();
  game.shop.clusterFails = 'connection refused';
  await game.advance(40_000);
  await game.restart();
  await game.advance(30_000);
  expect(deadline(game)).toBe(first);
  game.shop.clusterFails = null;
  await game.advance(10_000);
  expect(deadline(game)).toBeGreaterThan(first);
});

test('rule 8: failing renewals are said, then the expired lease is a trip, and it is never armed again', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0.1;
  game.flagd.writesFail = 'flagd-ui answers 503';
  await game.advance(100_000);
  expect(game.flagd.valueServed()).toBe(0);
  expect(game.chat.keys()).toContain('run-1/lease');
  const run = game.run();
  expect(run.breaker).toMatchObject({ state: 'tripped', reason: 'lease' });
  expect(run.flag.seenOffAt).not.toBeNull();
  const stored = game.flagd.stored.length;
  game.flagd.writesFail = null;
  const ended = await game.until(['ended'], 15 * 60_000);
  expect(ended.outcome).toBe('stopped');
  const later = game.flagd.stored.slice(stored);
  expect(later.some((definition) => Number(definition.metadata?.leakopsDeadline ?? 0) > 1)).toBe(false);
  expect(standing(game)).toEqual(stockFlag());
});

test('rule 7: an older renewal stored after a newer one is renewed at once', async () => {
  const game = await growing();
  await game.advance(35_000);
  const older = JSON.parse(JSON.stringify(standing(game)));
  await game.advance(35_000);
  const newer = deadline(game);
  expect(newer).toBeGreaterThan(Number(older.metadata.leakopsDeadline));
  game.flagd.edit(() => older);
  await game.advance(6_000);
  expect(deadline(game)).toBeGreaterThanOrEqual(newer);
  expect(game.run().state).toBe('growing');
});

test('rule 9: a late first step after the second is seen off, a trip, and ends safely', async () => {
  const game = await growing();
  const probe = game.flagd.stored[0]!;
  game.flagd.edit(() => probe);
  await game.advance(6_000);
  const run = await game.until(['ended'], 15 * 60_000);
  expect(run.breaker.reason).toBe('lease');
  expect(standing(game)).toEqual(stockFlag());
});

test('rule 9: a renewal stored after the off is put off again, silently', async () => {
  const game = await growing();
  await game.advance(35_000);
  const renewal = JSON.parse(JSON.stringify(standing(game)));
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['recovering'], 10_000);
  await game.advance(3_000);
  expect(standing(game)).toEqual(stockFlag());
  game.flagd.edit(() => renewal);
  expect(game.flagd.valueServed()).toBe(300);
  const posts = game.chat.posts.length;
  await game.advance(6_000);
  expect(game.flagd.valueServed()).toBe(0);
  await game.advance(20_000);
  expect(standing(game)).toEqual(stockFlag());
  expect(game.chat.posts.slice(posts).every((post) => !/flag/i.test(post.key))).toBe(true);
});

test('rule 9: no run ends before the latest deadline sent has passed, and one lease after the last write', async () => {
  const game = await growing();
  await game.advance(33_000);
  const latest = game.run().flag.latestDeadlineSeconds;
  game.desk().order('run-1', { kind: 'stop' }, ana);
  const run = await game.until(['ended'], 15 * 60_000);
  expect(run.endedAt! / 1000).toBeGreaterThan(latest);
  expect(run.endedAt! - run.flag.lastWriteAt!).toBeGreaterThanOrEqual(90_000);
});

test('a clock that steps: flagd’s clock jumps ahead, the lease expires early and the run ends safely', async () => {
  const game = await growing();
  game.flagd.clockOffsetMs = 3_600_000;
  await game.advance(6_000);
  expect(game.flagd.valueServed()).toBe(0);
  const run = await game.until(['ended'], 15 * 60_000);
  expect(run.breaker.reason).toBe('lease');
  expect(standing(game)).toEqual(stockFlag());
});

test('LEAKOPS_LEASE=off: one step, no deadline, off all the same', async () => {
  const game = await growing({ leaseMs: null });
  expect(game.flagd.stored).toHaveLength(1);
  expect(standing(game).targeting).toEqual({ if: [true, 'leakops', 'off'] });
  await game.advance(300_000);
  expect(game.flagd.stored).toHaveLength(1);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 15 * 60_000);
  expect(standing(game)).toEqual(stockFlag());
});

test('the bot dies for good: flagd itself serves off when the lease is over', async () => {
  const game = await growing();
  await game.advance(50_000);
  game.crash();
  expect(game.flagd.valueServed()).toBe(300);
  await game.advance(91_000);
  expect(game.flagd.valueServed()).toBe(0);
});

test('rule 9: a renewal stored after the run has ended serves off by its own deadline, and is put back', async () => {
  const game = await growing();
  await game.advance(35_000);
  const renewal = JSON.parse(JSON.stringify(standing(game)));
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 15 * 60_000);
  game.flagd.edit(() => renewal);
  expect(game.flagd.valueServed()).toBe(0);
  game.crash();
  game.restart();
  void game.desk().idle();
  await game.advance(10_000);
  expect(standing(game)).toEqual(stockFlag());
});
