/** What the sandbox's servers show: the flags, the load, checkout, the cluster, and the faults of them all. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Clock } from '../../src/ports.ts';
import { type BrokerMode, brokerStateOf, createBroker } from './broker.ts';
import { createCheckout } from './checkout.ts';
import { createFaults } from './faults.ts';
import { flagFileOnDisk } from './flag-file.ts';
import { type WatchKind, watchFlagFile } from './flag-watcher.ts';
import { createFlagd, numberServed } from './flagd.ts';
import { createFlagdUi } from './flagd-ui.ts';
import { createK6 } from './k6.ts';
import { createKubernetes } from './kubernetes.ts';
import { createLocust } from './locust.ts';
import { stockFlags } from './stock-flags.ts';
import { every } from './wait-until.ts';

export const namespace = 'otel-demo';
const leakFlag = 'kafkaQueueProblems';
const heartbeatMs = 1000;

export interface WorldOptions {
  clock: Clock;
  seed?: number;
  /** Multiplies the growth of memory. */
  leakSpeed?: number;
  readingsEveryMs?: number;
  /** How old a reading is when it can first be read. */
  readingsAgeMs?: number;
  broker?: BrokerMode;
  watch?: WatchKind;
  /** What puts users on the shop: Locust (demo 2.x), or the load flags (3.0; then nothing answers as Locust). */
  load?: 'locust' | 'flags';
  /** flagd-ui writes as up to 2.2. */
  writeInPlace?: boolean;
}

/** All of it but the ports. Ends with the signal. */
export function createWorld(options: WorldOptions, flagFile: string, signal: AbortSignal) {
  const { clock } = options;
  const broker = createBroker(options.broker ?? 'guide');
  const bootId = randomUUID();
  const faults = createFaults();
  writeFileSync(flagFile, JSON.stringify(stockFlags(), null, 2));
  const file = flagFileOnDisk(flagFile);
  const ui = createFlagdUi({ clock, faults, file, writeInPlace: options.writeInPlace ?? false, signal });
  const flagd = createFlagd(() => clock.now() + faults.clockOffsetMs);
  flagd.load(file.read());

  // Checkout asks who is there, and who is there is counted by checkout's orders.
  const usersNow = { of: () => 0 };
  const checkout = createCheckout({
    clock,
    seed: options.seed ?? 1,
    leakSpeed: options.leakSpeed ?? 1,
    broker,
    flagValue: () => numberServed(flagd, leakFlag),
    users: () => usersNow.of(),
    coldCache: () => faults.pageCache.cold,
  });
  const orders = (): { completed: number; failed: number } => {
    checkout.advance();
    return { completed: checkout.ordersCompleted(), failed: checkout.ordersFailed() };
  };
  const locust = createLocust({ clock, orders, beforeChange: () => checkout.advance() });
  const k6 = createK6({ clock, served: (key) => numberServed(flagd, key) });
  usersNow.of = options.load === 'flags' ? k6 : locust.users;

  let watching = new AbortController();
  const watch = (): void => {
    watching.abort();
    watching = new AbortController();
    watchFlagFile({
      path: flagFile,
      clock,
      kind: options.watch ?? 'fsnotify',
      onContent(text) {
        checkout.advance();
        flagd.load(text);
      },
      signal: AbortSignal.any([signal, watching.signal]),
    });
  };
  watch();
  faults.onFlagFile((action) => {
    if (action === 'remove') return file.remove();
    ui.reset();
    // The pod has restarted, and flagd with it: it watches anew.
    watch();
  });
  // Leases expire and users come without anybody asking: the model must not be far behind when they do.
  void every(clock, heartbeatMs, signal, () => checkout.advance());

  const kubernetes = createKubernetes({
    checkout,
    broker,
    clock,
    faults,
    readingsEveryMs: options.readingsEveryMs ?? 15_000,
    readingsAgeMs: options.readingsAgeMs ?? 5000,
    namespace,
  });

  const setBroker = (wanted: unknown): void => {
    checkout.advance();
    broker.set(brokerStateOf(wanted));
  };

  const state = () => ({
    at: new Date(clock.now()).toISOString(),
    bootId,
    flagFile,
    served: flagd.evaluate(leakFlag, {}),
    users: usersNow.of(),
    ordersCompleted: orders().completed,
    ordersFailed: checkout.ordersFailed(),
    broker: { mode: broker.mode, state: broker.state(), replicas: broker.replicas() },
    goroutines: checkout.goroutines(),
    pods: checkout.pods().map((pod) => {
      const sample = checkout.sample(pod.container.id, clock.now());
      return {
        name: pod.name,
        state: pod.container.state,
        usedBytes: sample?.usedBytes ?? null,
        rssBytes: sample?.rssBytes ?? null,
        peakBytes: sample?.peakBytes ?? null,
      };
    }),
  });

  return { bootId, faults, ui, flagd, locust, kubernetes, setBroker, state, flagFile };
}
