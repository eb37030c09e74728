/**
 * What a node does, played: pods of one namespace are bound, started, ended, started again and deleted, each told to
 * the API server as a kubelet tells it. Their logs are served as the API server asks a kubelet for them.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Certificate } from './certificates.ts';
import type { HandedCluster } from './handed.ts';

interface PodItem {
  metadata: { name: string; uid: string; deletionTimestamp?: string };
  spec: { nodeName?: string; containers: { name: string }[] };
  status?: { phase?: string };
}

interface Exit {
  exitCode: number;
  reason: string;
}

/** Of the container of one pod. Instants in ms. */
interface Process {
  pod: string;
  startedAt: number;
  restarts: number;
  running: boolean;
}

interface Life extends Process {
  uid: string;
  last: (Exit & { startedAt: number; finishedAt: number; containerID: string }) | null;
  waiting: string | null;
}

export interface Kubelet {
  /** Those that run. */
  processes(): Process[];
  /** Of all pods: shown as ended, and started again so long after; null: not again, it waits for this reason. */
  end(exit: Exit, again: { afterMs: number } | { waiting: string }): Promise<void>;
  /** Whether new pods are started. */
  starts(on: boolean): void;
  /** The status of one pod, as it is patched in; the kubelet tells nothing of it any more. */
  evict(pod: string): Promise<void>;
  log(line: string): void;
  /** What it answers to `/stats/summary`: status and body; null: it hangs. A 404 until it is said. */
  summary(answer: () => { status: number; body: object } | null): void;
  stop(): Promise<void>;
}

const lookEveryMs = 50;

export async function playKubelet(
  cluster: HandedCluster,
  serving: Certificate,
  namespace: string,
): Promise<Kubelet> {
  const { request } = cluster;
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const node = `node-of-${namespace}`;
  const lives = new Map<string, Life>();
  const evicted = new Set<string>();
  const lines: { at: number; text: string }[] = [];
  let starting = true;
  let summarize: Parameters<Kubelet['summary']>[0] = () => ({ status: 404, body: {} });
  const stopping = new AbortController();

  const logs = createServer(
    { cert: readFileSync(serving.certificate), key: readFileSync(serving.key) },
    (asked, response) => {
      const url = new URL(asked.url ?? '/', 'https://kubelet');
      if (url.pathname === '/stats/summary') {
        const answer = summarize();
        if (answer === null) return undefined;
        response.writeHead(answer.status, { 'Content-Type': 'application/json' });
        return response.end(JSON.stringify(answer.body));
      }
      if (!url.pathname.startsWith(`/containerLogs/${namespace}/`)) return response.writeHead(404).end();
      const since = Date.now() - Number(url.searchParams.get('sinceSeconds') ?? 1e9) * 1_000;
      const text = lines
        .filter(({ at }) => at >= since)
        .map((line) => `${new Date(line.at).toISOString()} ${line.text}\n`)
        .join('');
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end(text);
    },
  );
  await new Promise<void>((resolve) => logs.listen(0, '127.0.0.1', resolve));
  await created(cluster, '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: node } });
  await cluster.request('PATCH', `/api/v1/nodes/${node}/status`, {
    status: {
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: (logs.address() as AddressInfo).port } },
    },
  });

  async function look(): Promise<void> {
    const { body } = await request('GET', pods);
    for (const item of (body as { items?: PodItem[] }).items ?? []) await care(item);
  }

  async function care({ metadata: { name, uid, deletionTimestamp }, spec, status }: PodItem): Promise<void> {
    if (deletionTimestamp !== undefined) {
      lives.delete(uid);
      await request('DELETE', `${pods}/${name}`, { gracePeriodSeconds: 0 });
      return;
    }
    if (lives.has(uid) || evicted.has(uid) || !starting || status?.phase === 'Failed') return;
    if (spec.nodeName === undefined) {
      const target = { apiVersion: 'v1', kind: 'Node', name: node };
      const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target };
      await request('POST', `${pods}/${name}/binding`, binding);
    }
    const life: Life = {
      ...{ pod: name, uid, startedAt: Date.now(), restarts: 0 },
      ...{ running: true, last: null, waiting: null },
    };
    lives.set(uid, life);
    await tell(life);
  }

  async function tell(life: Life): Promise<void> {
    const { pod, startedAt, restarts, running, last, waiting } = life;
    const terminated = last === null ? undefined : { ...ended(last) };
    const containerID = `containerd://${life.uid}-${restarts}`;
    const state = running
      ? { running: { startedAt: written(startedAt) } }
      : waiting === null
        ? { terminated }
        : { waiting: { reason: waiting, message: 'back-off restarting failed container' } };
    const lastState = last !== null && (running || waiting !== null) ? { terminated } : {};
    const ready = running ? 'True' : 'False';
    await request('PATCH', `${pods}/${pod}/status`, {
      status: {
        phase: 'Running',
        podIP: '10.1.0.7',
        startTime: written(startedAt),
        conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type, index) => ({
          type,
          status: index < 2 ? 'True' : ready,
        })),
        containerStatuses: [
          {
            ...{ name: 'checkout', image: 'checkout', imageID: 'checkout', containerID },
            ...{ ready: running, started: running, restartCount: restarts, state, lastState },
          },
        ],
      },
    });
  }

  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await look().catch(() => {});
      await pause(lookEveryMs);
    }
  })();

  return {
    processes: () => [...lives.values()].filter(({ running }) => running),
    async end(exit, again) {
      for (const life of lives.values()) {
        const { startedAt, restarts, uid } = life;
        const containerID = `containerd://${uid}-${restarts}`;
        life.last = { ...exit, startedAt, finishedAt: Date.now(), containerID };
        life.running = false;
        life.waiting = null;
        await tell(life);
      }
      const next = async () => {
        if ('afterMs' in again) await pause(again.afterMs);
        for (const life of lives.values()) {
          life.restarts += 1;
          if ('afterMs' in again) {
            life.running = true;
            life.startedAt = Date.now();
          } else life.waiting = again.waiting;
          await tell(life);
        }
      };
      if ('afterMs' in again) void next();
      else await next();
    },
    starts(on) {
      starting = on;
    },
    async evict(pod) {
      const life = [...lives.values()].find((one) => one.pod === pod);
      if (life === undefined) throw new Error(`${pod} does not run`);
      lives.delete(life.uid);
      evicted.add(life.uid);
      await request('PATCH', `${pods}/${pod}/status`, {
        status: {
          ...{ phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' },
          ...{ conditions: [], containerStatuses: [] },
        },
      });
    },
    summary(answer) {
      summarize = answer;
    },
    log: (text) => void lines.push({ at: Date.now(), text }),
    async stop() {
      stopping.abort();
      await looking;
      await request('DELETE', `/api/v1/nodes/${node}`);
      logs.closeAllConnections();
      await new Promise((closed) => logs.close(closed));
    },
  };
}

/** As the API writes instants: whole seconds. */
export function written(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

function ended(last: NonNullable<Life['last']>): object {
  return { ...last, startedAt: written(last.startedAt), finishedAt: written(last.finishedAt) };
}

/** Rejects with the server's words where it is refused. */
export async function created(cluster: HandedCluster, path: string, object: object): Promise<unknown> {
  const { status, body } = await cluster.request('POST', path, object);
  if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}
