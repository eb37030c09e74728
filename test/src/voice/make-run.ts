/** Builds whole, valid runs for tests: by default one that grows at +8 m, from 52 to 72 % of 20 MiB. */
import type { Reading } from '../../../src/ports.ts';
import type { BrokerHold } from '../../../src/run/broker-hold.ts';
import type { FlagHold } from '../../../src/run/flag-hold.ts';
import { wholeReach } from '../../../src/run/reach.ts';
import {
  type BreakerState,
  type Decision,
  freshEyes,
  type LoadHold,
  type Outcome,
  type Run,
} from '../../../src/run/run.ts';

type Common = Omit<Extract<Run, { state: 'preparing' }>, 'state' | 'flag' | 'load' | 'broker' | 'breaker'>;

export interface RunOverrides extends Partial<Common> {
  state?: Run['state'];
  outcome?: Outcome;
  endedAt?: number;
  flag?: Partial<FlagHold>;
  load?: Partial<LoadHold>;
  /** null, as without: the run leaves the broker alone. */
  broker?: Partial<BrokerHold> | null;
  breaker?: Partial<BreakerState>;
}

const mebibyte = 1024 * 1024;
export const limitBytes = 20 * mebibyte;
/** Start of the growth: 12 June 2025, 14:26:00 UTC. */
export const growthAt = Date.UTC(2025, 5, 12, 14, 26);
export const minute = 60_000;

export function reading(at: number, percent: number, overrides: Partial<Reading> = {}): Reading {
  return {
    at,
    seenAt: at + 5_000,
    usedBytes: Math.round((percent / 100) * limitBytes),
    rssBytes: null,
    peakBytes: null,
    goroutines: null,
    orders: null,
    restarts: 0,
    pod: 'checkout-7c9d8-abcde',
    ...overrides,
  };
}

/** A reading every 15 s on a line from `fromPercent` at `from` to `toPercent` at `to`. */
export function rise(from: number, to: number, fromPercent: number, toPercent: number): Reading[] {
  const count = Math.max(1, Math.floor((to - from) / 15_000) + 1);
  return Array.from({ length: count }, (_value, index) => {
    const part = count === 1 ? 0 : index / (count - 1);
    return reading(from + part * (to - from), fromPercent + part * (toPercent - fromPercent));
  });
}

export function tripped(
  at: number,
  percent: number,
  overrides: Partial<Extract<Decision, { kind: 'trip' }>> = {},
): Decision {
  return {
    kind: 'trip',
    reason: 'threshold',
    at,
    by: 'breaker',
    why: `${percent} % is over 80 %`,
    reading: reading(at - 12_000, percent),
    ...overrides,
  };
}

export function makeRun(overrides: RunOverrides = {}): Run {
  const { state: wantedState, outcome, endedAt, flag, load, broker, breaker, ...rest } = overrides;
  const state = wantedState ?? 'growing';
  const growingAt = state === 'preparing' ? null : growthAt;
  const common: Common = {
    id: 'run-42',
    world: {
      target: 'sandbox',
      flagKey: 'kafkaQueueProblems',
      flagSource: 'http://127.0.0.1:4000',
      ofrepUrl: 'http://127.0.0.1:8016',
      namespace: 'otel-demo',
      workload: 'checkout',
      clusterId: 'boot-1',
    },
    chat: 'web',
    channel: 'game-day',
    thread: 'card-1',
    owner: { id: 'U-ana', name: 'Ana' },
    command: 'start gradual 300 25',
    scenario: 'gradual',
    target: 'checkout in otel-demo',
    users: 25,
    startedAt: growthAt - 10_000,
    growingAt,
    endsAt: growthAt + 30 * minute,
    durationMs: 30 * minute,
    maxDurationMs: 60 * minute,
    restartPolicy: 'ask',
    leaseMs: 90_000,
    blindAfterMs: 90_000,
    pollMs: 5_000,
    progressMs: 3 * minute,
    baselineBytes: Math.round(0.52 * limitBytes),
    limitBytes,
    gomemlimitBytes: 16 * mebibyte,
    processStartedAt: growthAt - 60 * minute,
    cadenceMs: 15_000,
    oldestAgeMs: 20_000,
    killChance: 0.03,
    warnings: [],
    unseen: null,
    protectableValue: null,
    propagationsMs: [],
    regime: state === 'preparing' ? 'level' : 'ramp',
    evidence: 'level at 58\u00a0% for 8\u00a0m, bursts of 0.6\u00a0MiB an order, up to 0.9\u00a0MiB',
    levelPercent: 52,
    signs: [],
    heldPercent: 52,
    roseAlready: false,
    forecast: null,
    forecastSaid: rest.forecast ?? null,
    forecasts: rest.forecast == null ? [] : [rest.forecast],
    kills: [],
    restartsSeen: [],
    knownTerminations: [],
    pods: [{ name: 'checkout-7c9d8-abcde', restarts: 0, startedAt: growthAt - 60 * minute, ready: true }],
    restartKnown: false,
    readingsWhy: null,
    restart: null,
    events: [],
    readings:
      growingAt === null
        ? [reading(growthAt - 15_000, 52)]
        : rise(growthAt, growthAt + 8 * minute + 5_000, 52, 72),
    decision: null,
    outbox: [],
    saidKeys: [],
    reach: wholeReach,
    announced: {},
    lastMilestoneAt: null,
    milestones: [],
    afterOff: null,
    recovery: null,
    recoveryAt: null,
    recoveryWhy: null,
    eyes: freshEyes(0, 0),
    ...rest,
  };
  const parts = {
    flag: { ...flagHold(state), ...flag },
    load: { ...loadHold(state), ...load },
    broker: broker == null ? null : { ...brokerHold(), ...broker },
    breaker: { ...breakerOf(common.decision), ...breaker },
  };
  return sealed(common, parts, { state, outcome, endedAt });
}

