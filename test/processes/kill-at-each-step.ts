/** Kill -9 at each step of a run, and start again: it goes on or is put right, once (promises 2 and 5, rule 26). */
import { describe, expect, test } from 'vitest';
import { growing, messageThatIs, newGame, runThatIs, startCommand, worldOf } from './game.ts';
import { expectPutRight } from './put-right.ts';

export function killAtEachStep(): void {
  describe.concurrent('promise 2: kill -9, and start again', () => {
    test('in preflight: there is no run, nothing is touched, the next start begins', async (context) => {
      const game = await newGame(context, { LEAKOPS_LEASE: '5s' });
      await game.sandbox.putFaults({ metrics: { stale: true } });
      const first = await game.start();
      await first.say(startCommand);
      expect(await messageThatIs(first, 'reply')).toMatchObject({ to: 'ada', thread: null });
      await first.kill();
      await game.sandbox.clearFaults();

      const second = await game.start();
      expect(await second.runs()).toEqual([]);
      expect(await worldOf(game.sandbox)).toEqual(game.before);
      const run = await growing(game, second);
      await second.say('/leak stop');
      await expectPutRight(game, second, run, 'stopped');
    });

    test('while arming, its first write on the way: the run goes on in the same thread', async (context) => {
      const game = await newGame(context, { LEAKOPS_LEASE: '6s' });
      const first = await game.start();
      await game.sandbox.putFaults({ 'flagd-ui': { lateWritesMs: 2_500 } });
      await first.say(startCommand);
      const card = await messageThatIs(first, 'card');
      const run = await runThatIs(first, 'preparing');
      expect(run.thread).toBe(card.id);
      await first.kill();
      await game.sandbox.clearFaults();

      const second = await game.start();
      expect(second.said.out).toContain(`${run.id} goes on: preparing`);
      expect(await runThatIs(second, 'growing')).toMatchObject({ id: run.id, thread: card.id });
      expect(await game.sandbox.served()).toMatchObject({ value: 300, runId: run.id });
      await second.say('/leak stop');
      await expectPutRight(game, second, run, 'stopped');
    });

    test('while growing: it grows on under its lease, and the breaker trips', async (context) => {
      const game = await newGame(context);
      const first = await game.start();
      const run = await growing(game, first);
      await first.kill();
      expect(await game.sandbox.served()).toMatchObject({ value: 300 });

      const second = await game.start();
      expect(second.said.out).toContain(`${run.id} goes on: growing`);
      const tripped = await runThatIs(second, 'stopping', 'recovering', 'ended');
      expect(tripped.breaker).toMatchObject({ state: 'tripped', reason: 'threshold' });
      await expectPutRight(game, second, run, 'averted');
    });

    test('after the trip, flagd-ui down: the decision is kept and carried out', async (context) => {
      const game = await newGame(context, { LEAKOPS_LEASE: '12s' });
      const first = await game.start();
      const run = await growing(game, first);
      await game.sandbox.putFaults({ 'flagd-ui': { status: 503 } });
      await first.say('/leak breaker trip');
      const { breaker } = await runThatIs(first, 'stopping');
      await first.kill();
      expect(await game.sandbox.served()).toMatchObject({ value: 300 });

      const second = await game.start();
      expect(second.said.out).toContain(`${run.id} goes on: stopping`);
      await game.sandbox.clearFaults();
      const end = await expectPutRight(game, second, run, 'averted');
      expect(end.breaker).toMatchObject({ reason: 'command', trippedAt: breaker.trippedAt });
      expect(end.events).toContainEqual(expect.objectContaining({ kind: 'seen-off' }));
    });

    test('after a stop, flagd-ui down for good: the lease puts the flag off', async (context) => {
      const game = await newGame(context, { LEAKOPS_LEASE: '6s' });
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

    test('while recovering: the world is put back, the report is written', async (context) => {
      const game = await newGame(context, { LEAKOPS_LEASE: '6s' });
      const first = await game.start();
      const run = await growing(game, first);
      await first.say('/leak breaker trip');
      await runThatIs(first, 'recovering');
      await first.kill();

      const second = await game.start();
      expect(second.said.out).toContain(`${run.id} goes on: recovering`);
      const end = await expectPutRight(game, second, run, 'averted');
      expect(end.recovery).toBe('recovered');
    });
  });
}
