/** A leaky checkout in a container, as the demo's Compose file runs it: its limit, its GOMEMLIMIT, its labels. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { until } from '../../processes/until.ts';
import { freePort } from '../free-port.ts';
import type { Engine } from './engine.ts';

export interface LeakyOptions {
  /** Of the container; the Compose service stays `checkout`. */
  name?: string;
  project?: string;
  /** Where it asks for the flag; none: the flag is off. */
  ofrepUrl?: string;
  /** With a dead broker what an order starts waits for ever. */
  broker?: 'healthy' | 'dead';
  ordersASecond?: number;
  /** Its orders follow the users of this Locust. */
  load?: { locustUrl: string; ordersASecondAUser: number };
  /** What it holds before any order. */
  warmBytes?: number;
  limitBytes?: number;
  terminal?: boolean;
}

export interface Leaky {
  id: string;
  name: string;
  /** Rejects while its process is away. */
  state(): Promise<{ goroutines: number; orders: number; flagValue: number }>;
  /** Takes so many bytes at once; more than the limit: the kernel kills it. */
  step(bytes: number): Promise<void>;
  /** The process ends by a signal that nobody asked the engine for. */
  killProcess(): Promise<void>;
  inspect(): Promise<Inspected>;
  remove(): Promise<void>;
}

const MiB = 2 ** 20;

const inspected = z.object({
  State: z.object({ Status: z.string(), Pid: z.number(), StartedAt: z.string(), OOMKilled: z.boolean() }),
  RestartCount: z.number(),
});
type Inspected = z.infer<typeof inspected>;
const state = z.object({ goroutines: z.number(), orders: z.number(), flagValue: z.number() });

export async function importLeaky(engine: Engine, tarPath: string): Promise<void> {
  await engine.api.send('/images/create?fromSrc=-&repo=leaky&tag=latest', readFileSync(tarPath));
}

/** Runs it and waits until it answers. */
export async function runLeaky(engine: Engine, options: LeakyOptions = {}): Promise<Leaky> {
  const { name = 'checkout', limitBytes = 20 * MiB } = options;
  const address = `127.0.0.1:${await freePort()}`;
  const created = await engine.api.call('POST', `/containers/create?name=${name}`, {
    Image: 'leaky:latest',
    Cmd: ['/leaky'],
    Tty: options.terminal === true,
    Env: [
      'GOMEMLIMIT=16MiB',
      // What lies in its heap uncollected stays little: it is steady within seconds of its start, not minutes.
      'GOGC=20',
      `ADDRESS=${address}`,
      `OFREP_URL=${options.ofrepUrl ?? 'http://127.0.0.1:1'}`,
      'FLAG=kafkaQueueProblems',
      'KAFKA_ADDR=127.0.0.1:1',
      `BROKER=${options.broker ?? 'healthy'}`,
      `WARM_BYTES=${options.warmBytes ?? 6 * MiB}`,
      `ORDERS_A_SECOND=${options.ordersASecond ?? 0}`,
      `LOCUST_URL=${options.load?.locustUrl ?? ''}`,
      `ORDERS_A_SECOND_A_USER=${options.load?.ordersASecondAUser ?? 0}`,
    ],
    Labels: {
      'com.docker.compose.project': options.project ?? 'opentelemetry-demo',
      'com.docker.compose.service': 'checkout',
      'com.docker.compose.container-number': '1',
      'com.docker.compose.oneoff': 'False',
    },
    HostConfig: {
      NetworkMode: 'host',
      Memory: limitBytes,
      // Without swap, as most machines of a demo: with it a kill comes later.
      MemorySwap: limitBytes,
      RestartPolicy: { Name: 'unless-stopped' },
    },
  });
  const { Id: id } = z.object({ Id: z.string() }).parse(created);
  await engine.api.call('POST', `/containers/${id}/start`);
  const leaky: Leaky = {
    id,
    name,
    state: async () => state.parse(await (await fetch(`http://${address}/state`)).json()),
    async step(bytes) {
      // Where it dies of it there is no answer.
      await fetch(`http://${address}/step?bytes=${bytes}`, { method: 'POST' }).catch(() => undefined);
    },
    async killProcess() {
      process.kill((await leaky.inspect()).State.Pid, 'SIGKILL');
    },
    inspect: async () => inspected.parse(await engine.api.call('GET', `/containers/${id}/json`)),
    async remove() {
      await engine.api.call('DELETE', `/containers/${id}?force=true`);
    },
  };
  await until('a checkout that answers', () => leaky.state().catch(() => null));
  return leaky;
}
