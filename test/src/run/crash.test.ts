import { describe, expect, test } from 'vitest';
import { stockFlag } from '../../fakes/fake-flagd.ts';
import { ana, createGame, standing } from '../../fakes/game.ts';

/** Plays the main job; at the n-th save or write the process dies, before or after it. */
async function dieAt(
  place: 'before-save' | 'after-save' | 'before-write' | 'after-write',
  n: number,
  { goneMs, power }: { goneMs: number; power: boolean },
) {
  const game = createGame();
  game.shop.growthPerMinute = 40;
  let count = 0;
  let dead = false;
  const die = () => {
    dead = true;
    game.crash();
    if (power) game.store.losePower();
  };
  const save = game.store.saveRun;
  game.store.saveRun = (run) => {
    if (dead) return;
    count += place.endsWith('save') ? 1 : 0;
    if (place === 'before-save' && count === n) return die();
    save(run);
    if (place === 'after-save' && count === n) die();
  };
  const change = game.flagd.change;
  game.flagd.change = async (key, wanted, signal) => {
    if (dead) return new Promise(() => {});
    count += place.endsWith('write') ? 1 : 0;
    if (place === 'before-write' && count === n) {
      die();
      return new Promise(() => {});
    }
    const result = await change(key, wanted, signal);
    if (place === 'after-write' && count === n) die();
    return result;
  };
  const { put, restore } = game.shop.load;
  game.shop.load.put = async (order, signal) => (dead ? new Promise(() => {}) : put(order, signal));
  game.shop.load.restore = async (...all) => (dead ? new Promise(() => {}) : restore(...all));

  void game.desk().start(game.request(), () => {});
  for (let s = 0; s < 400 && !dead; s++) await game.advance(1_000);
  const died = dead;
  if (died) {
    await game.advance(goneMs);
    dead = false;
    game.store.saveRun = save;
    game.flagd.change = change;
    game.shop.load.put = put;
    game.shop.load.restore = restore;
    game.restart();
  }
  return { game, died };
}

describe('rule 26: killed at each save and each write, or without power, and started again', () => {
  const places = ['before-save', 'after-save', 'before-write', 'after-write'] as const;
  const cases = places.flatMap((place) => [1, 2, 3, 4, 5, 7, 9, 12, 16, 22].map((n) => [place, n] as const));
  test.each(cases)('%s %i', async (place, n) => {
    for (const [goneMs, power] of [
      [0, false],
      [30_000, false],
      [300_000, false],
      [20_000, true],
    ] as const) {
      const { game, died } = await dieAt(place, n, { goneMs, power });
      if (!died) continue;
      const live = game.desk().history()[0];
      if (live === undefined) {
        expect(standing(game)).toEqual(stockFlag());
        continue;
      }
      const run = await game.until(['ended'], 40 * 60_000);
      expect(game.flagd.valueServed(), `${run.outcome} after ${goneMs}`).toBe(0);
      expect(standing(game), `${run.outcome} after ${goneMs}`).toEqual(stockFlag());
      expect(game.shop.locust, `${run.outcome} after ${goneMs}`).toMatchObject({ running: true, users: 5 });
      await game.advance(60_000);
      expect(new Set(game.chat.keys()).size).toBe(game.chat.keys().length);
      expect(game.chat.keys().filter((key) => key.endsWith('/card'))).toHaveLength(1);
      expect(game.chat.posts.at(-1)!.said.kind).toBe('report');
    }
  });
});

test('rule 26: killed between the off write and its save: known by the reason in the metadata', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  const saved = JSON.parse(JSON.stringify(game.store.run('run-1')));
  const change = game.flagd.change;
  game.flagd.change = async (...all) => {
    const result = await change(...all);
    game.crash();
    return result;
  };
  game.desk().order('run-1', { kind: 'trip' }, ana);
  await game.advance(100);
  game.flagd.change = change;
  game.store.saveRun(saved);
  expect(standing(game).metadata?.leakopsReason).toBe('command');
  game.restart();
  const run = await game.until(['ended'], 20 * 60_000);
  expect(run).toMatchObject({ outcome: 'averted', breaker: { state: 'tripped', reason: 'command' } });
  expect(standing(game)).toEqual(stockFlag());
});

