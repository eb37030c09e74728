/** What Prometheus shows of the target, and what it may not do to whoever asks it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prometheusSource } from '../../../../adapters/workload/prometheus/prometheus-source.ts';
import type { Pod } from '../../../../src/ports.ts';
import { type ManualClock, manualClock } from '../../sandbox/manual-clock.ts';
import { firstContainer, nextContainer, podName, scraped } from './cadvisor.ts';
import { type PrometheusStandIn, startPrometheusStandIn } from './prometheus-stand-in.ts';

const MiB = 2 ** 20;
let clock: ManualClock;
let prometheus: PrometheusStandIn;

beforeEach(async () => {
  clock = manualClock();
  prometheus = await startPrometheusStandIn(clock.now);
});
afterEach(() => prometheus.close());

const ago = (seconds: number) => clock.now() - seconds * 1_000;

const podOf = (more: Partial<Pod> = {}): Pod => ({
  name: podName,
  uid: 'uid-1',
  ready: true,
  startedAt: ago(3_600),
  restarts: 0,
  waiting: null,
  lastTermination: null,
  limitBytes: null,
  gomemlimitBytes: null,
  ...more,
});

const source = (more: Partial<Parameters<typeof prometheusSource>[0]> = {}) =>
  prometheusSource(
    { url: prometheus.url, service: 'checkout', clock, timeoutMs: 10_000, patienceMs: 10_000, ...more },
    { namespace: 'otel-demo', container: 'checkout' },
  );

describe('memory', () => {
  test('each sample with its own date, not that of the query', async () => {
    scraped(prometheus, { at: ago(35), usedMiB: 9, rssMiB: 8, maxMiB: 10 });
    scraped(prometheus, { at: ago(20), usedMiB: 10, rssMiB: 9, maxMiB: 12 });
    const on = source();
    await on.look();
    expect(on.memoryOf(podOf(), null)).toMatchObject([
      {
        samples: [
          { at: ago(35), usedBytes: 9 * MiB, rssBytes: 8 * MiB, maxBytes: 10 * MiB },
          { at: ago(20), usedBytes: 10 * MiB, rssBytes: 9 * MiB, maxBytes: 12 * MiB },
        ],
      },
    ]);
  });

  test('dates are corrected by the clock of the machine that has them', async () => {
    prometheus.dateOffsetMs = 60_000;
    scraped(prometheus, { at: ago(20), usedMiB: 9 });
    const on = source();
    await on.look();
    const [series] = on.memoryOf(podOf(), null);
    expect(Math.abs((series?.samples[0]?.at ?? 0) - ago(80))).toBeLessThanOrEqual(1_000);
  });

  test('of other namespaces, containers and pods nothing; nor of the pod as a whole, nor of the pause', async () => {
    const labels = { namespace: 'otel-demo', pod: podName, __name__: 'container_memory_working_set_bytes' };
    prometheus.put({ ...labels, container: '', id: '/kubepods.slice' }, ago(10), 30 * MiB);
    prometheus.put({ ...labels, container: 'POD' }, ago(10), MiB);
    prometheus.put({ ...labels, container: 'checkout', namespace: 'other' }, ago(10), 5 * MiB);
    scraped(prometheus, { at: ago(10), usedMiB: 7, pod: 'checkout-other' });
    const on = source();
    await on.look();
    expect(on.memoryOf(podOf(), null)).toEqual([]);
    expect(on.memoryOf(podOf({ name: 'checkout-other' }), null)).toHaveLength(1);
  });

  test('the container before is not this one, by its id and by its dates', async () => {
    scraped(prometheus, { at: ago(10), usedMiB: 19, maxMiB: 20 });
    scraped(prometheus, { at: ago(8), usedMiB: 6, maxMiB: 7, containerId: nextContainer });
    const on = source();
    await on.look();
    const restarted = podOf({ restarts: 1, startedAt: ago(60) });
    expect(on.memoryOf(restarted, nextContainer)).toMatchObject([{ samples: [{ usedBytes: 6 * MiB }] }]);
    expect(on.memoryOf(restarted, firstContainer)).toMatchObject([{ samples: [{ usedBytes: 19 * MiB }] }]);
    expect(on.memoryOf(podOf({ startedAt: ago(8) }), null)).toEqual([]);
    expect(on.memoryOf(podOf({ startedAt: null }), null)).toEqual([]);
  });

  test('two jobs that scrape the same are two series, the newer first', async () => {
    scraped(prometheus, { at: ago(30), usedMiB: 9, job: 'cadvisor' });
    scraped(prometheus, { at: ago(12), usedMiB: 9 });
    const on = source();
    await on.look();
    expect(on.memoryOf(podOf(), null).map(({ samples }) => samples[0]?.at)).toEqual([ago(12), ago(30)]);
  });

  test('what is no number, and 0, is unknown', async () => {
    scraped(prometheus, { at: ago(30), usedMiB: 9, rssMiB: 0, maxMiB: 0 });
    scraped(prometheus, { at: ago(15), usedMiB: Number.NaN });
    scraped(prometheus, { at: ago(10), usedMiB: Number.POSITIVE_INFINITY });
    const on = source();
    await on.look();
    expect(on.memoryOf(podOf(), null)).toMatchObject([
      { samples: [{ at: ago(30), usedBytes: 9 * MiB, rssBytes: null, maxBytes: null }] },
    ]);
  });

  test('a limit, by cAdvisor or by kube-state-metrics; without one: unknown', async () => {
    const on = source();
    scraped(prometheus, { at: ago(10), usedMiB: 9, limitMiB: 0 });
    await on.look();
    expect(on.limitOf(podOf())).toBeNull();
    const spec = { namespace: 'otel-demo', pod: podName, container: 'checkout' };
    prometheus.put({ __name__: 'kube_pod_container_resource_limits', ...spec, resource: 'cpu' }, ago(9), 1);
    await on.look();
    expect(on.limitOf(podOf())).toBeNull();
    prometheus.put(
      { __name__: 'kube_pod_container_resource_limits', ...spec, resource: 'memory' },
      ago(9),
      20 * MiB,
    );
    await on.look();
    expect(on.limitOf(podOf())).toBe(20 * MiB);
  });
});

describe('goroutines', () => {
  const looks = async (on: ReturnType<typeof source>, times: number) => {
    for (let n = 0; n < times; n++) await on.look();
  };

  test.each<[string, Record<string, string>]>([
    ['as Prometheus takes OTLP', { __name__: 'go_goroutine_count', job: 'opentelemetry-demo/checkout' }],
    ['with its dots', { __name__: 'go.goroutine.count', job: 'opentelemetry-demo/checkout' }],
    ['without a namespace of services', { __name__: 'go_goroutine_count', job: 'checkout' }],
    [
      'the deprecated metric, by service_name',
      { __name__: 'process_runtime_go_goroutines', job: 'otel-collector', service_name: 'checkout' },
    ],
    [
      'of a Collector that is scraped',
      { __name__: 'go_goroutine_count', job: 'collector', exported_job: 'opentelemetry-demo/checkout' },
    ],
    ['Prometheus’s own client', { __name__: 'go_goroutines', job: 'pods', container: 'checkout' }],
  ])('%s', async (_name, labels) => {
    prometheus.put(labels, ago(70), 67);
    prometheus.put(labels, ago(10), 71);
    prometheus.put(
      { ...labels, job: 'x/checkout-2', exported_job: 'x', service_name: 'y', container: 'z' },
      ago(5),
      9_999,
    );
    const on = source();
    await looks(on, 4);
    expect(on.goroutinesOf(podOf(), [podOf()])).toBe(71);
  });

  test('what found them is asked again, and no other', async () => {
    prometheus.put({ __name__: 'go_goroutine_count', service_name: 'checkout' }, ago(10), 71);
    const on = source();
    await looks(on, 5);
    const asked = prometheus.queries.filter((query) => query.includes('go_goroutine_count'));
    expect(asked).toHaveLength(5);
    expect(new Set(asked.slice(1)).size).toBe(1);
  });

  test('an export of the process before is not this one’s', async () => {
    prometheus.put({ __name__: 'go_goroutine_count', job: 'checkout', instance: 'a' }, ago(30), 4_000);
    const on = source();
    await on.look();
    const restarted = podOf({ startedAt: ago(20) });
    expect(on.goroutinesOf(restarted, [restarted])).toBeNull();
    prometheus.put({ __name__: 'go_goroutine_count', job: 'checkout', instance: 'b' }, ago(5), 66);
    await on.look();
    expect(on.goroutinesOf(restarted, [restarted])).toBe(66);
  });

  test('of two pods each its own, where labels name it; else unknown', async () => {
    const other = podOf({ name: 'other' });
    const series = { __name__: 'go_goroutine_count', job: 'checkout' };
    prometheus.put(series, ago(5), 99);
    prometheus.put({ ...series, k8s_pod_name: podName }, ago(6), 67);
    const on = source();
    await on.look();
    expect(on.goroutinesOf(podOf(), [podOf(), other])).toBe(67);
    expect(on.goroutinesOf(other, [podOf(), other])).toBeNull();
  });

  test('several processes that name no pod: whose is whose is unknown', async () => {
    const series = { __name__: 'go_goroutine_count', job: 'opentelemetry-demo/checkout' };
    prometheus.put({ ...series, instance: 'ours' }, ago(20), 4_000);
    prometheus.put({ ...series, instance: 'staging' }, ago(10), 67);
    const on = source();
    await on.look();
    expect(on.goroutinesOf(podOf(), [podOf()])).toBeNull();
    prometheus.put({ ...series, instance: 'named', k8s_pod_name: podName }, ago(30), 3_900);
    await on.look();
    expect(on.goroutinesOf(podOf(), [podOf()])).toBe(3_900);
  });
});

describe('a Prometheus in trouble', () => {
  test.each([
    ['unavailable', /\(503\): timeout: query timed out in expression evaluation/],
    ['html', /answers with a web page/],
    ['huge', /more than 2 MB/],
    ['not-prometheus', /is not Prometheus/],
    ['cut', /does not answer/],
  ] as const)('%s: said in words, and what was known before is known no more', async (fault, words) => {
    scraped(prometheus, { at: ago(10), usedMiB: 9 });
    const on = source();
    await on.look();
    expect(on.trouble()).toBeNull();
    prometheus.fault = fault;
    await on.look();
    expect(on.trouble()).toMatch(words);
    expect(on.memoryOf(podOf(), null)).toEqual([]);
    prometheus.fault = null;
    await on.look();
    await expect.poll(() => on.trouble()).toBeNull();
    expect(on.memoryOf(podOf(), null)).toHaveLength(1);
  });

  test('credentials are sent, and never shown', async () => {
    prometheus.login = 'leakops:sesame';
    scraped(prometheus, { at: ago(10), usedMiB: 9 });
    const on = source({ url: prometheus.url.replace('http://', 'http://leakops:sesame@') });
    await on.look();
    expect(on.memoryOf(podOf(), null)).toHaveLength(1);
    prometheus.login = 'leakops:other';
    await on.look();
    expect(on.trouble()).toMatch(/401/);
    expect(`${on.trouble()} ${on.shown}`).not.toMatch(/sesame|leakops:/);
  });

  test('one that hangs is waited for once, for a short while, and then by nobody until it answers', async () => {
    scraped(prometheus, { at: ago(10), usedMiB: 9 });
    const on = source({ timeoutMs: 60_000, patienceMs: 200 });
    prometheus.fault = 'hang';
    const startedAt = performance.now();
    for (let n = 0; n < 20; n++) await on.look();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(prometheus.queries).toHaveLength(2);
    expect(on.trouble()).toBeNull();
  });

  test('one that hangs fails after its time, and is seen when it is back', async () => {
    scraped(prometheus, { at: ago(10), usedMiB: 9 });
    const on = source({ timeoutMs: 300, patienceMs: 5_000 });
    prometheus.fault = 'hang';
    await on.look();
    await expect.poll(() => on.trouble(), { timeout: 10_000 }).toMatch(/did not answer within 0\.3 s/);
    prometheus.fault = null;
    await expect
      .poll(
        async () => {
          await on.look();
          return on.memoryOf(podOf(), null).length;
        },
        { timeout: 10_000 },
      )
      .toBe(1);
  });
});

test('names are matched as they are, whatever stands in them', async () => {
  const on = prometheusSource(
    { url: prometheus.url, service: 'check.out', clock, timeoutMs: 10_000, patienceMs: 10_000 },
    { namespace: 'a"b\\c', container: 'checkout' },
  );
  prometheus.put({ __name__: 'go_goroutine_count', job: 'checkXout' }, ago(5), 1);
  prometheus.put(
    { __name__: 'container_memory_rss', namespace: 'a"b\\c', container: 'checkout', pod: podName },
    ago(5),
    MiB,
  );
  await on.look();
  expect(on.trouble()).toBeNull();
  expect(on.goroutinesOf(podOf(), [podOf()])).toBeNull();
  expect(on.memoryOf(podOf(), null)).toHaveLength(1);
});
