import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Reading } from '../../../src/ports.ts';
import { forecastOf } from '../../../src/safety/forecast.ts';
import { regimeOf } from '../../../src/safety/regime.ts';

const limitBytes = 20 * 2 ** 20;
const start = 1_790_000_000_000;
const old = start - 7_200_000;

/** One reading each 15 s, as percent by the second. */
function readings(seconds: number, percentAt: (second: number) => number): Reading[] {
  const all: Reading[] = [];
  for (let s = 0; s <= seconds; s += 15) {
    all.push({
      at: start + s * 1_000,
      seenAt: start + s * 1_000 + 5_000,
      usedBytes: (percentAt(s) / 100) * limitBytes,
      rssBytes: null,
      peakBytes: null,
      goroutines: null,
      orders: null,
      restarts: 0,
      pod: 'checkout-1',
    });
  }
  return all;
}

const ripple = (s: number) => Math.sin(s) * 0.3;

describe('regimes', () => {
  test('a warm, level service is level', () => {
    expect(
      regimeOf(
        readings(600, (s) => 58 + ripple(s)),
        limitBytes,
        old,
      ),
    ).toMatchObject({ regime: 'level', ramp: null });
  });

  test('bursts on a level line are bursts', () => {
    const found = regimeOf(
      readings(600, (s) => 58 + ripple(s) + (s === 480 ? 9 : 0)),
      limitBytes,
      old,
    );
    expect(found).toMatchObject({ regime: 'bursts', ramp: null });
    expect(found.levelPercent).toBeCloseTo(58, 0);
  });

  test('a jump that stays is a step', () => {
    expect(
      regimeOf(
        readings(600, (s) => (s < 570 ? 57 : 75) + ripple(s)),
        limitBytes,
        old,
      ).regime,
    ).toBe('step');
  });

  test('a steady rise is a ramp, with its slope', () => {
    const found = regimeOf(
      readings(400, (s) => 50 + (s / 60) * 3.3 + ripple(s)),
      limitBytes,
      old,
    );
    expect(found.regime).toBe('ramp');
    expect(found.ramp!.slope * 60).toBeCloseTo(3.3, 0);
  });

  test('warming up is steeper than most leaks, and no ramp', () => {
    const warm = (s: number) => 60 - 20 * Math.exp(-s / 45) - 8 * Math.exp(-s / 200);
    for (let seconds = 60; seconds <= 900; seconds += 30) {
      expect(regimeOf(readings(seconds, warm), limitBytes, start).ramp, `after ${seconds} s`).toBeNull();
    }
  });

  test('no readings is no level', () => {
    expect(regimeOf([], limitBytes, old)).toMatchObject({ levelPercent: null, ramp: null });
  });
});

test('a forecast has a threshold, a kill and an interval around it, and knows the knee at GOMEMLIMIT', () => {
  const line = { slope: 4 / 60, lowerSlope: 3 / 60, upperSlope: 5 / 60, at: () => 70 };
  const straight = forecastOf(line, start, 80, null)!;
  expect(straight.breakerAt! - start).toBeCloseTo(150_000, -3);
  expect(straight.killAt - start).toBeCloseTo(450_000, -3);
  expect(straight.earliestKillAt).toBeLessThan(straight.killAt);
  expect(straight.latestKillAt).toBeGreaterThan(straight.killAt);
  expect(forecastOf(line, start, 80, 80)!.killAt).toBeGreaterThan(straight.killAt);
  expect(forecastOf(line, start, null, null)!.breakerAt).toBeNull();
  expect(forecastOf({ ...line, slope: -1 }, start, 80, null)).toBeNull();
});

const traces = new URL('../../traces/', import.meta.url);
const traceNames = [
  'dead-v100-r18-seed1.csv',
  'dead-v300-r18-seed1.csv',
  'dead-v300-r37-seed1.csv',
  'v0-r18-seed1.csv',
  'v300-r18-seed1.csv',
  'v500-r4-seed1.csv',
];

/** Memory of the real service as recorded, every 15 s and fresh. */
function recorded(name: string): Reading[] {
  const rows = readFileSync(new URL(name, traces), 'utf8')
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((row) => row.split(',').map(Number));
  return rows
    .filter(([second]) => second! % 15 === 0)
    .map(([second, used]) => ({
      ...readings(0, () => 50)[0]!,
      at: start + second! * 1_000,
      usedBytes: used!,
    }));
}

const rampsIn = (name: string) => {
  const all = recorded(name);
  return all.filter((_reading, n) => regimeOf(all.slice(0, n + 1), limitBytes, start).ramp !== null);
};

describe('on the recorded service', () => {
  test.each(traceNames.filter((name) => name.startsWith('v')))(
    '%s: a healthy broker is never a ramp',
    (name) => {
      expect(rampsIn(name)).toEqual([]);
    },
  );

  test.each(traceNames.filter((name) => name.startsWith('dead')))('%s: a dead broker is a ramp', (name) => {
    expect(rampsIn(name).length).toBeGreaterThan(3);
  });
});