test('promise 2: killed while it grows, it goes on in its thread with its card', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  await game.advance(60_000);
  const { thread } = game.run();
  game.crash();
  await game.advance(20_000);
  const { taken } = game.restart();
  expect(taken.map((run) => run.id)).toEqual(['run-1']);
  await game.advance(30_000);
  expect(game.run()).toMatchObject({ state: 'growing', thread });
  expect(game.flagd.valueServed()).toBe(300);
  const run = await game.until(['ended'], 40 * 60_000);
  expect(run.outcome).toBe('averted');
  expect(game.chat.posts.filter((post) => post.said.kind === 'card')).toHaveLength(1);
});

test('promise 2: without power while it grows: readings are lost, and nothing that was sent or said', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  await game.advance(60_000);
  const before = game.run();
  game.crash();
  game.store.losePower();
  const stored = game.store.run('run-1')!;
  expect(stored.readings.length).toBeLessThan(before.readings.length);
  expect(stored).toMatchObject({ state: 'growing', thread: before.thread, saidKeys: before.saidKeys });
  expect(stored.flag.sent).toEqual(before.flag.sent);
  game.restart();
  const run = await game.until(['ended'], 40 * 60_000);
  expect(run).toMatchObject({ outcome: 'averted', kills: [] });
  expect(standing(game)).toEqual(stockFlag());
  expect(new Set(game.chat.keys()).size).toBe(game.chat.keys().length);
});

test('what is said is on the disk before it is said: a machine that fails says nothing twice', async () => {
  const game = createGame();
  game.shop.growthPerMinute = 20;
  const { post } = game.chat;
  const unknown: string[] = [];
  let posts = 0;
  game.chat.post = async (place, said, key, urgency) => {
    posts += 1;
    const name = key.replace('run-1/', '');
    const stored = game.store.onDisk('run-1');
    if (stored === null || !['card', ...stored.saidKeys].includes(name)) unknown.push(name);
    return post(place, said, key, urgency);
  };
  await game.start();
  await game.until(['ended'], 40 * 60_000);
  await game.advance(10_000);
  expect(posts).toBeGreaterThan(5);
  expect(unknown).toEqual([]);
});

test('promise 2: back to a world that others changed: their flag and their load stay', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  game.crash();
  const theirs = { ...stockFlag(), variants: { off: 0, on: 100, mine: 40 } };
  game.flagd.edit(() => theirs);
  game.shop.locust = { ...game.shop.locust, users: 12 };
  await game.advance(30_000);
  game.restart();
  const run = await game.until(['ended'], 40 * 60_000);
  expect(run.outcome).toBe('stopped');
  expect(standing(game)).toEqual(theirs);
  expect(game.shop.locust.users).toBe(12);
});

test('rule 25: a run of another world is listed and not touched', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  game.crash();
  const stored = game.store.run('run-1')!;
  game.store.saveRun({ ...stored, world: { ...stored.world, clusterId: 'another' } });
  const writes = game.flagd.stored.length;
  const { taken, elsewhere } = game.restart();
  expect(taken).toEqual([]);
  expect(elsewhere.map((run) => run.id)).toEqual(['run-1']);
  await game.advance(30_000);
  expect(game.flagd.stored).toHaveLength(writes);
});

test('rule 25: a run of an embedded sandbox that is gone ends aborted', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  game.crash();
  const stored = game.store.run('run-1')!;
  game.store.saveRun({ ...stored, world: { ...stored.world, target: 'sandbox', clusterId: 'gone' } });
  game.restart();
  await game.advance(1_000);
  expect(game.run()).toMatchObject({ state: 'ended', outcome: 'aborted' });
  expect(game.chat.keys()).toContain('run-1/report');
  expect(game.chat.shown(game.run().thread!)?.lines[0]).toMatch(/Aborted/);
});

test('rule 27: a failed save while growing is a trip with reason storage', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  game.store.fails = 'disk full';
  await game.advance(40_000);
  expect(game.flagd.valueServed()).toBe(0);
  expect(game.run().breaker).toMatchObject({ state: 'tripped', reason: 'storage' });
  game.store.fails = null;
  const run = await game.until(['ended'], 20 * 60_000);
  expect(run.outcome).toBe('aborted');
  expect(standing(game)).toEqual(stockFlag());
});

