import { describe, expect, test } from 'vitest';
import { metricsReadings } from '../../../../adapters/workload/kubernetes/metrics-readings.ts';
import { listedPod } from '../../../../adapters/workload/kubernetes/pod.ts';
import { checkoutPod, type Json, oomKilled, podMetrics } from './pods.ts';

const now = Date.parse('2026-03-04T09:20:20Z');
const same = (at: number) => at;

function pod(item: Json) {
  const one = listedPod(item, 'checkout', same, now);
  if (one === null) throw new Error('not taken for a pod');
  return one;
}
const read = (items: unknown, ...pods: Json[]) =>
  metricsReadings(items, pods.map(pod), 'checkout', same, now);

describe('readings of metrics.k8s.io', () => {
  test('one a pod, dated by the source', () => {
    expect(read([podMetrics('12345Ki')], checkoutPod({ restartCount: 2 }))).toEqual({
      why: null,
      readings: [
        {
          at: Date.parse('2026-03-04T09:20:07Z'),
          seenAt: now,
          usedBytes: 12_641_280,
          rssBytes: null,
          peakBytes: null,
          goroutines: null,
          orders: null,
          restarts: 2,
          pod: 'checkout-6d8f9c7b5d-x2x7k',
        },
      ],
    });
  });

  test('of several pods each has its own; one without spoils nothing', () => {
    const other = checkoutPod({}, { metadata: { name: 'other' } });
    const third = checkoutPod({}, { metadata: { name: 'third' } });
    const items = [
      podMetrics('1Mi', { metadata: { name: 'other' } }),
      podMetrics('2Mi'),
      null,
      { odd: true },
    ];
    const { readings, why } = read(items, checkoutPod(), other, third);
    expect(readings.map((one) => [one.pod, one.usedBytes])).toEqual([
      ['checkout-6d8f9c7b5d-x2x7k', 2 * 2 ** 20],
      ['other', 2 ** 20],
    ]);
    expect(why).toBeNull();
  });

  test('of two items of one pod the newest', () => {
    const older = podMetrics('9Mi', { timestamp: '2026-03-04T09:19:52Z' });
    expect(read([older, podMetrics('10Mi'), older], checkoutPod()).readings).toMatchObject([
      { usedBytes: 10 * 2 ** 20 },
    ]);
  });

  test('the container’s, not the pod’s', () => {
    const containers = [
      { name: 'istio-proxy', usage: { memory: '90Mi' } },
      { name: 'checkout', usage: { memory: '11Mi' } },
    ];
    expect(read([podMetrics('', { containers })], checkoutPod()).readings).toMatchObject([
      { usedBytes: 11 * 2 ** 20 },
    ]);
  });

  test.each<[string, unknown, Json, RegExp]>([
    ['an empty list', [], checkoutPod(), /no reading of checkout-6d8f9c7b5d-x2x7k/],
    ['0 bytes', [podMetrics('0')], checkoutPod(), /0 bytes/],
    ['no memory', [podMetrics(undefined)], checkoutPod(), /no memory that can be read/],
    ['odd memory', [podMetrics('much')], checkoutPod(), /no memory that can be read/],
    ['no timestamp', [podMetrics('9Mi', { timestamp: null })], checkoutPod(), /no timestamp/],
    [
      'Go’s zero time',
      [podMetrics('9Mi', { timestamp: '0001-01-01T00:00:00Z' })],
      checkoutPod(),
      /no timestamp/,
    ],
    ['other containers', [podMetrics('9Mi', { containers: [] })], checkoutPod(), /no container checkout/],
    [
      'CrashLoopBackOff',
      [],
      checkoutPod({
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: oomKilled },
      }),
      /not running \(CrashLoopBackOff\)/,
    ],
    ['ended', [], checkoutPod({ state: { terminated: oomKilled } }), /is not running/],
    [
      'just started',
      [],
      checkoutPod({ state: { running: { startedAt: '2026-03-04T09:20:12Z' } } }),
      /started 8 s ago and has no reading yet/,
    ],
  ])('%s is no reading, and it says why', (_name, items, item, words) => {
    const { readings, why } = read(items, item);
    expect(readings).toEqual([]);
    expect(why).toMatch(words);
  });

  test('rule 19: a reading of the process before the restart is not one of this process', () => {
    const restarted = (startedAt: string) =>
      checkoutPod({ restartCount: 1, state: { running: { startedAt } } });
    const { readings, why } = read([podMetrics('20Mi')], restarted('2026-03-04T09:20:09Z'));
    expect(readings).toEqual([]);
    expect(why).toMatch(/from before that/);
    expect(read([podMetrics('20Mi')], restarted('2026-03-04T09:20:07Z')).readings).toEqual([]);
    expect(read([podMetrics('8Mi')], restarted('2026-03-04T09:20:06Z')).readings).toHaveLength(1);
  });

  test('nor is one of an earlier pod of the same name', () => {
    const young = checkoutPod(
      { state: { waiting: { reason: 'ContainerCreating' } } },
      { metadata: { creationTimestamp: '2026-03-04T09:20:15Z' } },
    );
    expect(read([podMetrics('20Mi')], young).readings).toEqual([]);
  });

  test('the last reading before a kill is one, while the container waits', () => {
    const state = { waiting: { reason: 'CrashLoopBackOff' } };
    const killed = checkoutPod({ restartCount: 0, state, lastState: { terminated: oomKilled } });
    expect(read([podMetrics('19Mi')], killed).readings).toMatchObject([{ usedBytes: 19 * 2 ** 20 }]);
  });
});
