/**
 * Readings of kubelets through a real API server, with exactly the right of deploy/kubelet-readings.yaml. The server
 * refuses to proxy to a node on loopback: the nodes have addresses of TEST-NET-1, and what goes there goes through an
 * egress proxy of the test's own, to loopback.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { systemClock } from '../../../adapters/clock/system.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import type { Sighting, Workload } from '../../../src/ports.ts';
import { describeWith } from '../gated.ts';
import { createAccount } from './account.ts';
import { signedCertificate } from './certificates.ts';
import { startCluster } from './cluster.ts';
import { handedBinaries } from './handed.ts';
import { created, playKubelet, written } from './kubelet.ts';
import { type Ground, openShop, type Shop } from './shop.ts';

const MiB = 2 ** 20;
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const rightsFile = new URL('../../../deploy/kubelet-readings.yaml', import.meta.url);

describeWith('KUBERNETES_CLUSTER')('the kubelet’s readings, through a real API server', () => {
  let ground: Ground;
  let shop: Shop;
  let workload: Workload;
  let workloadOf: (timeoutMs: number) => Workload;

  beforeAll(async () => {
    ground = await groundBehindProxy();
  });
  afterAll(() => ground?.close());
  beforeEach(async () => {
    shop = await openShop(ground);
    await awayFromLoopback(ground, shop.namespace);
    const account = await createAccount(ground.cluster, shop.namespace);
    const kubeconfig = await account.kubeconfig(ground.folder);
    workloadOf = (timeoutMs) =>
      kubernetesWorkload({
        ...{ kubeconfig, namespace: shop.namespace, timeoutMs },
        ...{ workload: 'checkout', container: 'checkout', readings: 'kubelet', clock: systemClock() },
      });
    workload = workloadOf(20_000);
  });
  afterEach(async () => {
    await forbid();
    await shop?.close();
  });

  /** As `kubectl apply -f deploy/kubelet-readings.yaml` in this namespace. */
  async function allow(): Promise<void> {
    const text = readFileSync(rightsFile, 'utf8').replaceAll(
      'namespace: otel-demo',
      `namespace: ${shop.namespace}`,
    );
    const [role, binding] = parseAllDocuments(text).map((document) => document.toJS() as object);
    await created(ground.cluster, `${rbac}/clusterroles`, role ?? {});
    await created(ground.cluster, `${rbac}/clusterrolebindings`, binding ?? {});
  }

  async function forbid(): Promise<void> {
    await ground.cluster.request('DELETE', `${rbac}/clusterroles/leakops-kubelet-readings`);
    await ground.cluster.request('DELETE', `${rbac}/clusterrolebindings/leakops-kubelet-readings`);
  }

  const summaryOf = (pods: readonly string[], usedMiB: number, at = Date.now()) => ({
    status: 200,
    body: {
      pods: pods.map((name) => ({
        podRef: { name, namespace: shop.namespace, uid: 'not-asked' },
        containers: [
          {
            name: 'checkout',
            memory: { time: written(at), workingSetBytes: usedMiB * MiB, rssBytes: 7 * MiB },
          },
        ],
      })),
    },
  });

  /** A right takes the API server a moment. */
  async function sightThat(wanted: (sighting: Sighting) => boolean): Promise<Sighting> {
    let last: Sighting | null = null;
    await expect
      .poll(
        async () => {
          last = await workload.sight();
          return wanted(last) ? 'seen' : `${last.readingsWhy}`;
        },
        { timeout: 30_000 },
      )
      .toBe('seen');
    if (last === null) throw new Error('never looked');
    return last;
  }

  test('without the right: the words name verb, resource and the rule to add; with it, readings', async () => {
    const pods = await shop.pods();
    shop.kubelet.summary(() => summaryOf(pods, 9));
    const { pods: seen, readings, readingsWhy } = await workload.sight();
    expect([seen.length, readings.length]).toEqual([1, 0]);
    expect(readingsWhy).toMatch(
      /may not get nodes\/proxy node-of-.* ClusterRole needs - \{apiGroups: \[""\], resources: \["nodes\/proxy"\], verbs: \["get"\]\}/,
    );
    await allow();
    const sighting = await sightThat((one) => one.readings.length === 1);
    expect(sighting.readings[0]).toMatchObject({ usedBytes: 9 * MiB, rssBytes: 7 * MiB, pod: pods[0] });
  });

  test('a kubelet that is in trouble, or hangs, or is of another time: no reading, in words', async () => {
    await allow();
    const pods = await shop.pods();
    shop.kubelet.summary(() => summaryOf(pods, 9));
    await sightThat((one) => one.readings.length === 1);
    shop.kubelet.summary(() => ({ status: 503, body: {} }));
    expect((await workload.sight()).readingsWhy).toMatch(/kubelet of node-of-.* does not answer \(503\)/);
    shop.kubelet.summary(() => null);
    expect((await workloadOf(2_000).sight()).readingsWhy).toMatch(/did not answer within 2 s/);
    shop.kubelet.summary(() => summaryOf(pods, 9, Date.now() - 3_600_000));
    expect((await workload.sight()).readingsWhy).toMatch(/from before that/);
  });

  test('pods on two nodes: each kubelet for its own', async () => {
    await allow();
    const other = await playKubelet(ground.cluster, ground.serving, `${shop.namespace}-elsewhere`);
    await awayFromLoopback(ground, `${shop.namespace}-elsewhere`);
    try {
      const [first = ''] = await shop.pods();
      const path = `/api/v1/namespaces/${shop.namespace}/pods`;
      shop.kubelet.starts(false);
      const { body } = await ground.cluster.request('GET', `${path}/${first}`);
      const { metadata, spec } = body as { metadata: { labels: object }; spec: { containers: object[] } };
      await created(ground.cluster, path, {
        metadata: {
          name: 'second',
          labels: { 'opentelemetry.io/name': 'checkout', ...without(metadata.labels) },
        },
        spec: { nodeName: `node-of-${shop.namespace}-elsewhere`, containers: spec.containers.map(bare) },
      });
      await ground.cluster.request('PATCH', `${path}/second/status`, {
        status: {
          phase: 'Running',
          containerStatuses: [
            {
              ...{ name: 'checkout', image: 'checkout', imageID: 'checkout', ready: true, restartCount: 0 },
              state: { running: { startedAt: written(Date.now() - 60_000) } },
            },
          ],
        },
      });
      shop.kubelet.summary(() => summaryOf([first], 8));
      other.summary(() => summaryOf(['second'], 12));
      const { readings } = await sightThat((one) => one.readings.length === 2);
      const used = Object.fromEntries(readings.map(({ pod, usedBytes }) => [pod, usedBytes / MiB]));
      expect(used).toEqual({ [first]: 8, second: 12 });
      other.summary(() => ({ status: 500, body: {} }));
      expect((await workload.sight()).readings.map(({ pod }) => pod)).toEqual([first]);
    } finally {
      await other.stop();
    }
  });
});

