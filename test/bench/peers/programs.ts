/**
 * The rivals' programs: what is installed on this machine is taken; else Debian's packages are downloaded and
 * unpacked, and Chaos Toolkit is installed from PyPI, into a cache folder outside the repository. Nothing is installed
 * into the system and no service is started. Rejects with one clear word on what is missing.
 */
import { execFile } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const installMs = 300_000;

export interface PrometheusPrograms {
  prometheus: string;
  /** With what comes before its own arguments. */
  alertmanager: readonly [command: string, ...args: string[]];
  versions: string;
}

export interface ChaosToolkitPrograms {
  chaos: string;
  versions: string;
}

async function run(command: string, args: readonly string[], cwd?: string): Promise<string> {
  const options = { timeout: installMs, maxBuffer: 64 * 1024 * 1024, ...(cwd === undefined ? {} : { cwd }) };
  const { stdout, stderr } = await execute(command, [...args], options);
  // Go programs of that age say their version on stderr.
  return stdout === '' ? stderr : stdout;
}

/** The last line of what went wrong: installers say the reason there. */
function reasonOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.trim().split('\n').at(-1) ?? words;
}

function onPath(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = folders.map((folder) => join(folder, name)).find(isProgram);
  return found ?? null;
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** `prometheus, version 2.42.0+ds (branch: …` → `2.42.0+ds`. */
export function versionIn(words: string): string {
  return /version (\S+)/.exec(words)?.[1] ?? 'of unknown version';
}

/** Unpacked beside, then renamed: a download that was cut off leaves nothing that looks whole. */
export async function unpackDebian(folder: string, packages: readonly string[]): Promise<void> {
  const partial = mkdtempSync(`${folder}.partial-`);
  try {
    await run('apt-get', ['download', ...packages], partial);
    const archives = readdirSync(partial).filter((name) => name.endsWith('.deb'));
    const unpacked = join(partial, 'unpacked');
    for (const archive of archives) await run('dpkg', ['-x', join(partial, archive), unpacked]);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unpacked, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/**
 * Debian's Alertmanager reads its templates from /usr/share alone: one that is only unpacked is started where its own
 * share stands there, for it alone. Plain users can do that in a namespace of their own.
 */
function withOwnShare(folder: string, program: string): PrometheusPrograms['alertmanager'] {
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const script = 'mount --bind "$1" /usr/share && shift && exec "$@"';
  return ['unshare', '--mount', ...asRoot, 'sh', '-c', script, 'sh', join(folder, 'usr', 'share'), program];
}

export async function findPrometheus(
  cacheFolder: string,
  say: (line: string) => void,
): Promise<PrometheusPrograms> {
  const installed = [
    onPath('prometheus'),
    onPath('prometheus-alertmanager') ?? onPath('alertmanager'),
  ] as const;
  if (installed[0] !== null && installed[1] !== null) return asked(installed[0], [installed[1]]);
  const folder = join(cacheFolder, 'debian');
  const program = (name: string) => join(folder, 'usr', 'bin', name);
  try {
    if (!isProgram(program('prometheus')) || !isProgram(program('prometheus-alertmanager'))) {
      say(`Prometheus and Alertmanager are not on the PATH: Debian's packages are unpacked into ${folder}`);
      mkdirSync(cacheFolder, { recursive: true });
      await unpackDebian(folder, ['prometheus', 'prometheus-alertmanager']);
    }
    return await asked(program('prometheus'), withOwnShare(folder, program('prometheus-alertmanager')));
  } catch (error) {
    const remedy = 'put prometheus and alertmanager on the PATH, or run apt-get update on a Debian first';
    throw new Error(`not there, and not to be unpacked (${reasonOf(error)}): ${remedy}`);
  }
}

async function asked(
  prometheus: string,
  alertmanager: PrometheusPrograms['alertmanager'],
): Promise<PrometheusPrograms> {
  const [command, ...args] = alertmanager;
  const versions = [
    `Prometheus ${versionIn(await run(prometheus, ['--version']))}`,
    `Alertmanager ${versionIn(await run(command, [...args, '--version']))}`,
  ];
  return { prometheus, alertmanager, versions: versions.join(', ') };
}

const askVersions = `
from importlib.metadata import version
import chaosaddons.controls.safeguards
print(", ".join(f"{name} {version(name)}" for name in ("chaostoolkit", "chaostoolkit-lib", "chaostoolkit-addons")))
`;

export async function findChaosToolkit(
  cacheFolder: string,
  say: (line: string) => void,
): Promise<ChaosToolkitPrograms> {
  const folder = join(cacheFolder, 'chaostoolkit');
  const program = (name: string) => join(folder, 'bin', name);
  const look = async () => (await run(program('python'), ['-c', askVersions])).trim();
  const versions = await (existsSync(program('chaos')) ? look().catch(() => null) : null);
  if (versions !== null) return { chaos: program('chaos'), versions };
  say(`Chaos Toolkit is installed from PyPI into ${folder}`);
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(cacheFolder, { recursive: true });
    await run('python3', ['-m', 'venv', folder]);
    await run(program('python'), ['-m', 'pip', 'install', '--quiet', 'chaostoolkit', 'chaostoolkit-addons']);
    return { chaos: program('chaos'), versions: await look() };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const remedy = 'Python 3 with venv, and PyPI within reach, are needed';
    throw new Error(`not there, and not to be installed (${reasonOf(error)}): ${remedy}`);
  }
}
