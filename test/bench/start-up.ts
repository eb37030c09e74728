/** How long `node main.ts` takes to serve, what it then holds in memory, and what it has loaded to do so. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type AloneSandbox, startAloneSandbox } from './alone-sandbox.ts';
import { type Child, startChild } from './child.ts';
import { percentile } from './statistics.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What the bot plays on: its own sandbox, or one in another process, as if it were a cluster. */
export type Target = 'sandbox' | 'kubernetes';
export const targets: readonly Target[] = ['sandbox', 'kubernetes'];

interface Memory {
  residentBytes: number;
  /** Of it, what belongs to no file; null where the system does not tell. */
  anonymousBytes: number | null;
}

export interface Loaded {
  /** `leakops`, or the package's name. */
  name: string;
  files: number;
  bytes: number;
}

export interface StartUp {
  starts: number;
  idleSeconds: number;
  /** Node with nothing to do, for comparison. */
  node: { startMs: number; memory: Memory };
  bot: Record<Target, { startMs: number; slowestStartMs: number; memory: Memory; loaded: Loaded[] }>;
}

const listens = 'listens on ';

async function startBot(environment: Record<string, string>, nodeArgs: readonly string[] = []) {
  const folder = temporaryFolder();
  const sinceMs = performance.now();
  const child = startChild([...nodeArgs, 'main.ts'], {
    ...environment,
    LEAKOPS_DATABASE: join(folder.path, 'bench.db'),
    PORT: '0',
  });
  const stop = async () => {
    await child.stop();
    folder.remove();
  };
  try {
    const line = await child.line(listens);
    const url = line.slice(line.indexOf(listens) + listens.length);
    const answer = await fetch(`${url}/healthz`);
    if (answer.status !== 200) throw new Error(`/healthz answers ${answer.status}`);
    return { child, stop, startMs: performance.now() - sinceMs };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function measureStart(environment: Record<string, string>, starts: number): Promise<number[]> {
  const times: number[] = [];
  while (times.length < starts) {
    const bot = await startBot(environment);
    times.push(bot.startMs);
    await bot.stop();
  }
  return times;
}

async function measureNodeStart(starts: number): Promise<number> {
  const times: number[] = [];
  while (times.length < starts) {
    const sinceMs = performance.now();
    const child = startChild(['--eval', "console.log('here'); setInterval(() => {}, 60_000)"]);
    await child.line('here');
    times.push(performance.now() - sinceMs);
    await child.stop();
  }
  return percentile(times, 50);
}

async function idleMemory(child: Child, idleSeconds: number): Promise<Memory> {
  await pause(idleSeconds * 1000);
  return memoryOf(child.pid);
}

function memoryOf(pid: number): Memory {
  if (process.platform === 'linux') {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const bytes = (name: string) =>
      1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
    return { residentBytes: bytes('VmRSS'), anonymousBytes: bytes('RssAnon') };
  }
  const kibibytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  return { residentBytes: kibibytes * 1024, anonymousBytes: null };
}

function packageOf(url: string): string {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  return name ?? 'leakops';
}

/** By what takes most. */
export function byPackage(files: readonly (readonly [url: string, bytes: number])[]): Loaded[] {
  const found = new Map<string, Loaded>();
  for (const [url, bytes] of files) {
    const name = packageOf(url);
    const loaded = found.get(name) ?? { name, files: 0, bytes: 0 };
    found.set(name, { name, files: loaded.files + 1, bytes: loaded.bytes + bytes });
  }
  return [...found.values()].sort((a, b) => b.bytes - a.bytes);
}

async function whatIsLoaded(environment: Record<string, string>): Promise<Loaded[]> {
  const folder = temporaryFolder();
  try {
    const hook = new URL('./loaded-child.ts', import.meta.url);
    const list = join(folder.path, 'loaded.json');
    hook.searchParams.set('to', list);
    const bot = await startBot(environment, ['--import', hook.href]);
    await bot.stop();
    return byPackage(JSON.parse(readFileSync(list, 'utf8')) as [string, number][]);
  } finally {
    folder.remove();
  }
}

async function measureBot(environment: Record<string, string>, starts: number, idleSeconds: number) {
  const times = await measureStart(environment, starts);
  const bot = await startBot(environment);
  const memory = await idleMemory(bot.child, idleSeconds).finally(bot.stop);
  return {
    startMs: percentile(times, 50),
    slowestStartMs: percentile(times, 100),
    memory,
    loaded: await whatIsLoaded(environment),
  };
}

function clusterOf({ urls }: AloneSandbox): Record<string, string> {
  return {
    LEAKOPS_TARGET: 'kubernetes',
    KUBECONFIG: urls.kubeconfig,
    FLAGD_UI_URL: urls.flagdUiUrl,
    FLAGD_OFREP_URL: urls.ofrepUrl,
    LOCUST_URL: urls.locustUrl,
  };
}

export async function measureStartUp(
  { starts, idleSeconds }: { starts: number; idleSeconds: number },
  say: (line: string) => void,
): Promise<StartUp> {
  const startMs = await measureNodeStart(starts);
  const nothing = startChild(['--eval', 'setInterval(() => {}, 60_000)']);
  const memory = await idleMemory(nothing, idleSeconds).finally(() => nothing.stop());
  say('Node alone measured');
  const onSandbox = await measureBot({}, starts, idleSeconds);
  say('bot with its own sandbox measured');
  const alone = await startAloneSandbox([]);
  try {
    const onCluster = await measureBot(clusterOf(alone), starts, idleSeconds);
    say('bot on a sandbox in another process measured');
    const bot = { sandbox: onSandbox, kubernetes: onCluster };
    return { starts, idleSeconds, node: { startMs, memory }, bot };
  } finally {
    await alone.child.stop();
  }
}
