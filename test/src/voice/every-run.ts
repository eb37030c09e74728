/** A great many runs: every state, outcome, decision and recovery, with odd values in each. */
import {
  type Decision,
  type Outcome,
  type Recovery,
  type Regime,
  type Run,
  tripReasons,
} from '../../../src/run/run.ts';
import { growthAt, makeRun, minute, type RunOverrides, reading, rise, tripped } from './make-run.ts';

export const nowAt = growthAt + 12 * minute;
const decidedAt = growthAt + 10 * minute + 12_000;

const regimes: Regime[] = ['warm-up', 'level', 'bursts', 'ramp', 'step'];
const outcomes: Outcome[] = [
  'averted',
  'oom-killed',
  'levelled',
  'completed',
  'stopped',
  'aborted',
  'lost-sight',
];
const recoveries: (Recovery | null)[] = ['recovered', 'restart-needed', 'unknown', null];

const base = { at: decidedAt, by: 'Ben' };
const decisions: Decision[] = [
  ...tripReasons.map((reason) => tripped(decidedAt, 81, { reason })),
  tripped(decidedAt, 81, { reason: 'forecast', why: 'kill forecast in 55 s, stopping takes 65 s' }),
  tripped(decidedAt, 81, { reason: 'blind', why: 'no reading for 60 s', reading: null }),
  tripped(decidedAt, 81, { reason: 'command', by: 'Ben', why: 'tripped by Ben' }),
  tripped(decidedAt, 80.2, { by: 'B'.repeat(200), why: 'w'.repeat(500) }),
  { kind: 'stop', ...base, why: 'stopped by Ben' },
  { kind: 'person', ...base, by: 'someone outside leakops', why: 'flag turned off: state DISABLED' },
  { kind: 'time', at: decidedAt, by: 'time limit', why: 'time is over', regime: 'bursts' },
  { kind: 'abort', ...base, by: 'leakops', why: 'flagd-ui answers 503' },
  { kind: 'kill', ...base, by: 'breaker', why: 'checkout-7c9d8-abcde was OOM-killed before any trip' },
];

const kill = {
  at: decidedAt + 6_000,
  exitCode: 137,
  reason: 'OOMKilled',
  afterTrip: true,
  breakerOff: false,
};
const forecast = {
  at: decidedAt - 20_000,
  breakerAt: nowAt + 2 * minute,
  killAt: nowAt + 7 * minute,
  earliestKillAt: nowAt + 5 * minute,
  latestKillAt: nowAt + 10 * minute,
};
const fresh = rise(growthAt, nowAt - 12_000, 52, 88);

