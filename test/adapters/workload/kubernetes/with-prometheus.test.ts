/** The contract of a Workload whose readings are Prometheus's, and how they come together with the metrics API's. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox } from '../../../../adapters/sandbox/sandbox.ts';
import { kubernetesWorkload } from '../../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { workloadContract } from '../../../contracts/workload.ts';
import { manualClock } from '../../sandbox/manual-clock.ts';
import { podName, scraped } from '../prometheus/cadvisor.ts';
import { type PrometheusStandIn, startPrometheusStandIn } from '../prometheus/prometheus-stand-in.ts';
import { healthyCheckoutOfEachTest, list, metricsPath, podsPath } from './healthy-checkout.ts';
import { checkoutPod, podMetrics } from './pods.ts';

const MiB = 2 ** 20;

workloadContract('Kubernetes, with readings from Prometheus', async () => {
  const clock = manualClock();
  const sandbox = await startSandbox({ clock, readingsEveryMs: 15_000, readingsAgeMs: 5_000 });
  const prometheus = await startPrometheusStandIn(clock.now);
  await clock.advance(30_000);
  const target = {
    kubeconfig: sandbox.kubeconfig,
    namespace: 'otel-demo',
    workload: 'checkout',
    container: 'checkout',
    clock,
    timeoutMs: 10_000,
  };
  const scraper = kubernetesWorkload({ ...target, readings: 'metrics-api' });
  let isScraping = true;
  /** What cAdvisor has, as it is now. */
  async function scrape(): Promise<void> {
    if (!isScraping) return;
    const { readings } = await scraper.sight();
    for (const { at, usedBytes, pod } of readings) {
      scraped(prometheus, { at, usedMiB: usedBytes / MiB, pod, containerId: null });
    }
  }
  await scrape();
  return {
    workload: kubernetesWorkload({ ...target, readings: 'prometheus', prometheusUrl: prometheus.url }),
    now: clock.now,
    async wait(ms) {
      await clock.advance(ms);
      await scrape();
    },
    readingsEveryMs: 15_000,
    readingsAgeMs: 5_000,
    rolloutMs: 30_000,
    loggedText: 'order placed',
    async end(exit) {
      sandbox.faults.merge({ pod: { restart: exit } });
    },
    async loseReadings() {
      prometheus.fault = 'unavailable';
    },
    async losePods() {
      sandbox.faults.merge({ pod: { missing: true } });
    },
    async loseAll() {
      isScraping = false;
      sandbox.faults.merge({ kubernetes: { cut: true } });
    },
    async close() {
      await prometheus.close();
      await sandbox.stop();
    },
  };
});

