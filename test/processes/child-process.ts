/** A file of ours run in a process of its own. It never outlives the test, whatever becomes of that. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Child {
  /** null: it could not be started. */
  pid: number | null;
  said: { out: string; err: string };
  ended: Promise<Ending>;
  hasEnded(): boolean;
  /** The first match in what it prints. Rejects when it ends before. */
  prints(line: RegExp): Promise<RegExpExecArray>;
  /** Kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and tells how it did and in what time. */
  terminate(): Promise<Ending & { ms: number }>;
}

/** The children and the temporary folder of one test. */
export interface Home {
  folder: string;
  run(args: string[], env?: Record<string, string>): Child;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

export function newHome(onTestFinished: (end: () => Promise<void>) => void): Home {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-processes-'));
  const children: Child[] = [];
  onTestFinished(async () => {
    await Promise.all(children.map((child) => child.kill()));
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    run(args, env = {}) {
      // None of the caller's own settings: a test must not find a real cluster.
      const { PATH = '' } = process.env;
      const child = childOf(
        spawn(process.execPath, args, {
          cwd: root,
          env: { PATH, HOME: folder, TMPDIR: folder, NO_COLOR: '1', ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      );
      children.push(child);
      return child;
    },
  };
}

function childOf(child: ChildProcess): Child {
  const said = { out: '', err: '' };
  let over = false;
  child.stdout?.on('data', (chunk) => {
    said.out += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    said.err += String(chunk);
  });
  const ended = new Promise<Ending>((resolve) =>
    child.on('close', (code, signal) => {
      over = true;
      resolve({ code, signal });
    }),
  );
  return {
    pid: child.pid ?? null,
    said,
    ended,
    hasEnded: () => over,
    prints: (line) =>
      until(`${line} of ${child.spawnargs.slice(1).join(' ')}`, async () => {
        const match = line.exec(said.out);
        if (match === null && over) throw new Error(`it ended before it printed ${line}: ${said.err}`);
        return match;
      }),
    async kill() {
      if (!over) child.kill('SIGKILL');
      await ended;
    },
    async terminate() {
      const startedAt = performance.now();
      child.kill('SIGTERM');
      const ending = await ended;
      return { ...ending, ms: performance.now() - startedAt };
    },
  };
}
