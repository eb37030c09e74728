/** Attacks on the lease: clocks that lie, answers that overtake one another, hands that the file does not show. */
import { expect, test } from 'vitest';
import type { Served } from '../../src/ports.ts';
import { leakFlag } from '../fakes/fake-flagd.ts';
import { ana, createGame, type Game } from '../fakes/game.ts';

const standing = (game: Game) => game.flagd.file.flags[leakFlag]!;
const isLive = (deadline: unknown) => Number(deadline ?? 0) > 1;

async function growing(settings: Parameters<typeof createGame>[0] = {}) {
  const game = createGame(settings);
  game.shop.growthPerMinute = 0.1;
  await game.start();
  await game.until(['growing'], 10_000);
  return game;
}

test('rule 6: flagd’s clock is set back an hour: a bot that dies five minutes later still has a short lease', async () => {
  const game = await growing();
  await game.advance(20_000);
  game.flagd.clockOffsetMs = -3_600_000;
  await game.advance(300_000);
  game.crash();
  await game.advance(120_000);
  expect(game.flagd.valueServed()).toBe(0);
});

test('rule 6: one OFREP answer with a Date of next year makes no lease of a year', async () => {
  const game = createGame();
  const { served } = game.flagd;
  let lies = 1;
  game.flagd.served = async (key) => {
    const answer = await served(key);
    if (answer.kind !== 'served' || lies === 0 || game.flagd.stored.length === 0) return answer;
    lies -= 1;
    return { ...answer, serverAt: answer.serverAt! + 365 * 24 * 3_600_000 };
  };
  await game.start();
  await game.advance(60_000);
  expect(lies).toBe(0);
  expect(game.run().flag.latestDeadlineSeconds).toBeLessThan(game.clock.now() / 1000 + 3_600);
});

test('LEAKOPS_LEASE=off on an OFREP that sends no Date: the run ends', async () => {
  const game = createGame({ leaseMs: null });
  const { served } = game.flagd;
  game.flagd.served = async (key) => {
    const answer = await served(key);
    return answer.kind === 'served' ? { ...answer, serverAt: null } : answer;
  };
  await game.start();
  await game.until(['growing'], 10_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  expect((await game.until(['ended'], 30 * 60_000)).outcome).toBe('stopped');
});

test('rule 8: a value edited by a person leaves our targeting: when that lease has expired it is a trip', async () => {
  const game = await growing();
  game.flagd.edit((d) => ({ ...d, variants: { ...d.variants, leakops: 200 } }));
  await game.advance(150_000);
  expect(game.flagd.valueServed()).toBe(0);
  expect(game.run().breaker).toMatchObject({ state: 'tripped', reason: 'lease' });
});

test.each([
  ['state DISABLED', { value: null, reason: 'DISABLED' }],
  ['toggled', { value: 0, reason: 'TARGETING_MATCH' }],
])('rule 8: seen off (%s, behind flagd-ui’s back) it is never armed again', async (_how, off) => {
  const game = await growing();
  const { served } = game.flagd;
  // A person edits flagd's file itself: flagd-ui answers from its own memory and shows nothing of it.
  const before = game.flagd.stored.length;
  game.flagd.served = async (key): Promise<Served> => {
    const answer = await served(key);
    if (answer.kind !== 'served' || game.flagd.stored.length > before) return answer;
    return { ...answer, ...off, off: true };
  };
  await game.advance(120_000);
  const later = game.flagd.stored.slice(before);
  expect(later.filter((definition) => isLive(definition.metadata?.leakopsDeadline))).toEqual([]);
  expect(game.run().decision).toMatchObject({ kind: 'person' });
});

test('an OFREP answer that a later one has overtaken does not trip a healthy run', async () => {
  const game = createGame();
  game.shop.growthPerMinute = 0.1;
  game.flagd.loadAfterMs = 1_000;
  const { served } = game.flagd;
  let slow = false;
  game.flagd.served = async (key) => {
    if (slow || game.flagd.stored.length > 0 || game.desk().live().length === 0) return served(key);
    slow = true;
    await game.clock.sleep(1_300);
    const answer = await served(key);
    await game.clock.sleep(3_000);
    return answer;
  };
  await game.start();
  await game.advance(60_000);
  expect(slow).toBe(true);
  expect(game.run()).toMatchObject({ state: 'growing', decision: null });
});

test('a wall clock that is set back an hour does not lengthen a run', async () => {
  const game = createGame();
  game.shop.growthPerMinute = 0;
  await game.start({ durationMs: 10 * 60_000 });
  await game.until(['growing'], 10_000);
  const { now } = game.clock;
  const { sight } = game.shop.workload;
  const setBack = () => now() - 3_600_000;
  // The target is dated by its own clock, and flagd's goes on as it did.
  game.shop.workload.sight = () => {
    game.clock.now = now;
    const seen = sight();
    game.clock.now = setBack;
    return seen;
  };
  game.clock.now = setBack;
  game.flagd.clockOffsetMs = 3_600_000;
  await game.advance(15 * 60_000);
  expect(game.run().decision).toMatchObject({ kind: 'time' });
});

test('a lease outlives its bot by no more than its length, whatever was in flight when it died', async () => {
  for (const afterMs of [0, 1_000, 29_000, 31_000, 33_000, 61_000]) {
    const game = await growing();
    game.flagd.storeAfterMs = 2_000;
    await game.advance(afterMs);
    game.crash();
    await game.advance(94_000);
    expect(game.flagd.valueServed(), `died after ${afterMs}`).toBe(0);
    expect(isLive(standing(game).metadata?.leakopsDeadline)).toBe(true);
  }
});

test('rule 8: renewals that are stored and not served (flagd has lost its watch) are said like failing ones', async () => {
  const game = await growing();
  game.flagd.loadAfterMs = 10 * 3_600_000;
  await game.advance(75_000);
  expect(game.flagd.valueServed()).toBe(300);
  expect(game.run().state).toBe('growing');
  expect(game.chat.keys()).toContain('run-1/lease');
});
