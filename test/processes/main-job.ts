/** `/leak start` from the request to the report: against the sandbox in another process, and as `npm run demo`. */
import { describe, expect, test } from 'vitest';
import { newHome } from './child-process.ts';
import { growing, newGame, worldOf } from './game.ts';
import { expectPutRight } from './put-right.ts';

export function mainJob(): void {
  describe.concurrent('the main job', () => {
    test('growth, threshold, flag seen off, load back, recovered, one report', async (context) => {
      const game = await newGame(context, { LEAKOPS_LEASE: '5s', LEAKOPS_BREAKER: '80' });
      const bot = await game.start();
      const begun = await growing(game, bot);
      const { leak, others, served } = await worldOf(game.sandbox);
      expect(served).toMatchObject({ value: 300, runId: begun.id });
      expect(leak.variants).toEqual({ ...game.before.leak.variants, leakops: 300 });
      expect(others).toEqual(game.before.others);

      const run = await expectPutRight(game, bot, begun, 'averted');
      expect(run.breaker).toMatchObject({ state: 'tripped', reason: 'threshold' });
      expect(run.recovery).toBe('recovered');
      const { trippedAt, flagOffSeenAt } = run.breaker;
      expect(Date.parse(flagOffSeenAt!)).toBeGreaterThanOrEqual(Date.parse(trippedAt!));
      expect((await bot.messages()).at(-1)).toMatchObject({ kind: 'report', thread: begun.thread });
    });

    test('the demo exits 0, and its last message is the report', async ({ onTestFinished }) => {
      const demo = newHome(onTestFinished).run(['main.ts', 'demo']);
      const ending = await demo.ended;
      expect({ ...ending, error: demo.said.err }).toEqual({ code: 0, signal: null, error: '' });
      const messages = demo.said.out.trim().split('\n\n');
      expect(messages[0]).toContain('/leak start gradual 300 25');
      expect(messages.at(-1)).toMatch(/^ +✅ Averted, recovered: run-1, gradual, flag 300, 25 users/);
      expect(messages.at(-1)).toMatch(/Restored: flag 0 ✓ · users \d+ ✓ · other flags unchanged ✓$/);
    });
  });
}
