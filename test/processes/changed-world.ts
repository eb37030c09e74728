/** The bot is dead, and what it left changes without it: by the lease, by flagd's pod, by people. */
import { describe, expect, test } from 'vitest';
import { type Game, growing, messageThatIs, newGame, restartable, runThatIs, worldOf } from './game.ts';
import { expectPutRight, expectSaidOnce } from './put-right.ts';
import { leakFlag } from './sandbox-process.ts';
import { until } from './until.ts';

function offAsServed({ sandbox }: Game): Promise<boolean> {
  return until('off as served', async () => (await sandbox.served()).value === 0);
}

async function putUsersByHand({ sandbox }: Game, count: number): Promise<void> {
  await sandbox.putUsers(count);
  await until('their users', async () => (await sandbox.users()) === count);
}

export function changedWorld(): void {
  describe.concurrent('the bot is killed while the leak grows', () => {
    test('rule 8: flagd serves off at the deadline by itself, and is not armed again', async (context) => {
      const game = await newGame(context);
      const first = await game.start();
      const run = await growing(game, first);
      await first.kill();
      const left = await worldOf(game.sandbox);
      expect(left.served).toMatchObject({ value: 300, reason: 'TARGETING_MATCH' });
      const deadlineMs = left.served.deadline! * 1000;
      expect(deadlineMs - Date.now()).toBeLessThanOrEqual(5_000);
      await offAsServed(game);
      expect(Date.now()).toBeGreaterThanOrEqual(deadlineMs);
      // Nobody wrote: it is what the dead bot left.
      expect(await worldOf(game.sandbox)).toEqual({ ...left, served: { ...left.served, value: 0 } });

      const second = await game.start();
      const end = await expectPutRight(game, second, run, 'stopped');
      expect(end.breaker).toMatchObject({ state: 'tripped', reason: 'lease' });
    });

    test('rule 13: flagd’s pod restarts: its file stays as it is, the load goes back', async (context) => {
      const game = await newGame(context);
      const first = await game.start();
      const run = await growing(game, first);
      await first.kill();
      await game.sandbox.putFaults({ flagFile: { reset: true } });
      const reset = await worldOf(game.sandbox);

      const second = await game.start();
      const end = await expectSaidOnce(second, run, 'stopped');
      expect(end.events).toContainEqual(
        expect.objectContaining({
          by: 'someone outside leakops',
          text: 'flag reset or edited outside leakops',
        }),
      );
      const { served, users } = game.before;
      expect(await worldOf(game.sandbox)).toEqual({ ...reset, served, users });
    });

    test('rule 12: a person switches the flag off: it stays off, their rule stays', async (context) => {
      const game = await newGame(context);
      const first = await game.start();
      const run = await growing(game, first);
      await first.kill();
      await game.sandbox.person({ action: 'toggle', flag: leakFlag, variant: 'off' });

      const second = await game.start();
      await expectSaidOnce(second, run, 'stopped');
      const { leak, served, ...rest } = await worldOf(game.sandbox);
      const { leak: leakBefore, served: _served, ...restBefore } = game.before;
      expect(leak).toEqual({ ...leakBefore, targeting: { if: [expect.anything(), 'off', 'off'] } });
      expect(served).toMatchObject({ value: 0, runId: null });
      expect(rest).toEqual(restBefore);
    });

    test('rule 12: a person edits the flag otherwise: their value stands until a trip disables it', async (context) => {
      const game = await newGame(context, { LEAKOPS_BREAKER: '90' });
      const first = await game.start();
      const run = await growing(game, first);
      await first.kill();
      const { targeting: _ours, ...plain } = (await worldOf(game.sandbox)).leak;
      const theirs = { ...plain, variants: { ...plain.variants, theirs: 20 }, defaultVariant: 'theirs' };
      await game.sandbox.person({ action: 'replace', flag: leakFlag, definition: theirs });

      const second = await game.start();
      await messageThatIs(second, 'milestone', /edited/);
      expect((await second.runs())[0]).toMatchObject({ id: run.id, state: 'growing' });
      expect(await game.sandbox.served()).toMatchObject({ value: 20 });
      await second.say('/leak breaker trip');
      await expectSaidOnce(second, run, 'averted');
      const { leak, others, users } = await worldOf(game.sandbox);
      expect(leak).toEqual({
        ...game.before.leak,
        state: 'DISABLED',
        variants: { ...game.before.leak.variants, theirs: 20 },
        defaultVariant: 'theirs',
      });
      expect({ others, users }).toEqual({ others: game.before.others, users: game.before.users });
    });

    test('rule 15: a person changes the load: the run goes on, their count stays', async (context) => {
      const game = await newGame(context, restartable);
      const first = await game.start();
      const run = await growing(game, first);
      await first.kill();
      await putUsersByHand(game, 7);

      const second = await game.start();
      await until('the change is seen', async () =>
        (await second.runs())[0]?.events.some(
          ({ kind, by }) => kind === 'load' && by === 'someone outside leakops',
        ),
      );
      await second.say('/leak stop');
      await expectSaidOnce(second, run, 'stopped');
      expect(await worldOf(game.sandbox)).toEqual({ ...game.before, users: 7 });
    });

    test('rule 15: a person changes the load and the lease ends: their count stays', async (context) => {
      const game = await newGame(context);
      const first = await game.start();
      const run = await growing(game, first);
      await first.kill();
      await putUsersByHand(game, 7);
      await offAsServed(game);

      const second = await game.start();
      await expectSaidOnce(second, run, 'stopped');
      expect(await worldOf(game.sandbox)).toEqual({ ...game.before, users: 7 });
    });

    test('rule 18: the readings stand still: it comes back blind, and puts the flag off', async (context) => {
      const game = await newGame(context, { LEAKOPS_LEASE: '1m', LEAKOPS_BLIND_AFTER: '8s' });
      const first = await game.start();
      const run = await growing(game, first);
      await first.kill();
      await game.sandbox.putFaults({ metrics: { stale: true } });

      const second = await game.start();
      const off = await runThatIs(second, 'recovering');
      expect(off).toMatchObject({ id: run.id, breaker: { state: 'tripped', reason: 'blind' } });
      expect((await game.sandbox.served()).value).toBe(0);
      await until('the users of before', async () => (await game.sandbox.users()) === game.before.users);
    });
  });
}
