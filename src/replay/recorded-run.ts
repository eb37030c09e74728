/** A run as a start would have made it when the recording's flag went on: what is replayed goes through it. */
import type { Reading } from '../ports.ts';
import { createRun } from '../run/create-run.ts';
import { type Draft, draftOf } from '../run/draft.ts';
import type { Predict } from '../run/run.ts';
import { ordersPerSecond } from '../safety/burst-risk.ts';
import type { Trace } from './trace.ts';

/** The demo's target, for words. */
const workload = 'checkout';
const nobody = { id: '', name: 'replay' };
/** A sample of second s is seen at s + age: looking takes no more than the second in which orders are counted. */
export const pollMs = 1_000;
const defaultBlindAfterMs = 90_000;

/** The default, and where readings come slower than that, as much as preflight asks for without a warning. */
export function blindAfterMs(cadenceMs: number, oldestAgeMs: number): number {
  return Math.max(defaultBlindAfterMs, oldestAgeMs + 2 * cadenceMs + pollMs);
}

export interface Begin {
  trace: Trace;
  /** The load generator's counts are looked at. */
  countsOrders: boolean;
  thresholdPercent: number;
  predict: Predict;
  killChance: number | null;
  cadenceMs: number;
  oldestAgeMs: number;
  /** Seen before, oldest first. */
  readings: readonly Reading[];
  processStartedAt: number;
  at: number;
}

export function recordedRun(begin: Begin): Draft {
  const { trace, readings, at } = begin;
  const unread: Reading = {
    at,
    seenAt: at,
    usedBytes: 0,
    rssBytes: null,
    peakBytes: null,
    goroutines: null,
    orders: null,
    restarts: 0,
    pod: workload,
  };
  const baseline = readings.at(-1) ?? unread;
  // As many as make the orders a minute that the recording tells; 0: it tells none.
  const users = (trace.ordersPerMinute ?? 0) / 60 / ordersPerSecond(1);
  const load = begin.countsOrders || users > 0 ? 'locust' : 'none';
  const run = createRun(
    'run-0',
    {
      chat: 'web',
      channel: '',
      owner: nobody,
      command: 'replay',
      scenario: 'gradual',
      flagValue: trace.flagValue,
      users,
      spawnRate: null,
      durationMs: Number.MAX_SAFE_INTEGER,
      breaker: { thresholdPercent: begin.thresholdPercent, state: 'armed' },
      predict: begin.predict,
      dry: false,
      brokerDown: false,
    },
    {
      target: 'sandbox',
      flagKey: '',
      flagSource: '',
      ofrepUrl: '',
      namespace: '',
      workload,
      clusterId: null,
    },
    {
      earlier: { state: 'ENABLED', variants: { off: 0 }, defaultVariant: 'off' },
      otherFlags: '',
      load: { kind: load, before: null },
      broker: null,
      pods: [
        {
          name: workload,
          uid: workload,
          ready: true,
          startedAt: begin.processStartedAt,
          restarts: baseline.restarts,
          waiting: null,
          lastTermination: null,
          limitBytes: trace.limitBytes,
          gomemlimitBytes: trace.gomemlimitBytes,
        },
      ],
      limitBytes: trace.limitBytes,
      readings: [baseline, baseline],
      cadenceMs: begin.cadenceMs,
      oldestAgeMs: begin.oldestAgeMs,
      foresight: { killChance: 0, protectable: true, unseen: null, warnings: [], protectableValue: null },
      clusterId: null,
    },
    {
      flagKey: '',
      bot: 'replay',
      leaseMs: null,
      blindAfterMs: blindAfterMs(begin.cadenceMs, begin.oldestAgeMs),
      pollMs,
      progressMs: Number.MAX_SAFE_INTEGER,
      maxDurationMs: Number.MAX_SAFE_INTEGER,
      spawnRate: 1,
      restartPolicy: 'never',
      targetTitle: workload,
    },
    at,
    at,
  );
  const draft = draftOf(run);
  draft.state = 'growing';
  draft.killChance = begin.killChance;
  draft.readings = [...readings];
  draft.load = { ...draft.load, sentUsers: [users], onAt: at };
  return draft;
}
