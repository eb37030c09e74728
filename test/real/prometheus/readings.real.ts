/** What is read of a real Prometheus that scrapes what cAdvisor and the demo's Collector show. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import type { Reading, Workload } from '../../../src/ports.ts';
import { type ApiStandIn, startApiStandIn } from '../../adapters/workload/kubernetes/api-stand-in.ts';
import { checkoutDeployment, checkoutPod, podMetrics } from '../../adapters/workload/kubernetes/pods.ts';
import { describeWith } from '../gated.ts';
import { type Exporter, type ShownContainer, startExporter } from './exporter.ts';
import { type PrometheusServer, startPrometheus } from './server.ts';

const MiB = 2 ** 20;
const ids = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => letter.repeat(64));
const podsPath = 'GET /api/v1/namespaces/otel-demo/pods';
const metricsPath = 'GET /apis/metrics.k8s.io/v1beta1/namespaces/otel-demo/pods';

describeWith('PROMETHEUS_PROGRAM')('a real Prometheus', () => {
  let exporter: Exporter;
  let prometheus: PrometheusServer;
  let api: ApiStandIn;
  /** Of the pod of this test: series of an earlier one are still there. */
  let name = '';
  let tests = 0;

  beforeAll(async () => {
    exporter = await startExporter();
    prometheus = await startPrometheus(exporter.address);
    api = await startApiStandIn(Date.now);
    api.on('GET /apis/apps/v1/namespaces/otel-demo/deployments/checkout', { body: checkoutDeployment() });
  });
  afterAll(async () => {
    await prometheus?.close();
    await exporter?.close();
    await api?.stop();
  });
  beforeEach(() => {
    tests += 1;
    name = `checkout-${tests}`;
    exporter.goroutines = [];
    exporter.containers = () => [];
    run({ startedAt: Date.now() - 3_600_000, containerId: ids[0] ?? '', restarts: 0 });
    api.on(metricsPath, { status: 404, body: 'none' });
  });

  /** The pod's status, as the API server tells it. */
  function run(process: { startedAt: number; containerId: string; restarts: number }, names = [name]): void {
    const items = names.map((one) =>
      checkoutPod(
        {
          restartCount: process.restarts,
          containerID: `containerd://${process.containerId}`,
          state: { running: { startedAt: new Date(process.startedAt).toISOString() } },
        },
        { metadata: { name: one, uid: `uid-${one}` } },
      ),
    );
    api.on(podsPath, { body: { items } });
  }

  const shown = (more: Partial<ShownContainer> = {}): ShownContainer => ({
    pod: name,
    containerId: ids[0] ?? '',
    usedMiB: 10,
    rssMiB: 9,
    maxMiB: 11,
    limitMiB: 20,
    sampledAt: Math.floor(Date.now() / 2_000) * 2_000,
    ...more,
  });

  const target = (readings: 'prometheus' | 'auto' = 'prometheus') =>
    kubernetesWorkload({
      kubeconfig: api.kubeconfig,
      namespace: 'otel-demo',
      workload: 'checkout',
      container: 'checkout',
      readings,
      prometheusUrl: prometheus.url,
      clock: systemClock(),
    });

  async function readingThat(workload: Workload, wanted: (reading: Reading) => boolean): Promise<Reading> {
    let last: unknown = null;
    for (const endAt = Date.now() + 60_000; Date.now() < endAt; await pause(100)) {
      const { readings, readingsWhy } = await workload.sight();
      const found = readings.find(wanted);
      if (found !== undefined) return found;
      last = readings[0] ?? readingsWhy;
    }
    throw new Error(`not seen within a minute, but ${JSON.stringify(last)}`);
  }

  test('dated by cAdvisor’s sample, equal until there is another; rss beside it; one job of two', async () => {
    exporter.containers = () => [shown()];
    const workload = target();
    const first = await readingThat(workload, () => true);
    expect(first).toMatchObject({ usedBytes: 10 * MiB, rssBytes: 9 * MiB, pod: name });
    const dates = new Set<number>();
    for (const endAt = Date.now() + 10_000; Date.now() < endAt; await pause(200)) {
      const [reading] = (await workload.sight()).readings;
      dates.add(reading?.at ?? 0);
    }
    expect([...dates].every((at) => at % 2_000 === 0)).toBe(true);
    expect([...dates]).toEqual([...dates].toSorted((a, b) => a - b));
    expect(dates.size).toBeGreaterThanOrEqual(3);
    expect(dates.size).toBeLessThanOrEqual(7);
  });

  test('the limit, where the pod’s own spec has none', async () => {
    exporter.containers = () => [shown({ limitMiB: 25 })];
    const workload = target();
    await readingThat(workload, () => true);
    expect((await workload.sight()).pods[0]?.limitBytes).toBe(20 * MiB);
    const bare = checkoutPod(
      { containerID: `containerd://${ids[0]}` },
      {
        metadata: { name },
        spec: { containers: [{ name: 'checkout' }] },
      },
    );
    api.on(podsPath, { body: { items: [bare] } });
    expect((await workload.sight()).pods[0]?.limitBytes).toBe(25 * MiB);
  });

  test('a true peak between two readings, once, when the maximum has grown', async () => {
    exporter.containers = () => [shown()];
    const workload = target();
    await readingThat(workload, () => true);
    exporter.containers = () => [shown({ maxMiB: 18 })];
    const peaked = await readingThat(workload, ({ peakBytes }) => peakBytes !== null);
    expect(peaked).toMatchObject({ usedBytes: 10 * MiB, peakBytes: 18 * MiB });
    expect((await readingThat(workload, ({ at }) => at > peaked.at)).peakBytes).toBeNull();
  });

  test('goroutines of the last export', async () => {
    exporter.containers = () => [shown()];
    exporter.goroutines = [{ value: 67, instance: 'one' }];
    const workload = target();
    await readingThat(workload, ({ goroutines }) => goroutines === 67);
    exporter.goroutines = [{ value: 323, instance: 'one' }];
    await readingThat(workload, ({ goroutines }) => goroutines === 323);
  });

  test('a restart: no reading until there is one of the new container, and none of the old', async () => {
    exporter.containers = () => [shown({ usedMiB: 19, maxMiB: 20 })];
    const workload = target();
    await readingThat(workload, ({ usedBytes }) => usedBytes === 19 * MiB);
    const startedAt = Date.now();
    run({ startedAt, containerId: ids[1] ?? '', restarts: 1 });
    expect((await workload.sight()).readings).toEqual([]);
    exporter.containers = () => [
      shown({ usedMiB: 19, maxMiB: 20, sampledAt: startedAt - 500 }),
      shown({ containerId: ids[1] ?? '', usedMiB: 6, maxMiB: 7, sampledAt: Date.now() }),
    ];
    const fresh = await readingThat(workload, () => true);
    expect(fresh).toMatchObject({ usedBytes: 6 * MiB, peakBytes: 7 * MiB, restarts: 1 });
    expect(fresh.at).toBeGreaterThan(startedAt);
  });

  test('two pods: each its own memory; goroutines that name no pod are nobody’s', async () => {
    const names = [`${name}-x`, `${name}-y`];
    run({ startedAt: Date.now() - 3_600_000, containerId: 'not-an-id', restarts: 0 }, names);
    exporter.goroutines = [{ value: 67, instance: 'one' }];
    exporter.containers = () =>
      names.map((pod, i) => shown({ pod, usedMiB: 8 + i, containerId: ids[2 + i] ?? '' }));
    const workload = target();
    await readingThat(workload, ({ pod }) => pod === names[1]);
    const { readings } = await workload.sight();
    expect(readings.map(({ pod, usedBytes, goroutines }) => [pod, usedBytes, goroutines])).toEqual([
      [names[0], 8 * MiB, null],
      [names[1], 9 * MiB, null],
    ]);
  });

  test('a container that is shown no more: its last reading keeps its date and grows old', async () => {
    exporter.containers = () => [shown()];
    const workload = target();
    await readingThat(workload, () => true);
    exporter.containers = () => [];
    await pause(4_000);
    const [last] = (await workload.sight()).readings;
    await pause(6_000);
    expect((await workload.sight()).readings[0]?.at).toBe(last?.at);
    expect(Date.now() - (last?.at ?? 0)).toBeGreaterThan(8_000);
  });

  test('killed in mid-run: the metrics API goes on at once, and Prometheus is back when it is back', async () => {
    exporter.containers = () => [shown()];
    const workload = target('auto');
    await readingThat(workload, ({ rssBytes }) => rssBytes !== null);
    await prometheus.kill();
    api.on(metricsPath, () => ({
      body: { items: [podMetrics('12Mi', { metadata: { name }, timestamp: new Date().toISOString() })] },
    }));
    const startedAt = Date.now();
    await readingThat(workload, ({ usedBytes }) => usedBytes === 12 * MiB);
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    expect(workload.readingsFrom.cautions.join()).toMatch(/does not answer/);
    await prometheus.start();
    api.on(metricsPath, { status: 503, body: 'no' });
    await readingThat(workload, ({ usedBytes, rssBytes }) => usedBytes === 10 * MiB && rssBytes !== null);
  });

  test('one that hangs with its port open delays nobody', async () => {
    exporter.containers = () => [shown()];
    api.on(metricsPath, () => ({
      body: { items: [podMetrics('12Mi', { metadata: { name }, timestamp: new Date().toISOString() })] },
    }));
    const workload = target('auto');
    await workload.sight();
    prometheus.freeze();
    try {
      const startedAt = Date.now();
      for (let n = 0; n < 10; n++) {
        expect((await workload.sight()).readings).toHaveLength(1);
        await pause(200);
      }
      expect(Date.now() - startedAt).toBeLessThan(8_000);
    } finally {
      prometheus.thaw();
    }
  });

  test('a query that it does not take is said in its own words', async () => {
    const odd = kubernetesWorkload({
      kubeconfig: api.kubeconfig,
      namespace: 'otel-demo',
      workload: 'checkout',
      container: 'checkout',
      readings: 'prometheus',
      prometheusUrl: `${prometheus.url}/elsewhere`,
      clock: systemClock(),
    });
    expect((await odd.sight()).readingsWhy).toMatch(/prometheus at http:\/\/127\.0\.0\.1.* answers HTTP 404/);
  });
});
