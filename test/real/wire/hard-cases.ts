/** What one bad wire alone does not show: all of them at once, wires that come and go, answers that are lost. */
import { expect, test } from 'vitest';
import { ended, growing, runThatIs } from '../../processes/game.ts';
import { until } from '../../processes/until.ts';
import { describeWith } from '../gated.ts';
import { systems } from './faults.ts';
import {
  expectOnce,
  expectSound,
  leaseMs,
  offAtServer,
  openFiles,
  pauseMs,
  tellIfItFails,
  wiredGame,
} from './wired-game.ts';

/** Of an order to the bot, though everything hangs; with a busy machine's share. */
const heardWithinMs = 2_000;
const leaseWithinMs = leaseMs + 1_500;
const offWithinMs = 3_000;
/** Sockets that one look at everything may hold, twice over. */
const moreFiles = 30;

export function hardCases(): void {
  describeWith('WIRE_TOXIPROXY_URL')('hard cases', { concurrent: true }, () => {
    test('all systems hang: a stop is heard at once, the lease ends the leak, nothing piles up', async (context) => {
      const game = await wiredGame(context);
      const bot = await game.start();
      tellIfItFails(context, game, bot);
      await growing(game, bot);
      const before = openFiles(bot);
      await game.break('silent', ...systems);
      const saidAt = Date.now();
      await bot.say('/leak stop');
      await runThatIs(bot, 'stopping');
      expect(Date.now() - saidAt).toBeLessThan(heardWithinMs);
      await offAtServer(game);
      expect(game.watch.offSinceMs()! - saidAt).toBeLessThan(leaseWithinMs);

      const open: number[] = [];
      for (let look = 0; look < 30; look += 1) {
        await pauseMs(500);
        open.push(openFiles(bot) ?? 0);
      }
      expect((await bot.runs())[0]).toMatchObject({ state: 'stopping', outcome: null });
      // Nobody can see it off: that is said, with who does not answer, and never shown as done.
      const said = (await bot.messages()).map(({ text }) => text).join('\n');
      expect(said).toMatch(/Not off yet: flagd-ui did not answer within 3.s/);
      expect(said).not.toMatch(/Flag 0 ✓/);
      await game.heal();
      const { run } = await ended(bot);
      expect(run.outcome).toBe('stopped');
      await expectOnce(game, bot);
      if (before !== null) {
        expect(Math.max(...open) - before).toBeLessThan(moreFiles);
        await until('sockets closed', async () => openFiles(bot)! <= before + 8);
      }
      expectSound(bot);
    });

    test('wires that come and go all the time: off in the end, once, as before', async (context) => {
      const game = await wiredGame(context);
      const bot = await game.start();
      tellIfItFails(context, game, bot);
      await growing(game, bot);
      let over = false;
      const flapping = (async () => {
        for (let turn = 0; !over; turn += 1) {
          const system = systems[turn % systems.length] ?? 'ofrep';
          await game.break(turn % 3 === 0 ? 'gone' : turn % 3 === 1 ? 'reset' : 'silent', system);
          await pauseMs(600);
          await game.heal();
          await pauseMs(300);
        }
      })();
      const { run } = await ended(bot);
      over = true;
      await flapping;
      expect(['averted', 'stopped', 'lost-sight']).toContain(run.outcome);
      expect(game.watch.offSinceMs()).not.toBeNull();
      await expectOnce(game, bot);
      expectSound(bot);
    });

    test('the answer to the off is lost: it counts as soon as it is served, and is not sent again', async (context) => {
      const game = await wiredGame(context);
      const bot = await game.start();
      tellIfItFails(context, game, bot);
      await growing(game, bot);
      await game.break('answers late', 'flagd-ui');
      const off = game.watch.asked(/^POST \/api\/write/);
      // A renewal may be the first: then the off comes over a wire that is gone, and the lease ends it.
      const saidAt = Date.now();
      await bot.say('/leak stop');
      await off;
      await game.break('gone', 'flagd-ui');
      await offAtServer(game);
      const offMs = game.watch.offSinceMs()! - saidAt;
      expect(offMs).toBeLessThan(leaseWithinMs + offWithinMs);
      await runThatIs(bot, 'recovering');
      await game.heal();
      const { run } = await ended(bot);
      expect(run.outcome).toBe('stopped');
      await expectOnce(game, bot);
      expectSound(bot);
    });

    test('the answer to a restart is lost: one restart, and no second one', async (context) => {
      const game = await wiredGame(context);
      const bot = await game.start();
      tellIfItFails(context, game, bot);
      await growing(game, bot);
      await bot.say('/leak breaker trip');
      await runThatIs(bot, 'recovering');
      await game.break('answers late', 'kubernetes');
      const patched = game.watch.asked(/^PATCH/);
      await bot.say('/leak restart confirm');
      await patched;
      await game.break('gone', 'kubernetes');
      await pauseMs(3_000);
      await game.heal();
      const { run, messages } = await ended(bot);
      expect(run.outcome).toBe('averted');
      expect(game.watch.pods()).toHaveLength(2);
      expect(game.watch.requests(/^PATCH/)).toHaveLength(1);
      expect(messages.map(({ text }) => text).join('\n')).toMatch(/restart/i);
      expectSound(bot);
    });
  });
}
