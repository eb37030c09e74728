/** The target and the load generator in memory: memory follows what is served, readings are dated and aged. */
import { Failure } from '../../src/failure.ts';
import type { Clock, Load, LoadState, Pod, Reading, Right, Sighting, Workload } from '../../src/ports.ts';
import type { FakeFlagd } from './fake-flagd.ts';

export interface FakeShop {
  workload: Workload;
  load: Load;
  percent: number;
  growthPerMinute: number;
  /** Points a second that memory falls while the flag is off. */
  fallPerSecond: number;
  floorPercent: number;
  readingEveryMs: number;
  readingAgeMs: number;
  pod: Pod;
  podsMissing: boolean;
  metricsMissing: boolean;
  metricsStale: boolean;
  clusterFails: string | null;
  rights: Right[];
  locust: { running: boolean; users: number; spawning: boolean; fails: string | null; calls: string[] };
  restarts: number;
  /** Looks at the target so far, and who waits for news of it now. */
  sights: number;
  watchers: Set<() => void>;
  /** Memory as it is now: else it is found out at the next look, by what is served then. */
  tick(): void;
  /** As the kernel does at the limit, or for another reason. */
  kill(reason: string, exitCode: number): void;
}

const limitBytes = 20 * 2 ** 20;

export function fakeShop(clock: Clock, flagd: FakeFlagd): FakeShop {
  const samples: Reading[] = [];
  let advancedTo = clock.now();
  let stale: Reading | null = null;

  function advance(): void {
    for (; advancedTo + 1_000 <= clock.now(); advancedTo += 1_000) {
      const leaking = flagd.valueServed() !== 0 && shop.locust.users > 0;
      if (leaking) shop.percent += shop.growthPerMinute / 60;
      else if (shop.percent > shop.floorPercent)
        shop.percent = Math.max(shop.floorPercent, shop.percent - shop.fallPerSecond);
      if (shop.percent >= 100) shop.kill('OOMKilled', 137);
      if (advancedTo % shop.readingEveryMs < 1_000) {
        samples.push({
          at: advancedTo,
          seenAt: 0,
          usedBytes: Math.round((shop.percent / 100) * limitBytes),
          rssBytes: null,
          peakBytes: null,
          goroutines: null,
          orders: null,
          restarts: shop.pod.restarts,
          pod: shop.pod.name,
        });
      }
    }
  }

  function reachCluster(): void {
    if (shop.clusterFails !== null) throw new Failure('kubernetes', shop.clusterFails);
  }

  function sighting(): Sighting {
    reachCluster();
    advance();
    if (shop.podsMissing) return { pods: [], readings: [], readingsWhy: 'no pod' };
    const newest = shop.metricsStale
      ? stale
      : samples.findLast((s) => s.at + shop.readingAgeMs <= clock.now());
    if (!shop.metricsStale) stale = newest ?? null;
    const readings = shop.metricsMissing || newest == null ? [] : [{ ...newest, seenAt: clock.now() }];
    return { pods: [{ ...shop.pod }], readings, readingsWhy: readings.length === 0 ? 'no metrics' : null };
  }

  const state = (): LoadState => ({
    running: shop.locust.running,
    spawning: shop.locust.spawning,
    users: shop.locust.users,
    completedOrders: null,
    detail: null,
  });
  const reachable = (call: string) => {
    if (shop.locust.fails !== null) throw new Failure('locust', shop.locust.fails);
    if (call !== 'read') shop.locust.calls.push(call);
  };

  const shop: FakeShop = {
    percent: 40,
    growthPerMinute: 4,
    fallPerSecond: 1,
    floorPercent: 40,
    readingEveryMs: 15_000,
    readingAgeMs: 5_000,
    pod: {
      name: 'checkout-1',
      uid: 'uid-1',
      ready: true,
      startedAt: clock.now() - 3_600_000,
      restarts: 0,
      waiting: null,
      lastTermination: null,
      limitBytes,
      gomemlimitBytes: 16 * 2 ** 20,
    },
    podsMissing: false,
    metricsMissing: false,
    metricsStale: false,
    clusterFails: null,
    rights: [],
    locust: { running: true, users: 5, spawning: false, fails: null, calls: [] },
    restarts: 0,
    sights: 0,
    watchers: new Set(),
    tick: advance,
    kill(reason, exitCode) {
      shop.percent = 40;
      shop.pod.restarts += 1;
      shop.pod.startedAt = clock.now();
      shop.pod.lastTermination = {
        reason,
        exitCode,
        finishedAt: Math.floor(clock.now() / 1000) * 1000,
        key: `end-${shop.pod.restarts}`,
      };
      for (const happened of shop.watchers) happened();
    },
    workload: {
      title: 'checkout in otel-demo',
      readingsFrom: { name: 'metrics-server', cautions: [] },
      hints: { missing: 'look', unlimited: 'limit it', unreachable: 'reach it', cautions: [] },
      identity: async () => 'cluster-1',
      async sight() {
        shop.sights += 1;
        return sighting();
      },
      pods: async () => sighting().pods,
      rights: async () => shop.rights,
      async restart() {
        shop.restarts += 1;
        shop.percent = 40;
        shop.pod = {
          ...shop.pod,
          name: `checkout-r${shop.restarts}`,
          startedAt: clock.now(),
          lastTermination: null,
        };
      },
      watch(happened, signal) {
        if (signal.aborted) return Promise.resolve();
        shop.watchers.add(happened);
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            shop.watchers.delete(happened);
            resolve();
          });
        });
      },
      countLogLines: async () => 3,
    },
    load: {
      kind: 'locust',
      async read() {
        reachable('read');
        return state();
      },
      async put({ users }) {
        reachable(`put ${users}`);
        shop.locust = { ...shop.locust, running: true, users };
      },
      async restore(before) {
        reachable(`restore ${before.users}`);
        shop.locust = {
          ...shop.locust,
          running: before.running,
          users: before.running ? (before.users ?? 0) : 0,
        };
      },
    },
  };
  return shop;
}
