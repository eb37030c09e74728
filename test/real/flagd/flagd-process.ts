/** flagd, or what takes its command line, on a flag file. */
import { spawn } from 'node:child_process';
import type { WatchKind } from '../../../adapters/sandbox/flag-watcher.ts';
import { until } from '../../processes/until.ts';
import { freePort } from '../free-port.ts';
import { providers } from './kinds.ts';

export interface FlagdProcess {
  ofrepUrl: string;
  kill(): Promise<void>;
}

/** Resolves when it serves the file's flags. */
export async function startFlagdProcess(
  program: string,
  file: string,
  watch: WatchKind,
): Promise<FlagdProcess> {
  const port = await freePort();
  const ofrepUrl = `http://127.0.0.1:${port}`;
  const sources = JSON.stringify([{ uri: file, provider: providers[watch] }]);
  const others: string[] = [];
  for (const name of ['port', 'management-port', 'sync-port'])
    others.push(`--${name}`, String(await freePort()));
  const child = spawn(program, ['start', '--sources', sources, '--ofrep-port', String(port), ...others], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said = (said + String(chunk)).slice(-4000);
    });
  // It must not outlive the test, whatever becomes of that.
  const killIt = () => void child.kill('SIGKILL');
  process.once('exit', killIt);
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  }).finally(() => process.off('exit', killIt));
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    await until(`flagd on ${ofrepUrl}`, async () => {
      if (child.exitCode !== null) throw new Error(`flagd has ended: ${said}`);
      const answer = await fetch(`${ofrepUrl}/ofrep/v1/evaluate/flags`, {
        method: 'POST',
        body: '{"context":{}}',
      }).catch(() => null);
      return answer?.ok === true && ((await answer.json()) as { flags: unknown[] }).flags.length > 0;
    });
  } catch (error) {
    await kill();
    throw error;
  }
  return { ofrepUrl, kill };
}
