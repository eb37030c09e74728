/** Locust from PyPI, each release in a virtual environment of its own. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { command, onPath } from '../command.ts';
import { debianPackages } from '../debian.ts';
import type { Prepared, Server, Suite } from '../suite.ts';
import { type Release, releases } from './releases.ts';

export const suite: Suite = {
  name: 'locust',
  proofs: [
    {
      part: 'adapters/load/locust.ts',
      what: 'start, change up and down, restore, stop by POST and by GET, a login page, death in mid-run and return',
    },
    {
      part: 'adapters/load/order-counter.ts',
      what: "completed orders, counted beside the shop's own count: failures, statistics reset, a new process",
    },
    {
      part: 'adapters/sandbox/locust-web.ts',
      what: "the sandbox's Locust answers what the real one answers, question by question",
    },
    { part: 'main.ts', what: 'a whole run, and one whose bot is killed: 5 users before, 5 users after' },
  ],
  filesAtOnce: 5,
  async prepare(say): Promise<Prepared> {
    if (onPath('python3') === null) return { kind: 'absent', why: 'python3 is not on the PATH' };
    const servers: Server[] = [];
    const env: Record<string, string> = {};
    const missing: string[] = [];
    for (const release of releases) {
      try {
        const program = await installed(release, say);
        servers.push({ name: 'Locust', version: await versionOf(program) });
        env[release.variable] = program;
      } catch (error) {
        missing.push(`Locust ${release.version}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    for (const why of missing) say(`skipped, ${why}`);
    if (servers.length === 0) return { kind: 'absent', why: missing.join('; ') };
    return { kind: 'ready', servers, env, close: async () => {} };
  },
};

/** The `locust` program of this release, installed where it is missing: a folder without it is begun anew. */
async function installed({ version }: Release, say: (line: string) => void): Promise<string> {
  const folder = cacheFolder(`locust-${version}`);
  const program = join(folder, 'bin', 'locust');
  if (existsSync(program) && (await versionOf(program).catch(() => null)) === version) return program;
  say(`installing Locust ${version} from PyPI`);
  rmSync(folder, { recursive: true, force: true });
  await virtualEnvironment(folder, say);
  const requirements = fileURLToPath(new URL(`requirements-${version}.txt`, import.meta.url));
  const pip = ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', '--only-binary', ':all:'];
  await command(join(folder, 'bin', 'python'), [...pip, '--requirement', requirements]);
  return program;
}

async function virtualEnvironment(folder: string, say: (line: string) => void): Promise<void> {
  try {
    await command('python3', ['-m', 'venv', folder]);
  } catch (error) {
    // Debian's own Python comes without it.
    if ((await debianPackages(['python3-venv'], say)) !== null) throw error;
    rmSync(folder, { recursive: true, force: true });
    await command('python3', ['-m', 'venv', folder]);
  }
}

/** `locust 2.47.0 from … (Python 3.11.7)`. */
async function versionOf(program: string): Promise<string> {
  const said = await command(program, ['--version']);
  const version = /^locust (\S+)/m.exec(said)?.[1];
  if (version === undefined) throw new Error(`${program} does not tell its version: ${said}`);
  return version;
}
