import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { createMetrics } from '../../../adapters/metrics/metrics.ts';
import { ChatFailure } from '../../../src/chat-failure.ts';
import type { Chat, Clock, Place, Said } from '../../../src/ports.ts';
import { sampleReading, sampleRun, startedAt } from '../http/sample-run.ts';

const place: Place = { channel: 'c', thread: null, to: null, replyTo: null, way: null };
const said = {} as Said;

/** Wakes `lateMs` too late. */
function lateClock(lateMs: number): Clock {
  let at = startedAt + 60_000;
  return {
    now: () => at,
    monotonic: () => at - startedAt,
    turn() {},
    async sleep(ms) {
      at += ms + lateMs;
    },
  };
}

function setup() {
  const metrics = createMetrics({ version: '1.2.3' });
  const clock = metrics.measuredClock(lateClock(200));
  /** The value of one sample; null: there is none. */
  async function sample(name: string): Promise<number | null> {
    const lines = (await metrics.registry.metrics()).split('\n');
    const line = lines.find((one) => one.startsWith(`${name} `));
    return line === undefined ? null : Number(line.slice(name.length + 1));
  }
  return { metrics, clock, sample };
}

test('a run that goes on: memory, age of the reading, lease, state', async () => {
  const { metrics, sample } = setup();
  const run = sampleRun({ readings: [sampleReading(30, { usedBytes: 10 * 2 ** 20 })] });
  run.eyes.newDateMono = 40_000;
  run.eyes.newDateAgeMs = 10_000;
  metrics.runChanged(run);
  expect(await sample('leakops_memory_used_ratio{run="run-42"}')).toBe(0.5);
  expect(await sample('leakops_memory_used_bytes{run="run-42"}')).toBe(10 * 2 ** 20);
  expect(await sample('leakops_memory_limit_bytes{run="run-42"}')).toBe(20 * 2 ** 20);
  expect(await sample('leakops_reading_age_seconds{run="run-42"}')).toBe(30);
  expect(await sample('leakops_lease_left_seconds{run="run-42"}')).toBe(30);
  expect(await sample('leakops_kill_chance_ratio{run="run-42"}')).toBe(0.25);
  expect(await sample('leakops_flag_off_pending_seconds{run="run-42"}')).toBe(0);
  expect(await sample('leakops_run_state{run="run-42",state="growing"}')).toBe(1);
  expect(await sample('leakops_run_state{run="run-42",state="stopping"}')).toBe(0);
  expect(await sample('leakops_breaker_state{run="run-42",state="armed"}')).toBe(1);
});

test('what is unknown has no sample', async () => {
  const { metrics, sample } = setup();
  metrics.runChanged(sampleRun({ readings: [], killChance: null, flag: { servedDeadlineSeconds: 1 } }));
  expect(await sample('leakops_memory_used_ratio{run="run-42"}')).toBeNull();
  expect(await sample('leakops_kill_chance_ratio{run="run-42"}')).toBeNull();
  expect(await sample('leakops_lease_left_seconds{run="run-42"}')).toBeNull();
});

const trip = {
  kind: 'trip' as const,
  reason: 'threshold' as const,
  at: startedAt + 50_000,
  by: 'breaker',
  why: '81 % is over 80 %',
  reading: null,
};
const tripped = { state: 'tripped' as const, reason: 'threshold' as const, trippedAt: startedAt + 50_000 };

test('a trip is counted once, and how long it takes until the flag is seen off', async () => {
  const { metrics, sample } = setup();
  metrics.runChanged(sampleRun());
  metrics.runChanged(sampleRun({ state: 'stopping', decision: trip, breaker: tripped }));
  metrics.runChanged(sampleRun({ state: 'stopping', decision: trip, breaker: tripped }));
  expect(await sample('leakops_breaker_trips_total{reason="threshold"}')).toBe(1);
  expect(await sample('leakops_breaker_trips_total{reason="blind"}')).toBe(0);
  expect(await sample('leakops_flag_off_pending_seconds{run="run-42"}')).toBe(10);
  expect(await sample('leakops_flag_off_seconds_count')).toBe(0);
  const off = { seenOffAt: startedAt + 53_000 };
  const recovering = { state: 'recovering' as const, decision: trip, breaker: tripped, flag: off };
  metrics.runChanged(sampleRun(recovering));
  metrics.runChanged(sampleRun(recovering));
  expect(await sample('leakops_flag_off_seconds_count')).toBe(1);
  expect(await sample('leakops_flag_off_seconds_sum')).toBe(3);
  expect(await sample('leakops_flag_off_pending_seconds{run="run-42"}')).toBe(0);
});

