/** What is found does not hang on how readings arrive: late, doubled, out of order, thinned, of a restarted process. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseTrace, type Trace } from '../../../src/replay/trace.ts';
import { type Assessment, assess, type Seen } from '../../../src/safety/assess.ts';
import { reading, start } from './seen.ts';

const names = [
  'v300-r18',
  'v2000-r18',
  'dead15-v50-r18',
  'dead-v300-r18',
  'stall-v300-r37',
  'coldra128k-v300-r18',
];
const traces = names.map((name) => {
  const text = readFileSync(new URL(`../../traces/${name}-seed1.csv`, import.meta.url), 'utf8');
  return [name, parseTrace(text)] as const;
});

function seenOf(trace: Trace, until: number, every = 15, phase = 0): Seen {
  const rows = trace.rows.filter((row) => row.second <= until && row.second % every === phase % every);
  return {
    readings: rows.map((row) => ({
      ...reading(row.second, 0),
      usedBytes: row.usedBytes!,
      rssBytes: row.rssBytes,
      peakBytes: row.peakBytes,
      goroutines: row.goroutines,
    })),
    orderCounts: trace.rows
      .filter((row) => row.second <= until - 5 && row.second % 5 === 0)
      .map((row) => ({ at: start + row.second * 1_000, completed: row.orders! })),
    limitBytes: trace.limitBytes,
    gomemlimitBytes: trace.gomemlimitBytes,
    processStartedAt: start,
    flag: { value: trace.flagValue, highestValue: trace.flagValue, servedSince: start + 60_000 },
    expectedOrdersPerSecond: 0.3,
    loadOnSince: start,
    thresholdPercent: 80,
    cadenceMs: every * 1_000,
    oldestAgeMs: 0,
    now: start + until * 1_000,
  };
}

const moments = [90, 240, 390, 600, 840];

/** A shuffle that is the same each time. */
function shuffled<T>(all: readonly T[], seed: number): T[] {
  const keyed = all.map((one, i) => ({ one, key: Math.sin(seed * 997 + i * 131) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
}

describe.each(traces)('%s', (_name, trace) => {
  test('shuffled and doubled readings say the same', () => {
    for (const until of moments) {
      const facts = seenOf(trace, until);
      const again = { ...facts, readings: shuffled([...facts.readings, ...facts.readings.slice(3)], until) };
      expect(assess(again), `at ${until} s`).toEqual(assess(facts));
    }
  });

  test('what is found goes through JSON and back, and so does what was seen', () => {
    const facts = seenOf(trace, 390);
    const found = assess(facts);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect(assess(JSON.parse(JSON.stringify(facts)) as Seen)).toEqual(found);
  });

  test('time moves nothing: a run a year later is the same run', () => {
    const yearMs = 31_536_000_000;
    for (const until of moments) {
      const facts = seenOf(trace, until);
      const later: Seen = {
        ...facts,
        readings: facts.readings.map((one) => ({ ...one, at: one.at + yearMs, seenAt: one.seenAt + yearMs })),
        orderCounts: facts.orderCounts.map((one) => ({ ...one, at: one.at + yearMs })),
        processStartedAt: facts.processStartedAt! + yearMs,
        flag: { ...facts.flag, servedSince: facts.flag.servedSince! + yearMs },
        loadOnSince: facts.loadOnSince! + yearMs,
        now: facts.now + yearMs,
      };
      const [found, before] = [assess(later), assess(facts)];
      expect(found.regime).toBe(before.regime);
      expect(found.signs.map(({ reason }) => reason)).toEqual(before.signs.map(({ reason }) => reason));
    }
  });

  test('memory in another unit is the same memory: half of it under half the limit, with half the value', () => {
    const half = (bytes: number | null) => (bytes === null ? null : bytes / 2);
    for (const until of moments) {
      const facts = seenOf(trace, until);
      const value = facts.flag.value / 2;
      const found = assess({
        ...facts,
        limitBytes: facts.limitBytes / 2,
        gomemlimitBytes: half(facts.gomemlimitBytes),
        flag: { ...facts.flag, value, highestValue: value },
        readings: facts.readings.map((one) => ({
          ...one,
          usedBytes: one.usedBytes / 2,
          rssBytes: half(one.rssBytes),
          peakBytes: half(one.peakBytes),
        })),
      });
      expect(found.regime, `at ${until} s`).toBe(assess(facts).regime);
    }
  });
});

const summary = (found: Assessment) => ({
  ramp: found.regime === 'ramp',
  signs: found.signs.map(({ reason }) => reason).filter((reason) => reason !== 'risk'),
});

test.each([
  ['v300-r18', false],
  ['dead15-v50-r18', true],
  ['stall-v300-r37', true],
] as const)('%s: thinned, delayed and jittered readings find the same: a ramp %s', (name, isRamp) => {
  const trace = traces.find(([one]) => one === name)![1];
  const everRamp = (every: number, phase: number, more: Partial<Seen> = {}) => {
    const seconds = trace.rows.length;
    for (let until = 300; until < seconds; until += 30) {
      if (summary(assess({ ...seenOf(trace, until, every, phase), ...more })).ramp) return true;
    }
    return false;
  };
  for (const every of [5, 15, 20, 30]) expect(everRamp(every, 3), `every ${every} s`).toBe(isRamp);
  expect(everRamp(15, 7, { oldestAgeMs: 45_000 })).toBe(isRamp);
  expect(everRamp(15, 0, { processStartedAt: null }), 'unknown start').toBe(isRamp);
});

test('an hour of readings, one a second, is looked at as a few minutes are', () => {
  const trace = traces.find(([one]) => one === 'v300-r18')![1];
  const facts = seenOf(trace, 1_200, 1);
  const hour = [0, 1, 2].flatMap((n) =>
    facts.readings.map((one) => ({ ...one, at: one.at + n * 1_200_000 })),
  );
  const found = assess({ ...facts, readings: hour, now: start + 3_600_000 });
  expect(found.regime).toMatch(/level|bursts/);
});
