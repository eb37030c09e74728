/** Whole runs that read from flagd: it watches the flag file of the sandbox, whose checkout leaks by it. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import type { WatchKind } from '../../../adapters/sandbox/flag-watcher.ts';
import type { FlagFile } from '../../../src/flag/definition.ts';
import { settingsFor, startBot } from '../../processes/bot-process.ts';
import { newHome } from '../../processes/child-process.ts';
import { ended, started } from '../../processes/game.ts';
import { leakFlag, startSandbox } from '../../processes/sandbox-process.ts';
import { until } from '../../processes/until.ts';
import { describeWith, handed } from '../gated.ts';
import { startFlagdProcess } from './flagd-process.ts';
import { coreKind, programKind } from './kinds.ts';

const timeoutMs = 300_000;

for (const kind of [coreKind, programKind]) {
  describeWith(kind.variable).concurrent(`whole runs on ${kind.name}`, () => {
    const newGame = async (context: TestContext, watch: WatchKind, intoFile: boolean) => {
      const home = newHome(context.onTestFinished);
      const sandbox = await startSandbox(home);
      const file = join(dirname(sandbox.kubeconfig), 'demo.flagd.json');
      const flagd = await startFlagdProcess(handed(kind.variable), file, watch);
      context.onTestFinished(flagd.kill);
      const stored = () => (JSON.parse(readFileSync(file, 'utf8')) as FlagFile).flags[leakFlag];
      const served = async () => {
        const answer = await fetch(`${flagd.ofrepUrl}/ofrep/v1/evaluate/flags/${leakFlag}`, {
          method: 'POST',
          body: '{"context":{}}',
        });
        return ((await answer.json()) as { value?: unknown }).value;
      };
      const settings = settingsFor(home, sandbox, {
        FLAGD_OFREP_URL: flagd.ofrepUrl,
        LEAKOPS_LEASE: '12s',
        ...(intoFile ? { LEAKOPS_FLAG_FILE: file } : {}),
      });
      return { before: stored(), stored, served, start: () => startBot(home, settings) };
    };

    test(
      'poll, through flagd-ui: averted, and the flag as it was before',
      async (context) => {
        const { before, stored, served, start } = await newGame(context, 'poll', false);
        const bot = await start();
        const begun = await started(bot, 'growing');
        expect(await served()).toBe(300);
        expect((await ended(bot)).run).toMatchObject({ id: begun.id, outcome: 'averted' });
        expect(await served()).toBe(0);
        expect(stored()).toEqual(before);
      },
      timeoutMs,
    );

    test(
      'fsnotify, into the file: the bot killed, the lease ends by itself; started again, it is put right',
      async (context) => {
        const { before, stored, served, start } = await newGame(context, 'fsnotify', true);
        const first = await start();
        const begun = await started(first, 'growing');
        expect(await served()).toBe(300);
        await first.kill();
        const left = stored();
        await until('flagd serves off', async () => (await served()) === 0);
        expect(stored()).toEqual(left);
        const second = await start();
        expect((await ended(second)).run).toMatchObject({ id: begun.id, outcome: 'stopped' });
        expect(stored()).toEqual(before);
      },
      timeoutMs,
    );
  });
}
