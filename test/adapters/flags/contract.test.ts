/** The contract of Flags on both implementations, over a stand-in and over the sandbox. */
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../adapters/clock/system.ts';
import { flagFileFlags } from '../../../adapters/flags/flag-file.ts';
import { flagdUiFlags } from '../../../adapters/flags/flagd-ui.ts';
import { startSandbox } from '../../../adapters/sandbox/sandbox.ts';
import type { FlagFile } from '../../../src/flag/definition.ts';
import { flagsContract } from '../../contracts/flags.ts';
import { realClock, startStandIn, stock } from './stand-in.ts';

flagsContract('flagd-ui on a stand-in', async () => {
  const server = await startStandIn();
  return {
    flags: flagdUiFlags({ flagdUiUrl: server.url, ofrepUrl: server.url, clock: realClock }),
    stored: async () => JSON.parse(server.text) as FlagFile,
    store: async (file) => server.store(JSON.stringify(file)),
    showsEvaluators: true,
    close: server.close,
  };
});

flagsContract('the flag file, served by a stand-in', async () => {
  const server = await startStandIn();
  const folder = await mkdtemp(join(tmpdir(), 'leakops-flags-'));
  const path = join(folder, 'demo.flagd.json');
  await writeFile(path, JSON.stringify(stock, null, 2));
  server.loaded = () => readFileSync(path, 'utf8');
  return {
    flags: flagFileFlags({ path, ofrepUrl: server.url, clock: realClock }),
    stored: async () => JSON.parse(await readFile(path, 'utf8')) as FlagFile,
    store: (file) => writeFile(path, JSON.stringify(file)),
    showsEvaluators: true,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
});

flagsContract('flagd-ui of the sandbox', async () => {
  const sandbox = await startSandbox({ clock: systemClock() });
  const stored = async () => (await (await fetch(`${sandbox.flagdUiUrl}/api/read`)).json()) as FlagFile;
  return {
    flags: flagdUiFlags({
      flagdUiUrl: sandbox.flagdUiUrl,
      ofrepUrl: sandbox.ofrepUrl,
      clock: systemClock(),
    }),
    stored,
    store: async (file) => {
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify({ data: file });
      await fetch(`${sandbox.flagdUiUrl}/api/write`, { method: 'POST', headers, body });
      for (let turn = 0; turn < 100; turn += 1) {
        if (JSON.stringify((await stored()).flags) === JSON.stringify(file.flags)) return;
      }
      throw new Error('the edit was not stored');
    },
    showsEvaluators: false,
    close: sandbox.stop,
  };
});

flagsContract("the sandbox's flag file", async () => {
  const sandbox = await startSandbox({ clock: systemClock() });
  return {
    flags: flagFileFlags({ path: sandbox.flagFile, ofrepUrl: sandbox.ofrepUrl, clock: systemClock() }),
    stored: async () => JSON.parse(await readFile(sandbox.flagFile, 'utf8')) as FlagFile,
    store: async (file) => {
      await writeFile(`${sandbox.flagFile}.other`, JSON.stringify(file));
      await rename(`${sandbox.flagFile}.other`, sandbox.flagFile);
    },
    showsEvaluators: true,
    close: sandbox.stop,
  };
});
