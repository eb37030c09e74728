/** `npm run demo`. */
import { describe, expect, test } from 'vitest';
import { newHome } from './child-process.ts';

export function demo(): void {
  describe.concurrent('npm run demo', () => {
    test('exits 0, and its last message is the report', async ({ onTestFinished }) => {
      const played = newHome(onTestFinished).run(['main.ts', 'demo']);
      const { code, signal } = await played.ended;
      const { out, err } = played.said;
      expect({ code, signal, err }, out).toEqual({ code: 0, signal: null, err: '' });
      const messages = out.trim().split('\n\n');
      expect(messages[0]).toContain('/leak start gradual 300 25');
      expect(messages.at(-1)).toMatch(/^ +✅ Averted, recovered: run-1, gradual, flag 300, 25 users/);
      expect(messages.at(-1)).toMatch(/Restored: flag 0 ✓ · users \d+ ✓ · other flags unchanged ✓$/);
    });

    test('stops its run on Ctrl-C, and tells it to its end', async ({ onTestFinished }) => {
      const played = newHome(onTestFinished).run(['main.ts', 'demo']);
      await played.prints(/📈 Growing/);
      process.kill(played.pid ?? expect.fail('not started'), 'SIGINT');
      expect(await played.ended).toMatchObject({ code: 130, signal: null });
      expect(played.said.out).toContain('you: /leak stop');
      expect(played.said.out.trim().split('\n\n').at(-1)).toMatch(/Restored: flag 0 ✓/);
    });
  });
}
