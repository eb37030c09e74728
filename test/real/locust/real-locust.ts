/** Locust in a process of its own, as the demo starts it, and what a person does on its page. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { until } from '../../processes/until.ts';
import { freePort } from '../free-port.ts';
import type { Release } from './releases.ts';

const locustfile = fileURLToPath(new URL('locustfile.py', import.meta.url));

const statisticsSchema = z.object({
  state: z.string(),
  user_count: z.int(),
  stats: z.array(z.object({ method: z.string(), name: z.string(), num_requests: z.int() })),
});
type RealStatistics = z.infer<typeof statisticsSchema>;

export interface RealLocust {
  url: string;
  /** From its cache of two seconds. */
  statistics(): Promise<RealStatistics>;
  /** Of its page's form. Resolves with what it answered. */
  swarm(fields: Record<string, string>): Promise<{ success: boolean; message: string }>;
  stop(): Promise<void>;
  resetStatistics(): Promise<void>;
  /** As it should be, also by its statistics. */
  hasUsers(users: number): Promise<void>;
  /** Kill -9, and its end. */
  kill(): Promise<void>;
  /** A new process on the same port. */
  startAgain(): Promise<void>;
}

export interface RealLocustOptions {
  release: Release;
  /** Path of its program. */
  program: string;
  shopUrl: string;
  /** Added to those of the demo: five users, begun at once. */
  args?: string[];
  /** Behind `--web-login`: it listens when it answers a page; else when its statistics are JSON. */
  login?: boolean;
}

/** Begins with the demo's five users, one after the other, a second apart: see `hasUsers`. */
export async function startRealLocust(options: RealLocustOptions): Promise<RealLocust> {
  const { release, program, shopUrl, args = [], login = false } = options;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child = begin();

  function begin(): { process: ChildProcess; ended: Promise<void>; said: () => string } {
    const { PATH, HOME } = process.env;
    const started = spawn(
      program,
      ['--locustfile', locustfile, '--skip-log-setup', ...(login ? ['--web-login'] : []), ...args],
      {
        // Every setting as the demo's container has it.
        env: {
          PATH,
          HOME,
          LOCUST_WEB_HOST: '127.0.0.1',
          LOCUST_WEB_PORT: String(port),
          LOCUST_USERS: '5',
          LOCUST_HOST: shopUrl,
          LOCUST_HEADLESS: 'false',
          LOCUST_AUTOSTART: 'true',
          PYTHONDONTWRITEBYTECODE: '1',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let said = '';
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (chunk) => {
        said = (said + String(chunk)).slice(-4000);
      });
    // It must not outlive the test, whatever becomes of that.
    const killIt = () => void started.kill('SIGKILL');
    process.once('exit', killIt);
    const ended = new Promise<void>((resolve) => {
      started.on('close', () => resolve());
      started.on('error', () => resolve());
    }).finally(() => process.off('exit', killIt));
    return { process: started, ended, said: () => said };
  }

  const listens = () =>
    until(`Locust ${release.version} on ${url}`, async () => {
      if (child.process.exitCode !== null) throw new Error(`Locust has ended: ${child.said()}`);
      const answer = await fetch(`${url}/stats/requests`).catch(() => null);
      return answer?.ok === true && (login || answer.headers.get('content-type') === 'application/json');
    });

  const kill = async () => {
    child.process.kill('SIGKILL');
    await child.ended;
  };

  const statistics = async () => statisticsSchema.parse(await (await fetch(`${url}/stats/requests`)).json());

  try {
    await listens();
  } catch (error) {
    await kill();
    throw error;
  }
  return {
    url,
    statistics,
    async swarm(fields) {
      const answer = await fetch(`${url}/swarm`, { method: 'POST', body: new URLSearchParams(fields) });
      return z.object({ success: z.boolean(), message: z.string() }).parse(await answer.json());
    },
    async stop() {
      const answer = await fetch(`${url}/stop`, { method: release.stops });
      if (!answer.ok) throw new Error(`a stop was answered ${answer.status}`);
    },
    async resetStatistics() {
      const answer = await fetch(`${url}/stats/reset`, { method: release.stops });
      if (!answer.ok) throw new Error(`a reset was answered ${answer.status}`);
    },
    async hasUsers(users) {
      await until(`${users} users`, async () => {
        const { state, user_count } = await statistics();
        return state === 'running' && user_count === users;
      });
    },
    kill,
    async startAgain() {
      await kill();
      child = begin();
      await listens();
    },
  };
}