const odd: RunOverrides[] = [
  { broker: {} },
  {
    broker: {
      name: 'a-broker-with-a-rather-long-name-of-its-own',
      failures: 400,
      failureWhy: 'w'.repeat(500),
      seen: null,
      release: { at: decidedAt, why: 'w'.repeat(500) },
    },
  },
  { broker: { undo: 'person', seen: { replicas: 2, ready: 0 }, backAt: decidedAt } },
  { broker: { undo: 'done', backAt: decidedAt, readyAt: decidedAt, before: { identity: 'x', replicas: 3 } } },
  { readings: fresh },
  { readings: [] },
  { readings: [reading(nowAt - 3_000, 100.4)], kills: [kill], regime: 'step' },
  { readings: rise(growthAt, growthAt + 2 * minute, 52, 60), readingsWhy: 'metrics-server answers 503' },
  { readings: fresh, forecast, gomemlimitBytes: null, killChance: null, processStartedAt: null },
  { readings: fresh, forecast: { ...forecast, breakerAt: null, latestKillAt: nowAt - 1 } },
  {
    readings: fresh,
    forecast: { ...forecast, breakerAt: nowAt + 90 * minute, latestKillAt: nowAt + 119 * minute },
  },
  {
    readings: fresh,
    breaker: { state: 'off' },
    kills: Array.from({ length: 40 }, (_v, n) => ({ ...kill, breakerOff: true, at: growthAt + n * 15_000 })),
  },
  { readings: fresh, leaseMs: null, flag: { servedDeadlineSeconds: null } },
  { readings: fresh, flag: { offWrite: 6 } },
  { readings: fresh, flag: { offWrite: 6, failures: 6, failureWhy: 'flagd-ui answers 503' } },
  {
    readings: fresh,
    flag: { failures: 1, failureWhy: `x${'y'.repeat(4_000)}`, servedDeadlineSeconds: nowAt / 1000 + 40 },
  },
  {
    readings: fresh,
    flag: { seenOffAt: decidedAt + 3_000, offWrite: 6, undo: 'seen' },
    load: { undo: 'done' },
    recoveryAt: decidedAt + 43_000,
  },
  { readings: fresh, flag: { idGone: true, undo: 'not-ours' }, load: { undo: 'person' } },
  { readings: fresh, load: { kind: 'none', before: null, sentUsers: [], onAt: null } },
  {
    readings: fresh,
    load: { before: null, failures: 3, failureWhy: 'Locust answers 200 with a login page' },
  },
  { readings: fresh, flag: { editedSeen: true } },
  {
    readings: fresh,
    restartKnown: true,
    restart: { requestedAt: decidedAt, by: 'Ana', done: false, why: null },
  },
  {
    readings: fresh,
    restart: { requestedAt: decidedAt, by: 'Ana', done: false, why: 'kubernetes-403' },
    restartPolicy: 'never',
  },
  {
    id: 'run-123456789',
    readings: fresh,
    users: 500,
    flag: { value: 10_000 },
    owner: { id: 'U1', name: `Ana ${'von und zu '.repeat(20)}` },
    command: `start gradual ${'9'.repeat(300)}`,
    world: { ...makeRun().world, workload: 'checkout-'.repeat(7) },
    warnings: ['the pod is warming up', 'w'.repeat(3_000)],
    protectableValue: 1000,
  },
  {
    readings: fresh,
    owner: { id: 'U1', name: '`@everyone` <!channel>\n<@U9> <t:1:R> ▇▇█\u202e\u0000' },
    command: 'start gradual `300` <@U9> @here\n▁▁▁',
    world: { ...makeRun().world, workload: '`<script>`&"' },
    warnings: ['see `@everyone` <t:1:R>'],
  },
  { readings: fresh, growingAt: null },
  {
    readings: fresh.map((one) => ({
      ...one,
      rssBytes: one.usedBytes / 2,
      peakBytes: one.usedBytes,
      goroutines: 70,
    })),
    killChance: 0.18,
    signs: (['stalled', 'leak', 'peak', 'risk', 'ramp'] as const).map((reason) => ({
      reason,
      at: nowAt - 20_000,
      why: `why of ${reason}, ${'goroutines 67 → 323 → 684 and '.repeat(reason === 'leak' ? 40 : 1)}81 % seen`,
    })),
  },
  {
    readings: fresh,
    killChance: 1,
    forecasts: [forecast, { ...forecast, breakerAt: null }],
    evidence: 'too few readings',
    breaker: { predict: 'off' },
    signs: [{ reason: 'risk', at: nowAt, why: 'a chance of 12 % of `x` <@U9>' }],
  },
  {
    readings: fresh,
    flag: { ...servedAgain(null), seenOffAt: decidedAt + 3_000 },
    afterOff: { grows: true, at: nowAt - 12_000, pointsAMinute: 43.21, percent: 99.9, stoppedAt: null },
  },
  {
    readings: fresh,
    flag: { ...servedAgain(nowAt - 9_000), seenOffAt: decidedAt + 3_000 },
    afterOff: {
      grows: false,
      at: nowAt - 12_000,
      pointsAMinute: -0.2,
      percent: 79,
      stoppedAt: nowAt - 20_000,
    },
  },
];

function servedAgain(until: number | null): RunOverrides['flag'] {
  const value = 'a value `of` <@U9> somebody, long';
  const again = {
    since: nowAt - 30_000,
    until,
    value,
    ours: false,
    offAsked: { by: '<@U9> Ben', at: nowAt - 9_000 },
    times: 1,
  };
  return { again: until === null ? again : { ...again, ours: true, value: 300, offAsked: null } };
}

function* shapes(): Generator<RunOverrides> {
  yield { state: 'preparing' };
  yield { state: 'preparing', decision: null, flag: { arming: { step: 'armed' }, lastWrite: 2 } };
  for (const regime of regimes) yield { state: 'growing', regime };
  for (const decision of decisions) {
    yield { state: 'stopping', decision };
    for (const recovery of recoveries) yield { state: 'recovering', decision, recovery };
    for (const outcome of outcomes) {
      for (const recovery of recoveries) yield { state: 'ended', decision, outcome, recovery };
    }
  }
  for (const outcome of outcomes) yield { state: 'ended', outcome, decision: null };
}

/** Each shape with a few of the odd values, in turn, so that all of them meet all kinds of shapes. */
export function* everyRun(): Generator<Run> {
  let turn = 0;
  for (const shape of shapes()) {
    const many = shape.state !== 'ended' && shape.state !== 'recovering';
    for (let step = 0; step < (many ? odd.length : 4); step += 1) {
      const values = odd[turn % odd.length] ?? {};
      turn += many ? 1 : 5;
      const growingAt = shape.state === 'growing' ? growthAt : values.growingAt;
      yield makeRun({
        ...values,
        ...shape,
        flag: { ...values.flag, ...shape.flag },
        ...(growingAt === undefined ? {} : { growingAt }),
      });
    }
  }
}
