/** Attacks on the runner itself: effects that double, listeners that throw, runs of other worlds. */
import { expect, test } from 'vitest';
import { runJson } from '../../adapters/http/run-json.ts';
import { freshEyes } from '../../src/run/run.ts';
import { createRunner } from '../../src/run/runner.ts';
import { leakFlag, stockFlag } from '../fakes/fake-flagd.ts';
import { ana, createGame, type Game } from '../fakes/game.ts';

const standing = (game: Game) => game.flagd.file.flags[leakFlag]!;

test('an effect under way is not begun again by a step that falls between its answer and its report', async () => {
  const game = createGame({ leaseMs: null });
  const { served } = game.flagd;
  // One more turn of the machine before the answer: enough to fall into the gap.
  game.flagd.served = async (key) => ({ ...(await served(key)) });
  await game.start();
  await game.until(['growing'], 10_000);
  await game.advance(20_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 30 * 60_000);
  expect(game.shop.locust.calls).toEqual(['put 25', 'restore 5']);
});

test('promise 8: a listener that throws (a page, a stream) keeps no flag on and no order unanswered', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  game.crash();
  const stored = game.store.run('run-1')!;
  const runner = createRunner(
    { ...stored, eyes: freshEyes(game.clock.monotonic(), game.clock.now()) },
    {
      world: {
        flags: game.flagd,
        workload: game.shop.workload,
        loads: { choose: async () => game.shop.load, of: () => game.shop.load },
        brokers: { allowed: null, of: () => game.broker },
      },
      store: game.store,
      chats: [game.chat],
      clock: game.clock,
      publicUrl: null,
      log: { warn: () => {}, error: () => {}, info: () => {} },
      onChange: () => {
        throw new RangeError('Invalid time value');
      },
    },
  );
  expect(runner.order({ kind: 'stop' }, ana)).toMatchObject({ kind: 'done' });
  await game.advance(1_000);
  expect(game.flagd.valueServed()).toBe(0);
});

test('rule 6: a deadline beyond all dates in the metadata that OFREP answers is none', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  game.flagd.edit((d) => ({ ...d, metadata: { ...d.metadata, leakopsDeadline: 1e300 } }));
  await game.advance(10_000);
  const run = game.run();
  expect(() => runJson(run, run.readings)).not.toThrow();
});

test('rule 25: a run of another world is not touched, nor its flag by the clearing of residue', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  game.crash();
  const stored = game.store.run('run-1')!;
  game.store.saveRun({ ...stored, world: { ...stored.world, workload: 'checkout-2' } });
  const theirs = JSON.stringify(standing(game));
  expect(game.restart().elsewhere.map((run) => run.id)).toEqual(['run-1']);
  void game.desk().idle();
  await game.advance(30_000);
  expect(JSON.stringify(standing(game))).toBe(theirs);
});

test('a flag that cannot be seen off for long is not written every three seconds, and the run does not grow by it', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  game.flagd.ofrepFails = 'no answer';
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(20 * 60_000);
  expect(game.run().state).toBe('stopping');
  expect(game.run().flag.sent.length).toBeLessThan(60);
});

test('an end that could not be saved is saved when the disk is back', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  for (let s = 0; s < 300 && game.run().recovery === null; s += 1) await game.advance(1_000);
  game.store.fails = 'disk full';
  await game.advance(10 * 60_000);
  game.store.fails = null;
  await game.advance(10 * 60_000);
  expect(game.run().state).toBe('ended');
});

test('rule 26: an off with a value that was never saved is known by its reason, and its variant goes', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  await game.advance(20_000);
  game.store.fails = 'disk full';
  game.desk().order('run-1', { kind: 'flag', value: 200 }, ana);
  await game.advance(500);
  game.crash();
  game.store.fails = null;
  game.restart();
  const run = await game.until(['ended'], 30 * 60_000);
  expect(run.outcome).toBe('aborted');
  expect(standing(game)).toEqual(stockFlag());
});
