/** Kill -9 at each step of a run, and start again: it goes on or is put right, once (promises 2 and 5, rule 26). */
import { describe, expect, test } from 'vitest';
import {
  growing,
  messageThatIs,
  newGame,
  restartable,
  runThatIs,
  startCommand,
  started,
  worldOf,
} from './game.ts';
import { expectPutRight } from './put-right.ts';
import { leakFlag } from './sandbox-process.ts';
import { until } from './until.ts';

export function killAtEachStep(): void {
  describe.concurrent('promise 2: kill -9, and start again', () => {
    test('at every step of one run', async (context) => {
      const game = await newGame(context, restartable);
      await game.sandbox.putFaults({ metrics: { stale: true } });
      const inPreflight = await game.start();
      await inPreflight.say(startCommand);
      expect(await messageThatIs(inPreflight, 'reply')).toMatchObject({ to: 'ada', thread: null });
      await inPreflight.kill();
      await game.sandbox.clearFaults();

      // There is no run, and nothing was touched. The next start is killed when its first write is not seen yet.
      const arming = await game.start();
      expect(await arming.runs()).toEqual([]);
      expect(await worldOf(game.sandbox)).toEqual(game.before);
      await game.sandbox.putFaults({ ofrep: { latencyMs: 1_000 } });
      const run = await started(arming, 'preparing');
      const card = await messageThatIs(arming, 'card');
      await until('the first write', async () => (await game.sandbox.flags())[leakFlag]?.metadata);
      await arming.kill();
      await game.sandbox.clearFaults();

      const grown = await game.start();
      expect(grown.said.out).toContain(`${run.id} goes on: preparing`);
      expect(await runThatIs(grown, 'growing')).toMatchObject({ id: run.id, thread: card.id });
      expect(await game.sandbox.served()).toMatchObject({ value: 300, runId: run.id });
      await grown.kill();

      // The trip cannot be written: it is decided, and saved.
      const stopping = await game.start();
      expect(stopping.said.out).toContain(`${run.id} goes on: growing`);
      await game.sandbox.putFaults({ 'flagd-ui': { status: 503 } });
      await stopping.say('/leak breaker trip');
      const { breaker } = await runThatIs(stopping, 'stopping');
      await stopping.kill();

      const recovering = await game.start();
      expect(recovering.said.out).toContain(`${run.id} goes on: stopping`);
      await game.sandbox.clearFaults();
      await runThatIs(recovering, 'recovering');
      expect((await game.sandbox.served()).value).toBe(0);
      await recovering.kill();

      const last = await game.start();
      expect(last.said.out).toContain(`${run.id} goes on: recovering`);
      const end = await expectPutRight(game, last, { id: run.id, thread: card.id }, 'averted');
      expect(end.breaker).toMatchObject({ reason: 'command', trippedAt: breaker.trippedAt });
      expect(end.recovery).toBe('recovered');
    });

    test('while growing: it grows on under its lease until the breaker trips', async (context) => {
      const game = await newGame(context, restartable);
      const first = await game.start();
      const run = await growing(game, first);
      await first.kill();
      expect(await game.sandbox.served()).toMatchObject({ value: 300 });

      const second = await game.start();
      expect(second.said.out).toContain(`${run.id} goes on: growing`);
      const end = await expectPutRight(game, second, run, 'averted');
      expect(end.breaker).toMatchObject({ state: 'tripped', reason: 'threshold' });
    });

    test('after a stop, flagd-ui down for good: the lease puts the flag off', async (context) => {
      const game = await newGame(context);
      const first = await game.start();
      const run = await growing(game, first);
      await game.sandbox.putFaults({ 'flagd-ui': { hang: true } });
      await first.say('/leak stop');
      await runThatIs(first, 'stopping');
      await first.kill();

      const second = await game.start();
      const off = await runThatIs(second, 'recovering');
      expect(off.events).toContainEqual(expect.objectContaining({ kind: 'seen-off', by: 'lease' }));
      expect(await game.sandbox.served()).toMatchObject({ value: 0, reason: 'TARGETING_MATCH' });
      await game.sandbox.clearFaults();
      await expectPutRight(game, second, run, 'stopped');
    });
  });
}
