/** Kill -9 while the broker is down: the flag goes off by itself, and the next start brings it back, in that order. */
import { describe, expect, test } from 'vitest';
import { messageThatIs, newGame, restartable, runThatIs, startCommand, started } from './game.ts';
import { until } from './until.ts';

const command = `${startCommand} with broker down confirm`;
const allowed = { LEAKOPS_BROKER: 'kafka', LEAKOPS_BREAKER: '95' };

export function brokerDown(): void {
  describe.concurrent('with broker down', () => {
    test('the bot is killed for longer than its lease: off, then restarted, then the broker', async (context) => {
      const game = await newGame(context, allowed);
      const { sandbox } = game;
      const first = await game.start();
      const run = await started(first, 'growing', command);
      expect(await sandbox.kafka()).toEqual({
        replicas: 0,
        heldBy: expect.stringMatching(/^run-1@/),
        before: '1',
      });
      await first.kill();
      await until('off as served', async () => (await sandbox.served()).value === 0);
      expect(await sandbox.kafka()).toMatchObject({ replicas: 0 });

      const second = await game.start();
      await runThatIs(second, 'recovering');
      expect(await sandbox.kafka()).toMatchObject({ replicas: 0 });
      await second.say('/leak restart confirm');
      await until('the broker', async () => (await sandbox.kafka()).replicas === 1);
      expect((await sandbox.served()).value).toBe(0);
      expect(await sandbox.kafka()).toEqual({ replicas: 1, heldBy: null, before: null });
      expect(await messageThatIs(second, 'milestone', /Kafka back at 1/)).toMatchObject({
        thread: run.thread,
      });
    });

    test('the bot is killed again while it owes the broker, which is unset then: it is finished', async (context) => {
      const game = await newGame(context, { ...restartable, ...allowed });
      const { sandbox } = game;
      const first = await game.start();
      await started(first, 'growing', command);
      await first.kill();
      const second = await game.start();
      await runThatIs(second, 'growing');
      await second.say('/leak stop');
      await runThatIs(second, 'recovering');
      await second.kill();
      expect(await sandbox.kafka()).toMatchObject({ replicas: 0 });

      const { LEAKOPS_BROKER: _unset, ...settings } = game.settings;
      const third = await game.start(settings);
      await runThatIs(third, 'recovering');
      await third.say('/leak restart confirm');
      await until('the broker', async () => (await sandbox.kafka()).replicas === 1);
      expect((await sandbox.served()).value).toBe(0);
    });

    test('none is allowed: refused before anything is touched', async (context) => {
      const game = await newGame(context);
      const bot = await game.start();
      await bot.say('/leak start broker-down confirm');
      const { text } = await messageThatIs(bot, 'reply');
      expect(text).toContain('LEAKOPS_BROKER is not set. Nothing changed.');
      expect(await bot.runs()).toEqual([]);
      expect(await game.sandbox.kafka()).toEqual({ replicas: 1, heldBy: null, before: null });
    });
  });
}
