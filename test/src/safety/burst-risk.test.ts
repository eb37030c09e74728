import { describe, expect, test } from 'vitest';
import { type BurstFacts, burstRisk } from '../../../src/safety/burst-risk.ts';
import { anyOf, chanceByRamp, chanceByReturn } from '../../../src/safety/kill-chance.ts';

const facts = (flagValue: number, perMinute = 18, more: Partial<BurstFacts> = {}): BurstFacts => ({
  levelPercent: 50,
  flagValue,
  ordersPerSecond: perMinute / 60,
  limitBytes: 20 * 2 ** 20,
  hasGomemlimit: true,
  intervalMs: 15_000,
  ageMs: 20_000,
  hasPeak: false,
  ...more,
});

describe('the sum done before the start (facts/breaker-study.md)', () => {
  test.each([
    [2000, 18, 0.005],
    [2500, 18, 0.12],
    [3000, 18, 0.59],
    [2000, 37, 0.18],
  ])('flag %i at %i orders a minute: chance %d', (value, perMinute, chance) => {
    expect(burstRisk(facts(value, perMinute)).chanceInTenMinutes).toBeCloseTo(chance, 1);
  });

  test('it grows with value, orders and level, falls with the limit, and is worse without GOMEMLIMIT', () => {
    const chance = (one: BurstFacts) => burstRisk(one).chanceInTenMinutes;
    const base = chance(facts(2500));
    for (const more of [
      facts(3000),
      facts(2500, 37),
      facts(2500, 18, { levelPercent: 60 }),
      facts(2500, 18, { hasGomemlimit: false }),
    ]) {
      expect(chance(more)).toBeGreaterThan(base);
    }
    expect(chance(facts(2500, 18, { limitBytes: 40 * 2 ** 20 }))).toBeLessThan(base / 100);
  });

  test('without orders, or with the flag off, there is none', () => {
    for (const one of [facts(5000, 0), facts(0)]) {
      expect(burstRisk(one)).toEqual({ chanceInTenMinutes: 0, unprotectable: false });
    }
  });

  test('rule 5: what readings cannot see coming; fresher ones, or true peaks, can', () => {
    expect(burstRisk(facts(3500)).unprotectable).toBe(true);
    expect(burstRisk(facts(3500, 18, { intervalMs: 1_000, ageMs: 0 })).unprotectable).toBe(false);
    expect(burstRisk(facts(3500, 4, { ageMs: 0, intervalMs: 1_000, hasPeak: true })).unprotectable).toBe(
      false,
    );
    expect(burstRisk(facts(300)).unprotectable).toBe(false);
  });
});

describe('the chance of a kill within ten minutes', () => {
  const forecast = (minutes: number) => ({
    at: 0,
    breakerAt: null,
    killAt: minutes * 60_000,
    earliestKillAt: minutes * 18_000,
    latestKillAt: minutes * 96_000,
  });

  test('by a ramp: half at the kill foreseen, nine tenths at the end of the interval', () => {
    expect(chanceByRamp(forecast(10), 0)).toBeCloseTo(0.5, 2);
    expect(chanceByRamp(forecast(10 / 1.6), 0)).toBeCloseTo(0.9, 1);
    expect(chanceByRamp(forecast(10 / 0.3), 0)).toBeCloseTo(0.1, 1);
    expect(chanceByRamp(forecast(1), 0)).toBeGreaterThan(0.99);
    // The reading is old: ten minutes from now are more from then.
    expect(chanceByRamp(forecast(12), 120_000)).toBeCloseTo(0.5, 2);
  });

  test('by a broker that comes back: hung orders go on all at once', () => {
    expect(chanceByReturn({ seconds: 40, due: 20 }, 3, 58)).toBeCloseTo(0.7);
    expect(chanceByReturn({ seconds: 40, due: 20 }, 0.1, 58)).toBeLessThan(0.05);
  });

  test('of several, any', () => {
    expect(anyOf([])).toBe(0);
    expect(anyOf([0.5, 0.5])).toBe(0.75);
  });
});
