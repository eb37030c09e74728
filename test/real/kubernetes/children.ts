/** Server processes that end with this one, whatever ends it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { onPath } from '../command.ts';

export interface Child {
  readonly pid: number;
  /** Null as long as it runs, then how it ended and the last that it said. */
  ended(): string | null;
  /** With SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

/** `log`: the file that takes what it says. */
export function startChild(path: string, args: readonly string[], log: string): Child {
  // Also when this process is killed, its children must not stay: Linux can be told so.
  const wrapper = process.platform === 'linux' ? onPath('setpriv') : null;
  const [program, ...rest] = wrapper === null ? [path] : [wrapper, '--pdeathsig', 'KILL', path];
  const child: ChildProcess = spawn(program ?? path, [...rest, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const file = createWriteStream(log);
  child.stdout?.pipe(file, { end: false });
  child.stderr?.pipe(file, { end: false });
  let end: string | null = null;
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      end = error.message;
      resolve();
    });
    child.once('exit', (code, signal) => {
      end = `ended with ${code ?? signal}`;
      resolve();
    });
  });
  const killNow = () => void child.kill('SIGKILL');
  process.once('exit', killNow);
  return {
    pid: child.pid ?? 0,
    ended: () => (end === null ? null : `${path} ${end}:\n${lastWords(log)}`),
    async kill() {
      process.off('exit', killNow);
      killNow();
      await gone;
      file.end();
      await once(file, 'close');
    },
  };
}

function lastWords(log: string): string {
  return readFileSync(log, 'utf8').slice(-2_000);
}