test('rule 27: what does not reach the disk is a failed save: nothing is renewed, the flag goes off', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  const live = () => game.flagd.stored.filter((one) => Number(one.metadata?.leakopsDeadline) > 1).length;
  const before = live();
  game.store.syncFails = 'input/output error';
  await game.advance(40_000);
  expect(live()).toBe(before);
  expect(game.flagd.valueServed()).toBe(0);
  expect(game.run().breaker).toMatchObject({ state: 'tripped', reason: 'storage' });
  expect(game.chat.keys()).toContain('run-1/trip');
  game.store.syncFails = null;
  const run = await game.until(['ended'], 20 * 60_000);
  expect(run.outcome).toBe('aborted');
  expect(standing(game)).toEqual(stockFlag());
});

test('promise 8: a stop does not wait for a disk that hangs, and what waited for it is not done afterwards', async () => {
  const game = createGame();
  const disk = Promise.withResolvers<void>();
  const { synced } = game.store;
  await game.start();
  await game.until(['growing'], 10_000);
  game.store.synced = () => disk.promise;
  game.desk().order('run-1', { kind: 'load', users: 40 }, ana);
  game.desk().order('run-1', { kind: 'flag', value: 900 }, ana);
  await game.advance(1_000);
  expect(game.shop.locust.users).toBe(25);
  expect(game.flagd.valueServed()).toBe(300);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(1_000);
  expect(game.flagd.valueServed()).toBe(0);
  const { onWrite } = game.flagd;
  const written: unknown[] = [];
  game.flagd.onWrite = (definition) => void written.push(definition.variants.leakops);
  game.store.synced = synced;
  disk.resolve();
  await game.advance(1_000);
  expect(written).not.toContain(900);
  expect(game.shop.locust.calls).not.toContain('put 40');
  game.flagd.onWrite = onWrite;
  const run = await game.until(['ended'], 20 * 60_000);
  expect(run.outcome).toBe('stopped');
  expect(game.shop.locust).toMatchObject({ running: true, users: 5 });
  expect(standing(game)).toEqual(stockFlag());
});

test('rule 26: killed before the first write was stored, and started again: aborted, never armed unasked', async () => {
  const game = createGame();
  game.flagd.writesFail = 'flagd-ui answers 503';
  await game.start();
  await game.advance(3_000);
  expect(game.run().state).toBe('preparing');
  game.crash();
  game.flagd.writesFail = null;
  await game.advance(300_000);
  game.restart();
  const run = await game.until(['ended'], 20 * 60_000);
  expect(run).toMatchObject({ outcome: 'aborted', growingAt: null });
  expect(game.flagd.stored.some((definition) => Number(definition.metadata?.leakopsDeadline ?? 0) > 1)).toBe(
    false,
  );
  expect(standing(game)).toEqual(stockFlag());
});

test('rule 15: statistics that Locust has cached from before the load are nobody’s hand after a restart', async () => {
  const game = createGame({ pollMs: 1_000 });
  await game.start();
  await game.until(['growing'], 10_000);
  game.crash();
  const { read } = game.shop.load;
  const staleUntil = game.clock.now() + 2_000;
  game.shop.load.read = async () => {
    const state = await read();
    return game.clock.now() < staleUntil ? { ...state, users: 5 } : state;
  };
  game.restart();
  await game.advance(10_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  const run = await game.until(['ended'], 20 * 60_000);
  expect(run.load.undo).toBe('done');
  expect(game.shop.locust.users).toBe(5);
});

test('rule 27: a restart is not sent before it is saved, and is when the disk is back', async () => {
  const game = createGame();
  game.shop.growthPerMinute = 40;
  await game.start();
  await game.until(['recovering'], 10 * 60_000);
  game.store.fails = 'disk full';
  game.desk().order('run-1', { kind: 'restart' }, ana);
  await game.advance(20_000);
  expect(game.shop.restarts).toBe(0);
  game.store.fails = null;
  await game.advance(20_000);
  expect(game.shop.restarts).toBe(1);
});
