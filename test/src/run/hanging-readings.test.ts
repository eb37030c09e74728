/** Readings that hang hold up no news of what became of the pods; they are taken when they come. */
import { describe, expect, test } from 'vitest';
import type { Sighting } from '../../../src/ports.ts';
import { type Game, growing } from '../../fakes/game.ts';

/** As a metrics API that hangs: pods and readings are of the asking, the answer comes so much later. */
function hang(game: Game, forMs: number, change: (seen: Sighting) => Sighting = (seen) => seen): void {
  const { sight } = game.shop.workload;
  game.shop.workload.sight = async (signal) => {
    const seen = change(await sight(signal));
    await game.clock.sleep(forMs);
    return seen;
  };
}

const unread = (seen: Sighting): Sighting => ({
  ...seen,
  readings: [],
  readingsWhy: 'did not answer within 4 s',
});
/** Nobody tells: only polls look. */
const unwatched = (game: Game) => game.shop.watchers.clear();

describe('a kill', () => {
  test('that is told while a sight hangs turns the flag off before the sight ends, and counts once', async () => {
    const game = await growing();
    await game.advance(20_000);
    hang(game, 4_000, unread);
    await game.advance(6_000);
    const { sights } = game.shop;
    game.shop.kill('OOMKilled', 137);
    await game.advance(20);
    expect(game.run().kills).toHaveLength(1);
    await game.advance(300);
    expect(game.flagd.valueServed()).toBe(0);
    expect(game.shop.sights).toBe(sights);
    const run = await game.until(['ended'], 20 * 60_000);
    expect(run.outcome).toBe('oom-killed');
    expect([run.kills.length, run.restartsSeen.length]).toEqual([1, 0]);
    expect(run.events.filter(({ kind }) => kind === 'kill' || kind === 'restart')).toHaveLength(1);
  });

  test('that nobody tells is seen a second after a sight has begun, and each second that it hangs', async () => {
    const game = await growing();
    await game.advance(20_000);
    hang(game, 30_000, unread);
    unwatched(game);
    const { sights } = game.shop;
    await game.advance(5_100);
    expect(game.shop.sights).toBe(sights + 1);
    await game.advance(3_000);
    unwatched(game);
    game.shop.kill('OOMKilled', 137);
    await game.advance(1_100);
    expect(game.run()).toMatchObject({
      state: expect.not.stringMatching('growing'),
      kills: [{ exitCode: 137 }],
    });
    expect(game.shop.sights).toBe(sights + 1);
  });

  test('with the breaker off each of two counts once', async () => {
    const game = await growing({}, { breaker: { thresholdPercent: 80, state: 'off' } });
    await game.advance(20_000);
    hang(game, 4_000);
    for (let kills = 1; kills <= 2; kills++) {
      await game.advance(6_000);
      game.shop.kill('OOMKilled', 137);
      await game.advance(20);
      expect(game.run().kills).toHaveLength(kills);
      await game.advance(20_000);
      expect(game.run().kills).toHaveLength(kills);
    }
    expect(game.run().state).toBe('growing');
  });
});

test('a sight that was overtaken brings back neither the pod that is gone nor its reading', async () => {
  const game = await growing();
  await game.advance(20_000);
  // Each is a new one, so that it would be taken.
  hang(game, 4_000, (seen) => ({
    ...seen,
    readings: seen.readings.map((reading) => ({ ...reading, at: game.clock.now() - 1_000 })),
  }));
  await game.advance(6_000);
  const before = game.run().readings.length;
  await game.shop.workload.restart({ key: 'by hand', at: game.clock.now() });
  const replaced = game.shop.pod.name;
  for (const happened of game.shop.watchers) happened();
  await game.advance(20);
  expect(game.run().pods.map(({ name }) => name)).toEqual([replaced]);
  expect(game.run().restartsSeen).toHaveLength(1);
  await game.advance(4_000);
  expect(
    game
      .run()
      .readings.slice(before)
      .filter(({ pod }) => pod !== replaced),
  ).toEqual([]);
  await game.advance(30_000);
  expect(game.run().restartsSeen).toHaveLength(1);
  expect(game.run().events.filter(({ kind }) => kind === 'restart')).toHaveLength(1);
  expect(game.run().readings.at(-1)?.pod).toBe(replaced);
});

test('readings that come late are taken, and pods that are seen beside them change nothing', async () => {
  const quick = await growing();
  const slow = await growing();
  hang(slow, 3_500);
  for (const game of [quick, slow]) {
    game.shop.growthPerMinute = 2;
    await game.advance(100_000);
  }
  const dates = (game: Game) => game.run().readings.map(({ at, usedBytes }) => [at, usedBytes]);
  const taken = dates(slow);
  expect(taken.length).toBeGreaterThan(4);
  expect(dates(quick).slice(0, taken.length)).toEqual(taken);
});

test('promise 3: pods that are seen all the while do not put off blindness', async () => {
  const blindAt = async (spoil: (game: Game) => void) => {
    const game = await growing();
    game.shop.growthPerMinute = 0.1;
    await game.advance(60_000);
    spoil(game);
    const since = game.clock.now();
    await game.until(['stopping', 'recovering'], 200_000);
    expect(game.run().breaker.reason).toBe('blind');
    return (game.run().decision?.at ?? 0) - since;
  };
  const missing = await blindAt((game) => {
    game.shop.metricsMissing = true;
  });
  const hanging = await blindAt((game) => hang(game, 4_000, unread));
  expect(Math.abs(hanging - missing)).toBeLessThanOrEqual(1_000);
});
