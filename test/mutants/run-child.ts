/** A child process, what it said, and how it ended; gone when this process ends. */
import { spawn } from 'node:child_process';

export interface Ended {
  /** null: it was ended because it took too long. */
  code: number | null;
  said: string;
}

export function runChild(args: readonly string[], folder: string, limitMs: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const hear = (chunk: unknown) => {
      said += String(chunk);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const end = () => void child.kill('SIGKILL');
    const timer = setTimeout(end, limitMs);
    process.once('exit', end);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      process.removeListener('exit', end);
      resolve({ code, said });
    });
  });
}
