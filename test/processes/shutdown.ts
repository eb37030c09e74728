/** SIGTERM leaves runs resumable within five seconds, whatever hangs. */
import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { BotProcess } from './bot-process.ts';
import { newHome } from './child-process.ts';
import { growing, messageThatIs, newGame, restartable, runThatIs, startCommand, worldOf } from './game.ts';
import { expectPutRight } from './put-right.ts';
import { until } from './until.ts';

/** Whatever is left of it; mostly nothing is. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

async function expectOrderlyEnd(bot: Pick<BotProcess, 'terminate'>): Promise<void> {
  const { code, signal, ms } = await bot.terminate();
  expect({ code, signal }).toEqual({ code: 0, signal: null });
  expect(ms).toBeLessThan(5_000);
}

export function shutdown(): void {
  describe.concurrent('SIGTERM', () => {
    test('in preflight nothing was touched; while growing it grows on in the same thread', async (context) => {
      const game = await newGame(context, restartable);
      await game.sandbox.putFaults({ metrics: { stale: true } });
      const inPreflight = await game.start();
      await inPreflight.say(startCommand);
      await messageThatIs(inPreflight, 'reply');
      await expectOrderlyEnd(inPreflight);
      await game.sandbox.clearFaults();

      const first = await game.start();
      expect(await first.runs()).toEqual([]);
      expect(await worldOf(game.sandbox)).toEqual(game.before);
      const run = await growing(game, first);
      await expectOrderlyEnd(first);
      expect(await game.sandbox.served()).toMatchObject({ value: 300, runId: run.id });

      const second = await game.start();
      expect(second.said.out).toContain(`${run.id} goes on: growing`);
      expect((await game.sandbox.served()).value).toBe(300);
      await second.say('/leak stop');
      await expectPutRight(game, second, run, 'stopped');
    });

    test('while it starts: heard too, where the system would not end it (process 1 of a container)', async (context) => {
      const home = newHome(context.onTestFinished);
      const started = home.run(['main.ts'], {
        PORT: '0',
        LEAKOPS_DATABASE: ':memory:',
        KUBECONFIG: 'unused',
      });
      await started.prints(/^ignored with LEAKOPS_TARGET=sandbox: KUBECONFIG$/m);
      await expectOrderlyEnd(started);
    });

    test('to npm start: the bot ends too, though npm tells only its shell', async ({ onTestFinished }) => {
      const npm = spawn('npm', ['start', '--silent'], {
        // None of the caller's own settings.
        env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', LEAKOPS_DATABASE: ':memory:' },
        stdio: 'pipe',
        detached: true,
      });
      onTestFinished(() => void endGroup(npm.pid));
      let said = '';
      npm.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      const [, url = ''] = await until('the bot', async () => /listens on (http:\S+)/.exec(said));
      const answers = () =>
        fetch(`${url}/healthz`)
          .then(({ ok }) => ok)
          .catch(() => false);
      expect(await answers()).toBe(true);
      npm.kill('SIGTERM');
      await until('the end of the bot', async () => !(await answers()));
    });

    test('to npm run sandbox: nothing of it is left behind, though npm tells only its shell', async ({
      onTestFinished,
    }) => {
      const ports = ['flagd-ui', 'ofrep', 'locust', 'kubernetes'].flatMap((name) => [`--${name}-port`, '0']);
      const npm = spawn('npm', ['run', '--silent', 'sandbox', '--', ...ports], {
        stdio: 'pipe',
        detached: true,
      });
      onTestFinished(() => void endGroup(npm.pid));
      const line = await new Promise<string>((resolve) =>
        npm.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
      );
      const { flagdUiUrl } = z.object({ flagdUiUrl: z.string() }).parse(JSON.parse(line));
      const answers = () =>
        fetch(`${flagdUiUrl}/api/read`)
          .then(() => true)
          .catch(() => false);
      expect(await answers()).toBe(true);
      npm.kill('SIGTERM');
      await until('the end of the sandbox', async () => !(await answers()));
    });

    test('while every server hangs: in time, and what was decided is kept', async (context) => {
      const game = await newGame(context);
      const first = await game.start();
      const run = await growing(game, first);
      const hang = { hang: true };
      await game.sandbox.putFaults({ 'flagd-ui': hang, ofrep: hang, locust: hang, kubernetes: hang });
      await first.say('/leak stop');
      await runThatIs(first, 'stopping');
      await expectOrderlyEnd(first);
      await game.sandbox.clearFaults();

      const second = await game.start();
      expect(second.said.out).toContain(`${run.id} goes on: stopping`);
      await expectPutRight(game, second, run, 'stopped');
    });
  });
}
