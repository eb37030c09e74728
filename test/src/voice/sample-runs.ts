/** Runs at the moments that chat-ux.md draws. */
import type { Run } from '../../../src/run/run.ts';
import { card } from '../../../src/voice/card.ts';
import { growthAt, makeRun, minute, type RunOverrides, rise, tripped } from './make-run.ts';

export const tripAt = growthAt + 10 * minute + 12_000;
export const growingNow = growthAt + 8 * minute + 17_000;
export const links = {
  publicUrl: 'https://leakops.example',
  chartUrl: 'https://leakops.example/api/runs/run-42/chart.png',
};

export const forecast = {
  at: growingNow - 12_000,
  breakerAt: growingNow + 2 * minute,
  killAt: growingNow + 7 * minute,
  earliestKillAt: growingNow + 5 * minute,
  latestKillAt: growingNow + 10 * minute,
};
export const tripDecision = tripped(tripAt, 81);
export const climb = rise(growthAt, tripAt - 12_000, 52, 81);
const fall = rise(tripAt + 3_000, tripAt + 43_000, 79, 58);
export const hold = rise(tripAt + 3_000, tripAt + 3 * minute, 80, 79);
export const seenOff = {
  seenOffAt: tripAt + 3_000,
  offWrite: 5,
  serving: { off: true, ours: true, value: 0, deadlineSeconds: null },
};
export const kill = {
  at: tripAt + 6_000,
  exitCode: 137,
  reason: 'OOMKilled',
  afterTrip: true,
  breakerOff: false,
};
const events: Run['events'] = [
  { at: growthAt - 8_000, kind: 'flag', by: 'Ana', text: 'flag kafkaQueueProblems 0 → 300' },
  { at: growthAt - 2_000, kind: 'load', by: 'Ana', text: 'users 5 → 25' },
  { at: growthAt, kind: 'growing', by: 'leakops', text: 'growth begins' },
  { at: tripAt, kind: 'trip', by: 'breaker', text: '81 % is over 80 %' },
  { at: tripAt + 3_000, kind: 'seen-off', by: 'breaker', text: 'flag seen off' },
];
export const recovered: RunOverrides = {
  decision: tripDecision,
  readings: [...climb, ...fall],
  flag: { ...seenOff, undo: 'seen' },
  load: { undo: 'done' },
  forecast,
  events: [...events, { at: tripAt + 43_000, kind: 'recovery', by: 'leakops', text: 'recovered' }],
  recovery: 'recovered',
  recoveryAt: tripAt + 43_000,
};
export const stuck: RunOverrides = {
  ...recovered,
  readings: [...climb, ...hold],
  recovery: 'restart-needed',
  recoveryAt: tripAt + 3 * minute,
  recoveryWhy: 'memory holds at 79 %',
};
export const ended = (overrides: RunOverrides) =>
  makeRun({
    events,
    ...overrides,
    state: 'ended',
    endedAt: overrides.endedAt ?? tripAt + 3 * minute + 48_000,
  });
const levelEnd = growthAt + 30 * minute;
/** Half an hour at 57–60 %, time over. */
export const levelled: RunOverrides = {
  ...recovered,
  outcome: 'levelled',
  decision: { kind: 'time', at: levelEnd, by: 'time limit', why: 'time is over', regime: 'bursts' },
  regime: 'bursts',
  evidence: 'level at 59\u00a0% for 27\u00a0m, bursts of 0.6\u00a0MiB an order, up to 0.9\u00a0MiB',
  levelPercent: 59,
  readings: rise(growthAt, levelEnd + 2 * minute, 57, 60),
  flag: { ...seenOff, seenOffAt: levelEnd + 1_000, undo: 'seen' },
  events: [
    ...events.slice(0, 3),
    { at: levelEnd, kind: 'stop', by: 'time limit', text: 'time is over' },
    { at: levelEnd + 1_000, kind: 'seen-off', by: 'time limit', text: 'flag seen off' },
    { at: levelEnd + 41_000, kind: 'recovery', by: 'leakops', text: 'recovered' },
  ],
  recoveryAt: levelEnd + 41_000,
  forecast: null,
  endedAt: growthAt + 35 * minute,
};
export const endedCard = (overrides: RunOverrides) => card(ended(overrides), growthAt + 20 * minute, links);
export const dead: RunOverrides = {
  ...recovered,
  outcome: 'oom-killed',
  decision: tripped(kill.at - 6_000, 95, { why: '95 % is over 80 %' }),
  kills: [kill],
  readings: [
    ...rise(growthAt, kill.at - 9_000, 52, 95),
    ...rise(kill.at + 20_000, kill.at + 2 * minute, 34, 41),
  ],
  pods: [{ name: 'checkout-7c9d8-abcde', restarts: 1, startedAt: kill.at + 12_000, ready: true }],
};