describe('the flag had to go off, and is not off', () => {
  const pending = 'leakops_flag_off_pending_seconds{run="run-42"}';
  const recovering = { state: 'recovering' as const, decision: trip, breaker: tripped };
  const again = {
    since: startedAt + 45_000,
    until: null,
    value: 300,
    ours: false,
    offAsked: null,
    times: 1,
  };
  test.each<[string, Parameters<typeof sampleRun>[0], number]>([
    ['nothing was ever written', { flag: { seenOffAt: null } }, 0],
    [
      'a late write of ours is served',
      { flag: { seenOffAt: startedAt, again: { ...again, ours: true } } },
      15,
    ],
    [
      'somebody turned it on again and it was asked to go off',
      {
        flag: { seenOffAt: startedAt, again: { ...again, offAsked: { by: 'Ana', at: startedAt + 48_000 } } },
      },
      12,
    ],
    ['somebody turned it on again, which stays', { flag: { seenOffAt: startedAt, again } }, 0],
    [
      'it went off again',
      { flag: { seenOffAt: startedAt, again: { ...again, ours: true, until: startedAt + 50_000 } } },
      0,
    ],
  ])('%s', async (_name, more, expected) => {
    const { metrics, sample } = setup();
    metrics.runChanged(sampleRun({ ...recovering, ...more }));
    expect(await sample(pending)).toBe(expected);
  });
});

const ended = {
  state: 'ended' as const,
  outcome: 'oom-killed' as const,
  endedAt: startedAt + 60_000,
  decision: trip,
  breaker: tripped,
  recovery: 'restart-needed' as const,
  kills: [{ at: startedAt, exitCode: 137, reason: 'OOMKilled', afterTrip: true, breakerOff: false }],
};

test('an ended run is counted once, its gauges go, also when it is told later', async () => {
  const { metrics, sample } = setup();
  metrics.runChanged(sampleRun({ readings: [sampleReading(30)], kills: [] }));
  metrics.runChanged(sampleRun(ended));
  metrics.runChanged(sampleRun(ended));
  expect(await sample('leakops_runs_total{outcome="oom-killed"}')).toBe(1);
  expect(await sample('leakops_recoveries_total{recovery="restart-needed"}')).toBe(1);
  expect(await sample('leakops_kills_total{after_trip="true"}')).toBe(1);
  expect(await sample('leakops_kills_total{after_trip="false"}')).toBe(0);
  expect(await sample('leakops_memory_limit_bytes{run="run-42"}')).toBeNull();
});

test('what an earlier process saw is not counted again', async () => {
  const { metrics, sample } = setup();
  metrics.playedBefore([sampleRun({ state: 'stopping', decision: trip, breaker: tripped })]);
  metrics.runChanged(sampleRun({ state: 'stopping', decision: trip, breaker: tripped }));
  expect(await sample('leakops_breaker_trips_total{reason="threshold"}')).toBe(0);
  metrics.runChanged(sampleRun(ended));
  expect(await sample('leakops_runs_total{outcome="oom-killed"}')).toBe(1);
});

test('chat: how long it takes, what it did not take, and its home follows', async () => {
  const { metrics, sample } = setup();
  let home: string | null = null;
  const measured = metrics.measuredChat({
    name: 'slack',
    clock: lateClock(0),
    get home() {
      return home;
    },
    post: async () => 'm1',
    edit: () => Promise.reject(new ChatFailure('slack-x', 'not now', { trouble: 'later' })),
    elsewhere: () => null,
  } satisfies Chat);
  home = 'C1';
  expect(measured.home).toBe('C1');
  expect(await measured.post(place, said, 'k', 'now')).toBe('m1');
  await expect(measured.edit(place, 'm1', said, 'now')).rejects.toBeInstanceOf(ChatFailure);
  expect(await sample('leakops_chat_request_seconds_count{chat="slack",operation="post"}')).toBe(1);
  expect(await sample('leakops_chat_request_seconds_count{chat="slack",operation="edit"}')).toBe(1);
  expect(await sample('leakops_chat_failures_total{chat="slack",trouble="later"}')).toBe(1);
});

test('how late the loops wake; one that was called away is not late', async () => {
  const { clock, sample } = setup();
  await clock.sleep(1_000);
  await clock.sleep(1_000, AbortSignal.abort());
  expect(await sample('leakops_tick_lag_seconds_count')).toBe(1);
  expect(await sample('leakops_tick_lag_seconds_sum')).toBeCloseTo(0.2);
});

test('GET /metrics is what Prometheus reads', async () => {
  const { metrics } = setup();
  const app = Fastify();
  metrics.routes(app);
  const answer = await app.inject('/metrics');
  expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(answer.body).toContain('leakops_build_info{version="1.2.3"} 1');
  expect(answer.body).toContain('process_resident_memory_bytes');
  await app.close();
});

/** Histograms are read by their parts. */
const partsOf = (name: string) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`];

test('deploy/alerts.yaml asks for metrics that there are', async () => {
  const { metrics } = setup();
  const known = (await metrics.registry.getMetricsAsJSON()).flatMap(({ name }) => partsOf(name));
  const rules = readFileSync(new URL('../../../deploy/alerts.yaml', import.meta.url), 'utf8');
  const asked = rules.match(/\bleakops_\w+/g) ?? [];
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((name) => !known.includes(name))).toEqual([]);
});

test('docs/reference.md has each metric with its help, and no other', async () => {
  const { metrics } = setup();
  const reference = readFileSync(new URL('../../../docs/reference.md', import.meta.url), 'utf8');
  const rows = reference.split('\n').filter((line) => line.startsWith('| `leakops_'));
  const all = await metrics.registry.getMetricsAsJSON();
  const wanted = all
    .filter(({ name }) => name.startsWith('leakops_'))
    .map(({ name, type, help }) => `| \`${name}\` | ${type} | ${help} |`);
  expect(rows).toEqual(wanted);
});
