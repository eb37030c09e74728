/**
 * What an engine leaves on the machine: processes, mounts, control groups and files. All of it carries the name of one
 * folder, so that it can be found and cleared without asking the engine, whatever became of it and of the tests.
 */
import { mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command } from '../command.ts';

const prefix = 'leakops-docker-';
const controlGroups = '/sys/fs/cgroup';

/** The folder of one engine. It belongs to this process: it is left when that is gone. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  writeFileSync(join(folder, 'owner'), `${process.pid} ${startOf(process.pid)}`);
  return folder;
}

/** The control group under which the containers of this engine are: it tells them from everybody else's. */
export function controlGroupOf(folder: string): string {
  return basename(folder);
}

/** Ends and removes what processes that are gone have left. */
export async function clearLeft(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    const [pid, start] = (read(join(folder, 'owner')) ?? '').split(' ');
    if (start === undefined || startOf(Number(pid)) !== start) await clear(folder);
  }
}

/** Ends and removes all that this engine made; rejects when something stays. */
export async function clear(folder: string): Promise<void> {
  // The engine first: it would start again what is killed.
  await kill(() => processesNaming(folder));
  const groups = controlGroupsNamed(controlGroupOf(folder));
  await kill(() => groups.flatMap(processesIn));
  for (const group of groups) {
    try {
      rmdirSync(group);
    } catch {
      // Gone already.
    }
  }
  for (const mount of mountsUnder(folder)) await command('umount', ['--lazy', mount]).catch(() => undefined);
  const left = mountsUnder(folder);
  if (left.length > 0) throw new Error(`still mounted: ${left.join(', ')}`);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function kill(find: () => number[]): Promise<void> {
  const pids = new Set<number>();
  for (let look = 0; look < 100; look++) {
    const found = find();
    if (found.length === 0) return;
    for (const pid of found) {
      pids.add(pid);
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended in between.
      }
    }
    await sleep(50);
  }
  throw new Error(`still there after five seconds: ${[...pids].join(', ')}`);
}

/** dockerd, its containerd and the shims have the folder in their command line. */
function processesNaming(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && isEngines(pid, folder));
}

function isEngines(pid: number, folder: string): boolean {
  const [program = '', ...args] = (read(`/proc/${pid}/cmdline`) ?? '').split('\0');
  return (
    /^(dockerd|containerd)/.test(basename(program)) &&
    args.some((argument) => argument.includes(`${folder}/`))
  );
}

/** Deepest first: with one hierarchy, or one a controller. */
function controlGroupsNamed(name: string): string[] {
  const roots = [
    controlGroups,
    ...readdirSync(controlGroups, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(controlGroups, entry.name)),
  ];
  return [...new Set(roots.map((root) => join(root, name)))].flatMap(withInner);
}

function withInner(group: string): string[] {
  try {
    const inner = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [...inner.flatMap((entry) => withInner(join(group, entry.name))), group];
  } catch {
    return [];
  }
}

function processesIn(group: string): number[] {
  return (read(join(group, 'cgroup.procs')) ?? '').split('\n').filter(Boolean).map(Number);
}

/** Deepest first. */
function mountsUnder(folder: string): string[] {
  return (read('/proc/self/mounts') ?? '')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length);
}

/** In ticks since the machine began: with it a number that is used again is told from the process that had it. */
function startOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? null);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
