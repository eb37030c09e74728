/**
 * A target, its flag and its load in memory, one for each run: what they cost is next to nothing, so that what is
 * measured is the bot. They answer at once, and are true to what a run relies on: flagd serves by its own clock, memory
 * follows what is served, each look at the target has a reading with a date of its own.
 */
import type { FlagDefinition, FlagMetadata, Json } from '../../../src/flag/definition.ts';
import type {
  Evaluation,
  Flags,
  Load,
  LoadState,
  Pod,
  Reading,
  Served,
  Workload,
} from '../../../src/ports.ts';
import type { World } from '../../../src/run/runner.ts';

export const flagKey = 'kafkaQueueProblems';
const limitBytes = 20 * 2 ** 20;
const gomemlimitBytes = 16 * 2 ** 20;
const startPercent = 42;
/** A ramp that is proved and forecast, and far from the threshold for as long as a bench lasts. */
const growthPercentPerMinute = 2;
const floorPercent = 42;
const fallPercentPerSecond = 1;
const ordersPerUserMinute = 0.73;
/** The process is warm: what grows is a ramp. */
const processAgeMs = 3_600_000;

export function memoryWorld(name: string, seed: number, now: () => number, monotonic: () => number): World {
  let definition: FlagDefinition = { state: 'ENABLED', variants: { off: 0, on: 100 }, defaultVariant: 'off' };
  let percent = startPercent;
  let orders = 0;
  let load: LoadState = { running: true, spawning: false, users: 5, completedOrders: 0, detail: null };
  let lookedAt = now();
  let looks = seed;
  const processStartedAt = now() - processAgeMs;

  const flags: Flags = {
    served: async () => served(definition, now(), monotonic()),
    read: async () => definition,
    others: async () => 'unchanged',
    evaluate: (_key, wanted, atSeconds): Evaluation => {
      const value = valueAt(wanted, atSeconds);
      return { kind: 'value', value, off: value === 0 };
    },
    async change(_key, { change }) {
      const wanted = change(definition);
      if (wanted === 'leave') return { kind: 'left', definition };
      definition = wanted;
      return { kind: 'written', definition };
    },
  };

  function advance(): void {
    const at = now();
    const seconds = (at - lookedAt) / 1000;
    lookedAt = at;
    orders += (seconds / 60) * (load.users ?? 0) * ordersPerUserMinute;
    const leaks = valueAt(definition, at / 1000) !== 0;
    percent = leaks
      ? percent + (seconds / 60) * growthPercentPerMinute
      : Math.max(floorPercent, percent - seconds * fallPercentPerSecond);
  }

  const pod: Pod = {
    name: 'checkout-1',
    uid: 'uid-1',
    ready: true,
    startedAt: processStartedAt,
    restarts: 0,
    waiting: null,
    lastTermination: null,
    limitBytes,
    gomemlimitBytes,
  };

  const workload: Workload = {
    title: `checkout in ${name}`,
    readingsFrom: { name: 'metrics-server', cautions: [] },
    hints: { missing: 'look', unlimited: 'limit it', unreachable: 'reach it', cautions: [] },
    identity: async () => 'cluster-1',
    async sight() {
      advance();
      looks += 1;
      const noise = ((looks * 7919) % 13) / 26;
      const usedBytes = Math.round(((percent + noise) / 100) * limitBytes);
      const reading: Reading = {
        at: now(),
        seenAt: now(),
        usedBytes,
        rssBytes: usedBytes - 300_000,
        peakBytes: usedBytes + 200_000,
        goroutines: 66 + (looks % 7),
        orders: null,
        restarts: 0,
        pod: 'checkout-1',
      };
      return { pods: [pod], readings: [reading], readingsWhy: null };
    },
    pods: async () => [pod],
    rights: async () => [],
    async restart() {
      percent = floorPercent;
    },
    watch: async () => {},
    countLogLines: async () => null,
  };

  const generator: Load = {
    kind: 'locust',
    async read() {
      advance();
      return { ...load, completedOrders: Math.floor(orders) };
    },
    async put({ users }) {
      load = { ...load, running: true, users };
    },
    async restore(before) {
      load = { ...load, running: before.running, users: before.users };
    },
  };
  return {
    flags,
    workload,
    loads: { choose: async () => generator, of: () => generator },
    brokers: { allowed: null, of: noBroker },
  };
}

function noBroker(): never {
  throw new RangeError('no run of this bench takes the broker down');
}

function served(definition: FlagDefinition, at: number, receivedMono: number): Served {
  const metadata: FlagMetadata = definition.metadata ?? {};
  const answer = {
    kind: 'served' as const,
    variant: null,
    metadata,
    serverAt: wholeSecond(at),
    receivedMono,
  };
  const value = valueAt(definition, at / 1000);
  const reason = definition.targeting === undefined ? 'STATIC' : 'TARGETING_MATCH';
  return { ...answer, value, reason, off: value === 0 };
}

/** An HTTP `Date` has whole seconds. */
function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

/** As flagd does, of what a run writes: a default, or the lease's rule. */
function valueAt({ variants, defaultVariant, targeting }: FlagDefinition, atSeconds: number): number {
  const rule = targeting as { if: [{ '<': [Json, number] } | boolean, string, string] } | undefined;
  if (rule === undefined) return numberOf(variants[defaultVariant ?? '']);
  const [condition, then, otherwise] = rule.if;
  const holds = typeof condition === 'boolean' ? condition : Math.floor(atSeconds) < condition['<'][1];
  return numberOf(variants[holds ? then : otherwise]);
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}
