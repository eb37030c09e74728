/** A run belongs to one world and to one process. */
import { describe, expect, test } from 'vitest';
import { settingsFor, startBot } from './bot-process.ts';
import { growing, messageThatIs, newGame, runThatIs, started, worldOf } from './game.ts';
import { expectPutRight, expectSaidOnce } from './put-right.ts';
import { leakFlag, startSandbox } from './sandbox-process.ts';
import { until } from './until.ts';

export function worlds(): void {
  describe.concurrent('one world, one process', () => {
    test('rule 25: a run of the embedded sandbox is not put right on a cluster', async (context) => {
      const game = await newGame(context);
      // The embedded one is slowed down, that the run is still growing when its bot dies.
      const first = await startBot(game.home, {
        LEAKOPS_DATABASE: game.settings.LEAKOPS_DATABASE!,
        LEAKOPS_SANDBOX_SPEED: '20',
        PORT: '0',
      });
      const run = await started(first, 'growing');
      await first.kill();
      // What the run would have left, had it been here: a leak that is on, and its users.
      await game.sandbox.person({ action: 'edit-default', flag: leakFlag, variant: 'on' });
      await game.sandbox.putUsers(25);
      await until('25 users', async () => (await game.sandbox.users()) === 25);
      const cluster = await worldOf(game.sandbox);
      expect(cluster.served.value).toBe(100);

      const second = await game.start();
      await expectSaidOnce(second, run, 'aborted');
      expect(await worldOf(game.sandbox)).toEqual(cluster);
    });

    test('rule 25: a run of another cluster is named, and put right only there', async (context) => {
      const game = await newGame(context);
      const first = await game.start();
      const run = await growing(game, first);
      await first.kill();
      const other = await startSandbox(game.home);
      const otherBefore = await worldOf(other);

      const stranger = await startBot(game.home, settingsFor(game.home, other));
      expect(stranger.said.out).toMatch(
        new RegExp(`^${run.id} is growing in another world .*LEAKOPS_TARGET=kubernetes`, 'm'),
      );
      await stranger.say('/leak doctor');
      await messageThatIs(stranger, 'reply');
      await until('the lease has ended', async () => (await game.sandbox.served()).value === 0);
      expect((await stranger.runs())[0]).toMatchObject({ id: run.id, state: 'growing' });
      expect(await worldOf(other)).toEqual(otherBefore);
      expect(await game.sandbox.users()).toBe(25);
      await stranger.kill();

      const back = await game.start();
      await expectPutRight(game, back, run, 'stopped');
    });

    test('rule 27: a second process on the same database is refused, the first goes on', async (context) => {
      const game = await newGame(context);
      const first = await game.start();
      const run = await growing(game, first);
      const second = game.home.run(['main.ts'], game.settings);
      expect(await second.ended).toEqual({ code: 1, signal: null });
      expect(second.said.err).toMatch(/in use by another process\n→ .*LEAKOPS_DATABASE/);
      expect((await runThatIs(first, 'growing')).id).toBe(run.id);
      await first.say('/leak stop');
      await expectPutRight(game, first, run, 'stopped');
    });
  });
}
