/** A process under measurement, of the project or of a rival: started with a clean environment, gone at the end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Child {
  pid: number;
  /** The first line on stdout with this in it. Rejects when the process ends before, with what it said. */
  line(part: string): Promise<string>;
  /** What it has written on stderr. */
  errors(): string;
  /** Resolves when it has ended by itself, or was ended. */
  ended: Promise<void>;
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
}

export interface ProgramOptions {
  environment?: Record<string, string>;
  /** Default: the root of the repository. */
  cwd?: string;
  /** What ends it when this process ends before it. Default: SIGTERM. */
  endSignal?: 'SIGTERM' | 'SIGKILL';
}

const root = fileURLToPath(new URL('../../', import.meta.url));
/** SIGTERM must be enough; a bench leaves nothing behind even so. */
const patienceMs = 8_000;

/** Settings of whoever runs the bench are not measured. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot'];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

export function startChild(args: readonly string[], environment: Record<string, string> = {}): Child {
  return startProgram(process.execPath, args, { environment });
}

/** Any program. One that cannot be started ends at once, and `errors` says why. */
export function startProgram(command: string, args: readonly string[], options: ProgramOptions = {}): Child {
  const child: ChildProcess = spawn(command, [...args], {
    cwd: options.cwd ?? root,
    env: { ...cleanEnvironment(), ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  let over = false;
  let look = () => {};
  child.stdout?.on('data', (chunk) => {
    out += String(chunk);
    look();
  });
  child.stderr?.on('data', (chunk) => {
    err += String(chunk);
  });
  const ended = new Promise<void>((resolve) => {
    const isOver = () => {
      over = true;
      resolve();
      look();
    };
    child.once('close', isOver);
    child.once('error', (error) => {
      err += error.message;
      isOver();
    });
  });
  const atExit = () => child.kill(options.endSignal ?? 'SIGTERM');
  // Before its folder is removed.
  process.prependOnceListener('exit', atExit);
  void ended.then(() => process.removeListener('exit', atExit));

  return {
    pid: child.pid ?? 0,
    line: (part) =>
      new Promise((resolve, reject) => {
        look = () => {
          const complete = out.slice(0, out.lastIndexOf('\n') + 1).split('\n');
          const found = complete.find((line) => line.includes(part));
          if (found !== undefined) resolve(found);
          else if (over)
            reject(
              new Error(`${[command, ...args].join(' ')} ended early: ${err || out || 'without a word'}`),
            );
        };
        look();
      }),
    errors: () => err,
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      if (over) return;
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(late);
    },
  };
}