/** Of no ReplicaSet, which would delete one too many. */
function without(labels: object): object {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name === 'none'));
}

/** As it was asked for, without what admission has added. */
function bare(container: object): object {
  return Object.fromEntries(
    Object.entries(container).filter(([name]) => ['name', 'image', 'env', 'resources'].includes(name)),
  );
}

/** CONNECT to any address is one to loopback: the ports are those of the test's kubelets. */
async function egressProxy(socket: string) {
  const server = createServer().on('connect', (request, client) => {
    const port = Number(/:(\d+)$/.exec(request.url ?? '')?.[1]);
    const kubelet = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(kubelet).pipe(client);
    });
    for (const [end, other] of [
      [client, kubelet],
      [kubelet, client],
    ] as const) {
      end.on('error', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function groundBehindProxy(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-kubelets-'));
  const socket = join(folder, 'egress.sock');
  const proxy = await egressProxy(socket);
  const file = join(folder, 'egress.json');
  const connection = { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName: socket } } };
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: 'apiserver.k8s.io/v1beta1',
      kind: 'EgressSelectorConfiguration',
      egressSelections: [{ name: 'cluster', connection }],
    }),
  );
  const cluster = await startCluster(handedBinaries(), {
    controllers: true,
    apiServerFlags: [`--egress-selector-config-file=${file}`],
  });
  const serving = await signedCertificate(cluster.clientCaFolder, {
    folder: join(folder, 'serving'),
    name: 'loopback',
  });
  return {
    ...{ cluster, folder, serving },
    // Of the metrics API nothing is asked here.
    metrics: { answers() {}, registered: async () => {}, stop: async () => {} },
    async close() {
      await cluster.stop();
      proxy.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function awayFromLoopback({ cluster }: Ground, namespace: string): Promise<void> {
  await cluster.request('PATCH', `/api/v1/nodes/node-of-${namespace}/status`, {
    status: { addresses: [{ type: 'InternalIP', address: '192.0.2.1' }] },
  });
}
