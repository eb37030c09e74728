import { describe, expect, test } from 'vitest';
import { assess } from '../../../src/safety/assess.ts';
import { type ForecastFacts, forecastOf } from '../../../src/safety/forecast.ts';
import { limitBytes, readings, ripple, seen, start } from './seen.ts';

const even = { percent: 70, fromPercent: 50, slope: 4 / 60, unevenness: 0, seconds: 300, largestStep: 2 };
const facts = (more: Partial<ForecastFacts> = {}): ForecastFacts => ({
  ramp: even,
  readingAt: start,
  limitBytes,
  gomemlimitBytes: null,
  thresholdPercent: 80,
  flagValue: 300,
  ordersPerSecond: 0.3,
  ...more,
});
const left = (at: number | null) => (at! - start) / 60_000;

describe('a forecast has a threshold, a kill and an interval around it', () => {
  test('an even rise goes on as it is', () => {
    const made = forecastOf(facts())!;
    expect(left(made.breakerAt)).toBeCloseTo(2.5);
    expect(left(made.killAt)).toBeCloseTo(7.5);
    expect(left(made.earliestKillAt)).toBeCloseTo(7.5 * 0.3);
    expect(left(made.latestKillAt)).toBeCloseTo(7.5 * 1.6);
  });

  test('the knee: over GOMEMLIMIT growth is slower, until it is measured there', () => {
    const gomemlimitBytes = 16 * 2 ** 20;
    const before = forecastOf(facts({ gomemlimitBytes }))!;
    expect(left(before.killAt)).toBeCloseTo(2.5 + 5 / 0.9);
    expect(before.breakerAt).toBe(forecastOf(facts())!.breakerAt);
    const past = { gomemlimitBytes, ramp: { ...even, percent: 90 } };
    expect(left(forecastOf(facts(past))!.killAt)).toBeCloseTo(2.5);
  });

  test('an uneven rise is drawn to what value and orders are expected to do, at most what the client lets through', () => {
    const uneven = { ...even, unevenness: 0.3 };
    const made = (flagValue: number) => forecastOf(facts({ ramp: uneven, flagValue }))!.killAt;
    // 0.3 · 10 · 60 · 2300 bytes are 2 points a minute of 20 MiB: a slower kill than by the readings alone.
    expect(made(10)).toBeGreaterThan(forecastOf(facts())!.killAt);
    expect(made(300)).toBeLessThan(forecastOf(facts())!.killAt);
    expect(made(10_000)).toBe(made(300));
    // The same bytes are fewer points of a larger limit.
    const large = forecastOf(facts({ ramp: uneven, limitBytes: 2 * limitBytes }))!;
    expect(large.killAt).toBeGreaterThan(made(300));
  });

  test('a ramp that came in steps may end with one from 70 % on', () => {
    const steps = { ...even, largestStep: 9 };
    expect(left(forecastOf(facts({ ramp: steps }))!.earliestKillAt)).toBeCloseTo(0.75);
    const low = forecastOf(facts({ ramp: { ...steps, percent: 66 } }))!;
    expect(left(low.earliestKillAt)).toBeCloseTo(left(low.killAt) * 0.3);
  });

  test('breaker off: no threshold; no rise: no forecast', () => {
    expect(forecastOf(facts({ thresholdPercent: null }))!.breakerAt).toBeNull();
    expect(forecastOf(facts({ ramp: { ...even, slope: -1 } }))).toBeNull();
  });
});

test.each([5, 15, 30, 60])('made from the date of the reading, however old it is, each %i s', (every) => {
  const all = readings(480, (s) => 50 + s / 15 + ripple(s) / 4).filter((_one, i) => (i * 15) % every === 0);
  const last = all.at(-1)!;
  const fresh = assess(seen(all, { now: last.at }));
  const late = assess(seen(all, { now: last.at + 45_000 }));
  expect(fresh.forecast).not.toBeNull();
  expect(late.forecast).toEqual(fresh.forecast);
  expect(fresh.forecast!.at).toBe(last.at);
});

test('no other regime has a forecast', () => {
  for (const percentAt of [
    (s: number) => 58 + ripple(s),
    (s: number) => 58 + (s % 120 === 0 ? 15 : 0),
    (s: number) => (s < 570 ? 57 : 75),
    (s: number) => 80 - s / 20,
  ]) {
    const found = assess(seen(readings(600, percentAt)));
    expect(found.regime).not.toBe('ramp');
    expect(found.forecast).toBeNull();
  }
});