function sealed(
  common: Common,
  parts: { flag: FlagHold; load: LoadHold; broker: BrokerHold | null; breaker: BreakerState },
  end: { state: Run['state']; outcome: Outcome | undefined; endedAt: number | undefined },
): Run {
  const { state } = end;
  const decision = common.decision ?? tripped(growthAt + 10 * minute, 81);
  switch (state) {
    case 'preparing':
      return { ...common, ...parts, state };
    case 'growing':
      return { ...common, ...parts, state, growingAt: common.growingAt ?? growthAt };
    case 'stopping':
    case 'recovering':
      return { ...common, ...parts, state, decision };
    case 'ended':
      return {
        ...common,
        ...parts,
        state,
        outcome: end.outcome ?? 'averted',
        endedAt: end.endedAt ?? growthAt + 14 * minute,
      };
  }
}

function flagHold(state: Run['state']): FlagHold {
  const armed = state !== 'preparing';
  return {
    key: 'kafkaQueueProblems',
    owner: { run: 'run-42', bot: 'bot-1' },
    earlier: { state: 'ENABLED', variants: { on: 100, off: 0 }, defaultVariant: 'off' },
    value: 300,
    names: { variant: 'leakops', offVariant: 'off' },
    arming: armed ? { step: 'armed' } : { step: 'none' },
    sent: [],
    lastWrite: armed ? 4 : 0,
    latestDeadlineSeconds: armed ? (growthAt + 9.5 * minute) / 1000 : 0,
    servedDeadlineSeconds: armed ? (growthAt + 9.5 * minute) / 1000 : null,
    readBackDeadlineSeconds: null,
    offTries: 0,
    everServed: armed,
    lastWriteAt: armed ? growthAt + 8 * minute : null,
    standing: armed ? 4 : null,
    serving: { off: !armed, ours: armed, value: armed ? 300 : 0, deadlineSeconds: null },
    leaseStands: armed,
    editedSeen: false,
    idGone: false,
    offWrite: null,
    seenOffAt: null,
    again: null,
    undo: 'not-yet',
    othersBefore: 'before',
    othersSame: true,
    asBefore: true,
    stateLeft: 'ENABLED',
    failures: 0,
    failingSince: null,
    failureWhy: null,
  };
}

function loadHold(state: Run['state']): LoadHold {
  const on = state !== 'preparing';
  return {
    kind: 'locust',
    before: { running: true, spawning: false, users: 5, completedOrders: 10, detail: null },
    sentUsers: on ? [25] : [],
    spawnRate: 3,
    onAt: on ? growthAt : null,
    undo: 'not-yet',
    failures: 0,
    failureWhy: null,
  };
}

function breakerOf(decision: Decision | null): BreakerState {
  const trip = decision?.kind === 'trip' ? decision : null;
  return {
    thresholdPercent: 80,
    predict: 'on',
    state: trip === null ? 'armed' : 'tripped',
    reason: trip?.reason ?? null,
    trippedAt: trip?.at ?? null,
    readingAt: trip?.reading?.at ?? null,
  };
}

/** Kafka, at zero since the growth began. */
function brokerHold(): BrokerHold {
  return {
    name: 'kafka',
    object: 'deployment/kafka -n otel-demo',
    before: { identity: 'kafka-uid', replicas: 1 },
    sentAt: growthAt - 400,
    downAt: growthAt,
    restartAsked: null,
    release: null,
    backSent: false,
    undo: 'not-yet',
    backAt: null,
    seen: { replicas: 0, ready: 0 },
    marked: true,
    readyAt: null,
    failures: 0,
    failureWhy: null,
  };
}
