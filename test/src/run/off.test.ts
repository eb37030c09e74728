import { describe, expect, test } from 'vitest';
import { stockFlag } from '../../fakes/fake-flagd.ts';
import { ana, ben, createGame, growing, standing } from '../../fakes/game.ts';

test('promise 1: flagd-ui is down at the trip: the lease ends it, the run says so, the flag is put back later', async () => {
  const game = await growing();
  await game.advance(40_000);
  game.flagd.writesFail = 'flagd-ui answers 503';
  game.desk().order('run-1', { kind: 'trip' }, ben);
  await game.advance(25_000);
  expect(game.run().state).toBe('stopping');
  expect(game.chat.keys()).toContain('run-1/stuck');
  expect(game.chat.posts.find((post) => post.key === 'run-1/stuck')!.said.broadcast).toBe(true);
  await game.advance(70_000);
  expect(game.flagd.valueServed()).toBe(0);
  expect(game.run().flag.seenOffAt).not.toBeNull();
  game.flagd.writesFail = null;
  const run = await game.until(['ended'], 20 * 60_000);
  expect(run.outcome).toBe('averted');
  expect(standing(game)).toEqual(stockFlag());
});

test('seen off, not merely written: stored late, the run stays stopping until OFREP serves off', async () => {
  const game = await growing();
  game.flagd.loadAfterMs = 10_000;
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(5_000);
  expect(standing(game).metadata?.leakopsDeadline).toBe(1);
  expect(game.run()).toMatchObject({ state: 'stopping', flag: { seenOffAt: null } });
  await game.advance(10_000);
  expect(game.run().flag.seenOffAt).not.toBeNull();
});

test('rule 26: while OFREP does not answer the run stays stopping', async () => {
  const game = await growing();
  game.flagd.ofrepFails = 'no answer';
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(300_000);
  expect(game.run().state).toBe('stopping');
  game.flagd.ofrepFails = null;
  expect((await game.until(['ended'], 15 * 60_000)).outcome).toBe('stopped');
});

test('rule 24: a stop before the first write writes nothing', async () => {
  const game = createGame();
  game.flagd.ofrepFails = null;
  const starting = game.start();
  await starting;
  const other = createGame();
  void other;
  const before = game.flagd.stored.length;
  game.desk().order('run-1', { kind: 'stop' }, ana);
  expect(before).toBeGreaterThanOrEqual(0);
  const run = await game.until(['ended'], 15 * 60_000);
  expect(run.outcome).toBe('stopped');
  expect(standing(game)).toEqual(stockFlag());
});

test('rule 24: a trip during the arming write queues behind it and wins', async () => {
  const game = createGame();
  game.flagd.loadAfterMs = 3_000;
  await game.start();
  await game.advance(1_000);
  expect(game.run().state).toBe('preparing');
  game.desk().order('run-1', { kind: 'trip' }, ana);
  const run = await game.until(['ended'], 15 * 60_000);
  expect(run.outcome).toBe('averted');
  expect(game.flagd.stored.some((definition) => Number(definition.metadata?.leakopsDeadline ?? 0) > 1)).toBe(
    false,
  );
  expect(standing(game)).toEqual(stockFlag());
});

test('rule 9: an arming write stored after the stop is put off', async () => {
  const game = createGame();
  await game.start();
  game.flagd.storeAfterMs = 0;
  await game.until(['growing'], 10_000);
  game.flagd.storeAfterMs = 20_000;
  await game.advance(40_000);
  game.flagd.storeAfterMs = 0;
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(60_000);
  expect(game.flagd.valueServed()).toBe(0);
  await game.until(['ended'], 15 * 60_000);
  expect(standing(game)).toEqual(stockFlag());
});

describe('rules 15 and 16: load', () => {
  test('it was stopped: stop', async () => {
    const game = createGame();
    game.shop.locust = { ...game.shop.locust, running: false, users: 0 };
    await game.start();
    await game.until(['growing'], 10_000);
    game.desk().order('run-1', { kind: 'stop' }, ana);
    await game.until(['ended'], 15 * 60_000);
    expect(game.shop.locust).toMatchObject({ running: false, users: 0 });
  });

  test('a person’s count stays', async () => {
    const game = await growing();
    game.shop.locust = { ...game.shop.locust, users: 60 };
    await game.advance(6_000);
    game.desk().order('run-1', { kind: 'stop' }, ana);
    const run = await game.until(['ended'], 15 * 60_000);
    expect(game.shop.locust.users).toBe(60);
    expect(run.load.undo).toBe('person');
  });

  test('a trip while users are still spawning: any count between is ours', async () => {
    const game = await growing();
    game.shop.locust = { ...game.shop.locust, users: 11, spawning: true };
    await game.advance(6_000);
    game.desk().order('run-1', { kind: 'trip' }, ana);
    await game.until(['ended'], 15 * 60_000);
    expect(game.shop.locust.users).toBe(5);
  });

  test('Locust is down at the end: tried again, and the flag waits for nothing', async () => {
    const game = await growing();
    game.shop.locust.fails = 'connection refused';
    game.desk().order('run-1', { kind: 'stop' }, ana);
    await game.advance(2_000);
    expect(game.flagd.valueServed()).toBe(0);
    await game.advance(60_000);
    game.shop.locust.fails = null;
    await game.until(['ended'], 15 * 60_000);
    expect(game.shop.locust.users).toBe(5);
  });

  test('load that cannot be put on ends the start as aborted', async () => {
    const game = createGame();
    game.flagd.loadAfterMs = 1_000;
    await game.start();
    game.shop.locust.fails = 'connection refused';
    const run = await game.until(['ended'], 15 * 60_000);
    expect(run.outcome).toBe('aborted');
    expect(run.decision?.why).toMatch(/load could not be put on/);
    expect(standing(game)).toEqual(stockFlag());
  });

  test('… with a lease so short that it is renewed meanwhile, too', async () => {
    const game = createGame({ leaseMs: 13_000, pollMs: 1_000 });
    await game.start();
    game.shop.locust.fails = 'connection refused';
    const run = await game.until(['stopping', 'recovering', 'ended'], 60_000);
    expect(run.decision?.why).toMatch(/load could not be put on/);
  });
});
