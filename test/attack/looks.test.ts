/** Looks that tell of a state that is past, or of one that lasts for a moment: none of them is anybody's hand. */
import { expect, test } from 'vitest';
import { stockFlag } from '../fakes/fake-flagd.ts';
import { ana, type createGame, growing, standing } from '../fakes/game.ts';

type Game = ReturnType<typeof createGame>;

/** Answers what stood there when it was asked, so much later. */
function late<A extends unknown[], T>(game: Game, afterMs: number, look: (...args: A) => Promise<T>) {
  return async (...args: A): Promise<T> => {
    const answer = await look(...args);
    await game.clock.sleep(afterMs);
    return answer;
  };
}

const patient = { pollMs: 1_000 };

test('rule 15: a count sent earlier in the run is ours, however long it shows', async () => {
  const game = await growing(patient);
  await game.advance(5_000);
  game.desk().order('run-1', { kind: 'load', users: 40 }, ana);
  await game.advance(1_000);
  // Locust's statistics are cached: no word of spawning, and the count of before.
  game.shop.locust = { ...game.shop.locust, users: 25, spawning: false };
  await game.advance(8_000);
  expect(game.run().load.undo).toBe('not-yet');
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 15 * 60_000);
  expect(game.shop.locust.users).toBe(5);
});

test('rule 15: a count that shows for a moment is nobody’s', async () => {
  const game = await growing(patient);
  await game.advance(5_000);
  game.shop.locust = { ...game.shop.locust, users: 60 };
  await game.advance(1_500);
  game.shop.locust = { ...game.shop.locust, users: 25 };
  await game.advance(10_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 15 * 60_000);
  expect(game.shop.locust.users).toBe(5);
});

test('rule 15: a look that began before the load went back does not put it back a second time', async () => {
  const game = await growing(patient);
  await game.advance(5_000);
  game.shop.load.read = late(game, 7_000, game.shop.load.read);
  await game.advance(20_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 15 * 60_000);
  expect(game.shop.locust.calls.filter((call) => call.startsWith('restore'))).toEqual(['restore 5']);
});

test('rule 13: a file that shows the state of before our write for a moment is not reset', async () => {
  const game = await growing(patient);
  await game.advance(5_000);
  const { read } = game.flagd;
  game.flagd.read = async () => stockFlag();
  await game.advance(1_500);
  game.flagd.read = read;
  await game.advance(20_000);
  expect(game.run()).toMatchObject({ state: 'growing', flag: { idGone: false } });
});

test('rule 9: a look that began before the undo does not undo a second time', async () => {
  const game = await growing(patient);
  await game.advance(5_000);
  game.flagd.read = late(game, 2_500, game.flagd.read);
  await game.advance(10_000);
  const before = game.flagd.stored.length;
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 15 * 60_000);
  expect(
    game.flagd.stored.slice(before).filter((one) => one.metadata?.leakopsRun === undefined),
  ).toHaveLength(1);
  expect(standing(game)).toEqual(stockFlag());
});

test('rule 9: an off that is not by our write is not our off seen', async () => {
  const game = await growing(patient);
  await game.advance(5_000);
  game.flagd.writesFail = 'flagd-ui answers 503';
  game.desk().order('run-1', { kind: 'stop' }, ana);
  // The file's reader trips over it for a moment: nothing that was written has come through.
  game.flagd.edit((definition) => ({ ...definition, state: 'DISABLED' }));
  await game.advance(1_000);
  expect(game.run()).toMatchObject({ state: 'stopping', flag: { seenOffAt: null } });
  game.flagd.edit((definition) => ({ ...definition, state: 'ENABLED' }));
  game.flagd.writesFail = null;
  await game.until(['ended'], 15 * 60_000);
  expect(game.flagd.valueServed()).toBe(0);
});

test('rule 9: a renewal that waits in the queue while a stop is decided is not sent', async () => {
  const game = await growing(patient);
  await game.advance(5_000);
  const { change } = game.flagd;
  let waiting = 0;
  game.flagd.change = async (key, wanted, signal) => {
    if (!wanted.urgent) {
      waiting += 1;
      await game.clock.sleep(3_000);
    }
    return change(key, wanted, signal);
  };
  for (let s = 0; s < 60 && waiting === 0; s++) await game.advance(1_000);
  const sent = game.flagd.stored.length;
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(10_000);
  const deadlines = game.flagd.stored.slice(sent).map((one) => one.metadata?.leakopsDeadline);
  expect(deadlines.filter((deadline) => Number(deadline ?? 1) > 1)).toEqual([]);
  expect(game.flagd.valueServed()).toBe(0);
});
