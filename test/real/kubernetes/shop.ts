/** The demo's checkout and kafka in a namespace of their own, on the handed cluster, with a node and readings. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../processes/until.ts';
import { type Certificate, signedCertificate } from './certificates.ts';
import { type HandedCluster, handedCluster } from './handed.ts';
import { created, type Kubelet, playKubelet, written } from './kubelet.ts';
import { type MetricsServer, podMetrics, startMetricsServer } from './metrics-server.ts';

/** What the tests of one file share. */
export interface Ground {
  cluster: HandedCluster;
  /** For files of a test. */
  folder: string;
  serving: Certificate;
  metrics: MetricsServer;
  close(): Promise<void>;
}

export async function prepareGround(): Promise<Ground> {
  const cluster = handedCluster();
  const folder = mkdtempSync(join(tmpdir(), 'leakops-shop-'));
  const serving = await signedCertificate(cluster.clientCaFolder, {
    folder: join(folder, 'serving'),
    name: 'loopback',
  });
  const metrics = await startMetricsServer(cluster, serving);
  return {
    ...{ cluster, folder, serving, metrics },
    async close() {
      await metrics.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Shop {
  namespace: string;
  kubelet: Kubelet;
  /** What checkout uses from now on, in MiB. */
  uses(mebibytes: number): void;
  /** From now on samples stay as they are. */
  freezeReadings(): void;
  /** `checkout`'s pods, by name. */
  pods(): Promise<string[]>;
  close(): Promise<void>;
}

export const readingsEveryMs = 2_000;
let opened = 0;

export async function openShop(
  { cluster, serving, metrics }: Ground,
  options: {
    /** Of the spec of `checkout`. */
    checkout?: object;
    replicas?: number;
    /** Whether the first reading is waited for. */
    readings?: boolean;
  } = {},
): Promise<Shop> {
  opened += 1;
  const namespace = `shop-${process.pid}-${opened}`;
  await created(cluster, '/api/v1/namespaces', { metadata: { name: namespace } });
  const kubelet = await playKubelet(cluster, serving, namespace);
  const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const { replicas = 1, checkout = {}, readings = true } = options;
  await created(cluster, deployments, deployment('checkout', { replicas, ...checkout }));
  await created(cluster, deployments, deployment('kafka'));

  let mebibytes = 9;
  const sampling = new AbortController();
  const pods = async () => {
    const query = '?labelSelector=opentelemetry.io%2Fname%3Dcheckout';
    const { body } = await cluster.request('GET', `/api/v1/namespaces/${namespace}/pods${query}`);
    return (body as { items: { metadata: { name: string } }[] }).items.map(({ metadata }) => metadata.name);
  };
  const sample = () => {
    const at = Date.now();
    // As from a kubelet: none of a process that has only just begun.
    const old = kubelet.processes().filter(({ startedAt }) => at - startedAt > 1_000);
    const memory = `${Math.round(mebibytes * 1_024)}Ki`;
    metrics.answers(namespace, podMetrics(old.map(({ pod }) => ({ pod, timestamp: written(at), memory }))));
  };
  const sampler = setInterval(() => {
    if (!sampling.signal.aborted) sample();
  }, readingsEveryMs);

  await until('the pods', async () => kubelet.processes().length === replicas + 1);
  if (readings) {
    await pause(1_100);
    sample();
  }
  return {
    namespace,
    kubelet,
    uses(next) {
      mebibytes = next;
    },
    freezeReadings: () => sampling.abort(),
    pods,
    async close() {
      clearInterval(sampler);
      await cluster.request('DELETE', `/api/v1/namespaces/${namespace}`);
      await kubelet.stop();
    },
  };
}

function deployment(name: string, spec: object = {}): object {
  const labels = { 'opentelemetry.io/name': name };
  return {
    metadata: { name, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              ...{ name, image: `demo:${name}`, env: [{ name: 'GOMEMLIMIT', value: '16MiB' }] },
              resources: { limits: { memory: '20Mi' } },
            },
          ],
        },
      },
      ...spec,
    },
  };
}
