/** What may become of pods and rollouts, as real controllers and a (played) kubelet tell it. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import type { Pod, Sighting, Workload } from '../../../src/ports.ts';
import { until } from '../../processes/until.ts';
import { describeWith } from '../gated.ts';
import { json, podMetrics } from './metrics-server.ts';
import { type Ground, openShop, prepareGround, type Shop } from './shop.ts';

describeWith('KUBERNETES_CLUSTER')('lives of pods', () => {
  let ground: Ground;
  let shop: Shop;
  let target: Workload;
  beforeAll(async () => {
    ground = await prepareGround();
  });
  afterAll(() => ground?.close());
  const targetOf = (timeoutMs: number) =>
    kubernetesWorkload({
      ...{ kubeconfig: ground.cluster.kubeconfig, namespace: shop.namespace, workload: 'checkout' },
      ...{ container: 'checkout', readings: 'auto', clock: systemClock(), timeoutMs },
    });
  const opened = async (options?: Parameters<typeof openShop>[1]) => {
    shop = await openShop(ground, options);
    target = targetOf(20_000);
  };
  beforeEach(() => opened());
  afterEach(() => shop.close());

  const sightThat = (what: string, wanted: (seen: Sighting) => boolean) =>
    until(what, async () => {
      const seen = await target.sight();
      return wanted(seen) ? seen : null;
    });
  const only = async (): Promise<Pod> => {
    const { pods } = await target.sight();
    expect(pods).toHaveLength(1);
    return pods[0]!;
  };
  const deployment = () => `/apis/apps/v1/namespaces/${shop.namespace}/deployments/checkout`;

  test('OOMKilled, then CrashLoopBackOff: no process, its restarts, why it waits, and how it ended', async () => {
    const before = await only();
    await shop.kubelet.end({ exitCode: 137, reason: 'OOMKilled' }, { waiting: 'CrashLoopBackOff' });
    const { pods, readings, readingsWhy } = await target.sight();
    expect(pods).toEqual([
      expect.objectContaining({
        ...{ uid: before.uid, ready: false, startedAt: null, restarts: 1, waiting: 'CrashLoopBackOff' },
        lastTermination: expect.objectContaining({ reason: 'OOMKilled', exitCode: 137 }),
      }),
    ]);
    const { pods: later, readingsWhy: why } = await sightThat(
      'no reading',
      (seen) => seen.readings.length === 0,
    );
    expect(later[0]?.waiting).toBe('CrashLoopBackOff');
    expect(why).toContain('is not running (CrashLoopBackOff)');
    expect(readings.length === 0 ? readingsWhy : null).toBe(readings.length === 0 ? why : null);
  });

  test('evicted: the failed pod stays beside the new one, and only the new one counts', async () => {
    const before = await only();
    await shop.kubelet.evict(before.name);
    const { pods } = await sightThat(
      'the new pod',
      (seen) => seen.pods[0]?.uid !== before.uid && seen.pods[0]?.ready === true,
    );
    expect(pods).toHaveLength(1);
    expect((await shop.pods()).length).toBe(2);
  });

  test('evicted, and no other starts: it is not running, and why', async () => {
    const before = await only();
    shop.kubelet.starts(false);
    await shop.kubelet.evict(before.name);
    const { pods } = await sightThat('the new pod', (seen) => seen.pods[0]?.uid !== before.uid);
    expect(pods[0]).toMatchObject({ ready: false, startedAt: null, restarts: 0, lastTermination: null });
  });

  test('two pods: each has its reading, and one that is deleted is replaced by another', async () => {
    await shop.close();
    await opened({ replicas: 2 });
    const { pods } = await sightThat('two readings', (seen) => seen.readings.length === 2);
    expect(new Set(pods.map(({ uid }) => uid)).size).toBe(2);
    const [gone] = pods;
    await ground.cluster.request('DELETE', `/api/v1/namespaces/${shop.namespace}/pods/${gone?.name}`);
    const after = await sightThat(
      'another one',
      (seen) => seen.pods.length === 2 && seen.pods.every((pod) => pod.uid !== gone?.uid && pod.ready),
    );
    expect(after.pods.every(({ restarts }) => restarts === 0)).toBe(true);
  });

  test('a rollout that does not get on: the old pod stays, as what it is', async () => {
    await shop.close();
    await opened({ checkout: { progressDeadlineSeconds: 2 } });
    const before = await only();
    shop.kubelet.starts(false);
    await target.restart({ key: 'run-1', at: Date.now() });
    await until('the deadline', async () => {
      const { body } = await ground.cluster.request('GET', deployment());
      return JSON.stringify(body).includes('ProgressDeadlineExceeded');
    });
    const { pods } = await target.sight();
    expect(pods.find((pod) => pod.uid === before.uid)).toMatchObject({ ready: true, restarts: 0 });
    expect(pods.find((pod) => pod.uid !== before.uid)).toMatchObject({ ready: false, startedAt: null });
    shop.kubelet.starts(true);
    await sightThat(
      'the new pod alone',
      (seen) => seen.pods.length === 1 && seen.pods[0]?.uid !== before.uid,
    );
  });

  test('a paused rollout is not restarted, and the remedy is kubectl’s', async () => {
    await ground.cluster.request('PATCH', deployment(), { spec: { paused: true } });
    const before = await only();
    await expect(target.restart({ key: 'run-1', at: Date.now() })).rejects.toMatchObject({
      code: 'kubernetes-paused',
      remedy: `kubectl rollout resume deployments/checkout -n ${shop.namespace}`,
    });
    expect((await only()).uid).toBe(before.uid);
  });

  test('a wish is a rollout once, and people’s own annotations stay', async () => {
    const first = await only();
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2020-01-01T00:00:00Z', team: 'shop' };
    await ground.cluster.request('PATCH', deployment(), {
      spec: { template: { metadata: { annotations } } },
    });
    await sightThat('its rollout', ({ pods: [pod, ...others] }) => {
      return others.length === 0 && pod?.uid !== first.uid && pod?.ready === true;
    });
    const revision = async () => {
      const { body } = await ground.cluster.request('GET', deployment());
      const { metadata, spec } = body as {
        metadata: { generation: number };
        spec: { template: { metadata: { annotations: Record<string, string> } } };
      };
      return { generation: metadata.generation, ...spec.template.metadata.annotations };
    };
    const before = await revision();
    await Promise.all([1, 2, 3].map(() => target.restart({ key: 'run-1', at: Date.now() })));
    const after = await revision();
    expect(after).toMatchObject({
      generation: before.generation + 1,
      team: 'shop',
      'leakops/restart': 'run-1',
    });
  });

  test('a kill is told, and seen of the pods alone, while the metrics API hangs and a sight waits for it', async () => {
    let asked = 0;
    shop.freezeReadings();
    ground.metrics.answers(shop.namespace, () => {
      asked += 1;
    });
    const patient = targetOf(120_000);
    const enough = new AbortController();
    let told = 0;
    const watched = patient.watch(() => {
      told += 1;
    }, enough.signal);
    let ended = false;
    const sight = patient.sight(enough.signal).then(
      () => {
        ended = true;
      },
      () => {},
    );
    try {
      await until('the question for readings', async () => asked > 0);
      // The watch may begin after the first kill, and tells of the one after that.
      for (let kills = 1; told === 0; kills++) {
        await shop.kubelet.end({ exitCode: 137, reason: 'OOMKilled' }, { afterMs: 100 });
        const [pod] = await patient.pods();
        expect(pod?.lastTermination).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
        expect(pod?.restarts).toBeGreaterThanOrEqual(kills - 1);
        await pause(200);
      }
      expect(ended).toBe(false);
    } finally {
      enough.abort();
      await Promise.all([sight, watched]);
    }
  });

  test('readings: stale ones keep their date; odd, failing, hanging and missing ones are said in words', async () => {
    const { namespace } = shop;
    const { name } = await only();
    shop.freezeReadings();
    const stale = new Date(Date.now() - 300_000).toISOString();
    // Not older than the process: that one would be another's.
    ground.metrics.answers(namespace, podMetrics([{ pod: name, timestamp: stale, memory: '12345Ki' }]));
    expect((await target.sight()).readingsWhy).toContain('its last reading is from before that');
    ground.metrics.answers(
      namespace,
      (response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html></html>'),
    );
    expect((await target.sight()).readingsWhy).toMatch(/is not the Kubernetes API, or a damaged answer/);
    ground.metrics.answers(
      namespace,
      podMetrics([{ pod: name, timestamp: new Date().toISOString(), memory: 'much' }]),
    );
    expect((await target.sight()).readingsWhy).toContain('has no memory that can be read');
    ground.metrics.answers(namespace, (response) =>
      json(response, 503, { kind: 'Status', code: 503, message: 'x' }),
    );
    expect((await target.sight()).readingsWhy).toContain('metrics-server is down or still starting');
    ground.metrics.answers(namespace, () => {});
    const hanging = await targetOf(2_000).sight();
    expect(hanging.pods).toHaveLength(1);
    expect(hanging.readingsWhy).toMatch(/did not answer within 2 s/);
    ground.metrics.answers(namespace, podMetrics([]));
    await ground.metrics.registered(false);
    try {
      const missing = await target.sight();
      expect(missing.pods).toHaveLength(1);
      expect(missing.readingsWhy).toContain('metrics-server is missing');
    } finally {
      await ground.metrics.registered(true);
    }
  });
});
