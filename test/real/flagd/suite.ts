/** flagd: its own evaluator, store and file watchers, built from its Go module; its program, where one is on the PATH. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { command, onPath } from '../command.ts';
import type { Prepared, Server, Suite } from '../suite.ts';

/** As in server/go.mod. */
const coreVersion = '0.16.1';

export const suite: Suite = {
  name: 'flagd',
  proofs: [
    {
      part: 'adapters/flags/flagd-ui.ts',
      what: 'the whole contract, written through a flagd-ui, both watchers (poll, fsnotify)',
    },
    {
      part: 'adapters/flags/flag-file.ts',
      what: 'the whole contract, written into the file itself, both watchers',
    },
    {
      part: 'src/flag',
      what: "a run's lease in two steps, off within a second of its deadline with nobody there, undo, a person's edits",
    },
    {
      part: 'adapters/sandbox/flag-watcher.ts',
      what: 'what a watcher misses: an older time, a file that is gone; what flagd refuses to load',
    },
    { part: 'adapters/sandbox/ofrep.ts', what: 'answers as flagd does, question by question' },
    { part: 'main.ts', what: 'whole runs that read from flagd; the bot killed: the lease ends by itself' },
  ],
  filesAtOnce: 4,
  async prepare(say): Promise<Prepared> {
    const servers: Server[] = [
      { name: "leakops' sandbox around @openfeature/flagd-core", version: await npmVersion() },
    ];
    const env: Record<string, string> = { FLAGD_SANDBOX: 'here' };
    try {
      env.FLAGD_CORE = await builtCore(say);
      servers.push({ name: 'github.com/open-feature/flagd/core', version: coreVersion });
    } catch (error) {
      say(`skipped, flagd/core ${coreVersion}: ${error instanceof Error ? error.message : String(error)}`);
    }
    const program = onPath('flagd');
    if (program === null) say('skipped, flagd: no such program on the PATH');
    else {
      env.FLAGD_PROGRAM = program;
      servers.push({ name: 'flagd', version: await programVersion(program) });
    }
    return { kind: 'ready', servers, env, close: async () => {} };
  },
};

async function npmVersion(): Promise<string> {
  const found = await import('@openfeature/flagd-core/package.json', { with: { type: 'json' } });
  return found.default.version;
}

/** Built where it is missing; Go itself knows whether its source has changed. */
async function builtCore(say: (line: string) => void): Promise<string> {
  if (onPath('go') === null) throw new Error('go is not on the PATH');
  const program = join(cacheFolder(`flagd-core-${coreVersion}`), 'flagd-core');
  if (!existsSync(program)) say(`building flagd/core ${coreVersion} from its Go module`);
  const cwd = fileURLToPath(new URL('server/', import.meta.url));
  await command('go', ['build', '-o', program, '.'], {
    cwd,
    env: { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' },
  });
  return program;
}

/** `flagd: v0.16.1 (…), built at …`. */
async function programVersion(program: string): Promise<string> {
  const said = await command(program, ['version']);
  return /v?(\d+\.\d+\.\d+)/.exec(said)?.[1] ?? said.trim();
}
