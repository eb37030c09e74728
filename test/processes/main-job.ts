/** `/leak start` from the request to the report, against the sandbox in another process. */
import { describe, expect, test } from 'vitest';
import { growing, newGame, worldOf } from './game.ts';
import { expectPutRight } from './put-right.ts';

export function mainJob(): void {
  describe.concurrent('the main job', () => {
    test('growth, threshold, flag seen off, load back, recovered, one report', async (context) => {
      const game = await newGame(context, { LEAKOPS_BREAKER: '80' });
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
  });
}
