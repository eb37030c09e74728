/** Random schedules of faults, crashes and orders: whatever happened, once the faults are gone the world is as before. */
import { expect, test } from 'vitest';
import { leakFlag, stockFlag } from '../fakes/fake-flagd.ts';
import { ana, ben, createGame, type Game } from '../fakes/game.ts';

/** mulberry32 */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function act(game: Game, roll: () => number, told: string[]): void {
  const { flagd, shop, store, chat } = game;
  const toggle = (on: boolean) => (on ? 'down' : null);
  const acts: [string, () => unknown][] = [
    ['flagd-ui', () => (flagd.writesFail = toggle(roll() < 0.5))],
    ['flagd-ui reads', () => (flagd.readsFail = toggle(roll() < 0.4))],
    ['ofrep', () => (flagd.ofrepFails = toggle(roll() < 0.4))],
    ['stored late', () => (flagd.storeAfterMs = Math.floor(roll() * 4) * 7_000)],
    ['loaded late', () => (flagd.loadAfterMs = Math.floor(roll() * 3) * 4_000)],
    ['locust', () => (shop.locust.fails = toggle(roll() < 0.5))],
    ['cluster', () => (shop.clusterFails = toggle(roll() < 0.3))],
    ['disk', () => (store.fails = toggle(roll() < 0.2))],
    ['chat', () => (chat.down = roll() < 0.5)],
    ['kill', () => roll() < 0.3 && shop.kill('OOMKilled', 137)],
    ['stop', () => roll() < 0.4 && game.desk().order('run-1', { kind: 'stop' }, ana)],
    ['trip', () => roll() < 0.3 && game.desk().order('run-1', { kind: 'trip' }, ben)],
    ['flag', () => game.desk().order('run-1', { kind: 'flag', value: 100 + Math.floor(roll() * 400) }, ana)],
    ['load', () => game.desk().order('run-1', { kind: 'load', users: 10 + Math.floor(roll() * 30) }, ana)],
    [
      'crash',
      () => {
        game.crash();
        store.fails = null;
        game.restart();
      },
    ],
  ];
  const [name, play] = acts[Math.floor(roll() * acts.length)]!;
  told.push(`${Math.round(game.clock.monotonic() / 1000)} s ${name}`);
  play();
}

function mend({ flagd, shop, store, chat }: Game): void {
  Object.assign(flagd, {
    writesFail: null,
    readsFail: null,
    ofrepFails: null,
    storeAfterMs: 0,
    loadAfterMs: 0,
  });
  shop.locust.fails = null;
  shop.clusterFails = null;
  store.fails = null;
  chat.down = false;
}

const seeds = Array.from({ length: 30 }, (_, i) => i + 1);

test.each(seeds)('schedule %i', async (seed) => {
  const roll = random(seed);
  const leaseMs = seed % 3 === 0 ? 13_000 : 90_000;
  const game = createGame({ leaseMs, pollMs: seed % 2 === 0 ? 5_000 : 1_000 });
  game.shop.growthPerMinute = roll() * 8;
  const told: string[] = [];
  await game.start();
  for (let turn = 0; turn < 25; turn += 1) {
    act(game, roll, told);
    await game.advance(Math.floor(roll() * 20_000));
  }
  mend(game);
  const say = () => told.join(', ');
  await game.advance(1_000);
  const run = await game.until(['ended'], 60 * 60_000).catch((error: Error) => {
    throw new Error(`${say()}: ${error.message}`);
  });
  await game.advance(120_000);
  expect(game.flagd.valueServed(), `${say()}: ${run.outcome}`).toBe(0);
  expect(game.flagd.file.flags[leakFlag], `${say()}: ${run.outcome}`).toEqual(stockFlag());
  expect(game.shop.locust, `${say()}: ${run.outcome}`).toMatchObject({ running: true, users: 5 });
  expect(new Set(game.chat.keys()).size).toBe(game.chat.keys().length);
});