describe('Prometheus and the metrics API', () => {
  const checkout = healthyCheckoutOfEachTest();
  let prometheus: PrometheusStandIn;
  beforeEach(async () => {
    prometheus = await startPrometheusStandIn(checkout.clock.now);
  });
  afterEach(() => prometheus.close());

  const ago = (seconds: number) => checkout.clock.now() - seconds * 1_000;
  const auto = () => checkout.workload({ prometheusUrl: prometheus.url });
  const metricsAt = (seconds: number, memory = '10Mi') =>
    checkout.api.on(
      metricsPath,
      list(podMetrics(memory, { timestamp: new Date(ago(seconds)).toISOString() })),
    );
  const read = async (target: ReturnType<typeof auto>) => (await target.sight()).readings[0];

  test('auto: Prometheus’s where it is fresher, with rss, the true peak and goroutines', async () => {
    metricsAt(30);
    scraped(prometheus, { at: ago(25), usedMiB: 9, rssMiB: 8, maxMiB: 11 });
    scraped(prometheus, { at: ago(10), usedMiB: 10, rssMiB: 9, maxMiB: 14 });
    prometheus.put({ __name__: 'go_goroutine_count', job: 'opentelemetry-demo/checkout' }, ago(40), 67);
    expect(await read(auto())).toMatchObject({
      at: ago(10),
      usedBytes: 10 * MiB,
      rssBytes: 9 * MiB,
      peakBytes: 14 * MiB,
      goroutines: 67,
      pod: podName,
    });
  });

  test('auto: the metrics API’s where that is fresher, with what Prometheus has of the same moment', async () => {
    metricsAt(10);
    scraped(prometheus, { at: ago(40), usedMiB: 8, rssMiB: 7 });
    expect(await read(auto())).toMatchObject({ at: ago(10), usedBytes: 10 * MiB, rssBytes: null });
    const target = auto();
    scraped(prometheus, { at: ago(25), usedMiB: 9, rssMiB: 8 });
    metricsAt(23);
    await read(target);
    metricsAt(10);
    scraped(prometheus, { at: ago(11), usedMiB: 9, rssMiB: 9 });
    expect(await read(target)).toMatchObject({ usedBytes: expect.any(Number), rssBytes: 9 * MiB });
  });

  test('Prometheus dies in mid-run: the metrics API goes on, and no date goes back', async () => {
    metricsAt(30);
    scraped(prometheus, { at: ago(10), usedMiB: 11 });
    const target = auto();
    const first = await read(target);
    expect(first?.at).toBe(ago(10));
    prometheus.fault = 'cut';
    await target.sight();
    await checkout.clock.advance(15_000);
    metricsAt(26);
    expect(await read(target)).toMatchObject({ at: first?.at, usedBytes: 11 * MiB });
    await checkout.clock.advance(15_000);
    metricsAt(20);
    expect(await read(target)).toMatchObject({ at: ago(20), usedBytes: 10 * MiB });
    expect(target.readingsFrom.cautions.join()).toMatch(
      /^no peaks, no goroutines: prometheus at .*does not answer/,
    );
  });

  test('metrics-server dies in mid-run: Prometheus goes on, and it is said', async () => {
    metricsAt(10);
    scraped(prometheus, { at: ago(25), usedMiB: 9 });
    const target = auto();
    expect((await read(target))?.at).toBe(ago(10));
    checkout.api.on(metricsPath, { status: 503, body: 'no' });
    await checkout.clock.advance(15_000);
    scraped(prometheus, { at: ago(5), usedMiB: 12 });
    expect(await read(target)).toMatchObject({ at: ago(5), usedBytes: 12 * MiB });
    expect(target.readingsFrom.cautions.join()).toMatch(/from Prometheus alone: .*metrics-server is down/);
  });

  test('both gone: both reasons', async () => {
    checkout.api.on(metricsPath, { status: 503, body: 'no' });
    prometheus.fault = 'unavailable';
    const { readings, readingsWhy } = await auto().sight();
    expect(readings).toEqual([]);
    expect(readingsWhy).toMatch(/metrics-server is down.*; Prometheus at .*\(503\)/);
  });

  test('one that hangs delays the metrics API’s reading once, and by a second at most', async () => {
    metricsAt(10);
    prometheus.fault = 'hang';
    const target = auto();
    const startedAt = performance.now();
    for (let n = 0; n < 10; n++) expect(await read(target)).toMatchObject({ usedBytes: 10 * MiB });
    expect(performance.now() - startedAt).toBeLessThan(6_000);
  });

  test('metrics-api: Prometheus only adds', async () => {
    metricsAt(30);
    scraped(prometheus, { at: ago(10), usedMiB: 11, rssMiB: 8 });
    prometheus.put({ __name__: 'go_goroutine_count', job: 'checkout' }, ago(5), 68);
    const target = checkout.workload({ readings: 'metrics-api', prometheusUrl: prometheus.url });
    expect(await read(target)).toMatchObject({ at: ago(30), rssBytes: null, goroutines: 68 });
  });

  test('prometheus: the metrics API is not asked', async () => {
    const target = checkout.workload({ readings: 'prometheus', prometheusUrl: prometheus.url });
    expect((await target.sight()).readingsWhy).toMatch(/^Prometheus at .* has no reading of checkout-/);
    scraped(prometheus, { at: ago(10), usedMiB: 11 });
    expect(await read(target)).toMatchObject({ usedBytes: 11 * MiB });
    expect(checkout.api.count(metricsPath)).toBe(0);
    expect(target.readingsFrom.name).toBe('Prometheus');
  });

  test('a pod without a limit has Prometheus’s; one with a limit keeps it', async () => {
    scraped(prometheus, { at: ago(10), usedMiB: 9, limitMiB: 30 });
    expect((await auto().sight()).pods[0]?.limitBytes).toBe(20 * MiB);
    const bare = checkoutPod({}, { spec: { containers: [{ name: 'checkout' }] } });
    checkout.api.on(podsPath, () => list(bare));
    expect((await auto().sight()).pods[0]?.limitBytes).toBe(30 * MiB);
  });

  test('a target that has ended: its last reading keeps its date, and grows old', async () => {
    const target = checkout.workload({ readings: 'prometheus', prometheusUrl: prometheus.url });
    scraped(prometheus, { at: ago(10), usedMiB: 11 });
    const first = await read(target);
    await checkout.clock.advance(60_000);
    expect(await read(target)).toMatchObject({ at: first?.at, seenAt: checkout.clock.now() });
    await checkout.clock.advance(120_000);
    expect(await read(target)).toBeUndefined();
  });
});
