/** A flag file, what watches it in a process of its own, and a flagd-ui that writes it. */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../../adapters/clock/system.ts';
import { createFaults } from '../../../adapters/sandbox/faults.ts';
import { flagFileOnDisk } from '../../../adapters/sandbox/flag-file.ts';
import type { WatchKind } from '../../../adapters/sandbox/flag-watcher.ts';
import { createFlagdUi } from '../../../adapters/sandbox/flagd-ui.ts';
import { actAsPerson } from '../../../adapters/sandbox/person.ts';
import { stockFlags } from '../../../adapters/sandbox/stock-flags.ts';
import { listen } from '../../../adapters/sandbox/web.ts';
import type { FlagFile } from '../../../src/flag/definition.ts';
import { newHome } from '../../processes/child-process.ts';
import { startSandbox } from '../../processes/sandbox-process.ts';
import { handed } from '../gated.ts';
import { startFlagdProcess } from './flagd-process.ts';
import type { Kind } from './kinds.ts';

export interface FlagdWorld {
  file: string;
  ofrepUrl: string;
  flagdUiUrl: string;
  stored(): FlagFile;
  /** A whole file by another writer: temporary file and rename. */
  replace(text: string): void;
  /** A person's hand on flagd-ui. */
  person(action: object): Promise<void>;
  close(): Promise<void>;
}

export async function startFlagdWorld(kind: Kind, watch: WatchKind): Promise<FlagdWorld> {
  return kind.isFlagd ? onFlagd(handed(kind.variable), watch) : onSandbox(watch);
}

function onFile(file: string) {
  return {
    file,
    stored: () => JSON.parse(readFileSync(file, 'utf8')) as FlagFile,
    replace(text: string) {
      writeFileSync(`${file}.other`, text);
      renameSync(`${file}.other`, file);
    },
  };
}

async function onFlagd(program: string, watch: WatchKind): Promise<FlagdWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-flagd-'));
  const file = join(folder, 'demo.flagd.json');
  writeFileSync(file, JSON.stringify(stockFlags(), null, 2));
  const over = new AbortController();
  const flagd = await startFlagdProcess(program, file, watch);
  const ui = createFlagdUi({
    clock: systemClock(),
    faults: createFaults(),
    file: flagFileOnDisk(file),
    writeInPlace: false,
    signal: over.signal,
  });
  const server = await listen('flagd-ui', 0, (request, response) => void ui.handler(request, response));
  return {
    ...onFile(file),
    ofrepUrl: flagd.ofrepUrl,
    flagdUiUrl: server.url,
    person: async (action) => actAsPerson(ui, action),
    async close() {
      over.abort();
      await Promise.all([flagd.kill(), server.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function onSandbox(watch: WatchKind): Promise<FlagdWorld> {
  let end: () => Promise<void> = async () => {};
  const home = newHome((ending) => {
    end = ending;
  });
  try {
    const sandbox = await startSandbox(home, ['--watch', watch]);
    return {
      ...onFile(join(dirname(sandbox.kubeconfig), 'demo.flagd.json')),
      ofrepUrl: sandbox.ofrepUrl,
      flagdUiUrl: sandbox.flagdUiUrl,
      person: sandbox.person,
      close: () => end(),
    };
  } catch (error) {
    await end();
    throw error;
  }
}
