/** Attacks on the load's undo. */
import { expect, test } from 'vitest';
import { ana, createGame } from '../fakes/game.ts';

async function growing(settings: Parameters<typeof createGame>[0] = {}) {
  const game = createGame(settings);
  game.shop.growthPerMinute = 0.1;
  await game.start();
  await game.until(['growing'], 10_000);
  await game.advance(20_000);
  return game;
}

test('rule 15: a person’s count set just before the stop stays', async () => {
  const game = await growing({ pollMs: 10_000 });
  game.shop.locust = { ...game.shop.locust, users: 60 };
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 30 * 60_000);
  expect(game.shop.locust.users).toBe(60);
});

test('rules 15 and 16: a person’s count set while the bot was dead stays, after a saved decision too', async () => {
  const game = await growing();
  game.shop.locust.fails = 'connection refused';
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(1_000);
  game.crash();
  game.shop.locust = { ...game.shop.locust, fails: null, users: 60 };
  await game.advance(60_000);
  game.restart();
  await game.until(['ended'], 30 * 60_000);
  expect(game.shop.locust.users).toBe(60);
});

test('rule 15: a user count that is unknown for one answer is nobody’s: the load goes back at the end', async () => {
  const game = await growing();
  const { read } = game.shop.load;
  game.shop.load.read = async () => ({ ...(await read()), users: null });
  await game.advance(6_000);
  game.shop.load.read = read;
  await game.advance(6_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 30 * 60_000);
  expect(game.shop.locust.users).toBe(5);
});

test('promise 5: a disk that stays full does not keep the load on', async () => {
  const game = await growing();
  game.store.fails = 'disk full';
  await game.advance(15 * 60_000);
  expect(game.flagd.valueServed()).toBe(0);
  expect(game.shop.locust.users).toBe(5);
});

test('rule 17: load flags whose lease ran out are given back, not taken for put back', async () => {
  const game = createGame();
  game.shop.growthPerMinute = 0.1;
  let deadlineSeconds = 0;
  let residue = false;
  const lapsed = () => game.clock.now() / 1000 >= deadlineSeconds;
  const { read } = game.shop.load;
  // As adapters/load/flagd: after its deadline the flag serves what it did before, by itself, and still holds our rule.
  Object.assign(game.shop.load, {
    kind: 'flagd',
    read: async () => ({ ...(await read()), users: residue && !lapsed() ? 25 : 5 }),
    put: async (order: { deadlineSeconds: number }) => {
      if (game.flagd.writesFail !== null) throw new Error(game.flagd.writesFail);
      residue = true;
      deadlineSeconds = order.deadlineSeconds;
    },
    restore: async () => {
      if (game.flagd.writesFail !== null) throw new Error(game.flagd.writesFail);
      residue = false;
    },
  });
  await game.start();
  await game.until(['growing'], 10_000);
  await game.advance(20_000);
  game.flagd.writesFail = 'flagd-ui answers 503';
  await game.advance(150_000);
  game.flagd.writesFail = null;
  await game.until(['ended'], 30 * 60_000);
  expect(residue).toBe(false);
});

test('a load generator that hangs (its adapter gives up after 3 s) does not slow down the readings', async () => {
  const game = await growing({ pollMs: 1_000 });
  game.shop.load.read = async () => {
    await game.clock.sleep(3_000);
    throw new Error('no answer');
  };
  const { sight } = game.shop.workload;
  let sights = 0;
  game.shop.workload.sight = async () => {
    sights += 1;
    return sight();
  };
  await game.advance(30_000);
  expect(sights).toBeGreaterThanOrEqual(25);
});
