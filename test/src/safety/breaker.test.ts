import { describe, expect, test } from 'vitest';
import type { Reading } from '../../../src/ports.ts';
import { type BreakerFacts, isActedOn, judge, timeToStopMs } from '../../../src/safety/breaker.ts';
import { type SignReason, signReasons } from '../../../src/safety/signs.ts';

const limitBytes = 20 * 2 ** 20;
const at = 1_790_000_000_000;
const reading = (percent: number): Reading => ({
  at,
  seenAt: at + 5_000,
  usedBytes: (percent / 100) * limitBytes,
  rssBytes: null,
  peakBytes: null,
  goroutines: null,
  orders: null,
  restarts: 0,
  pod: 'checkout-1',
});

const facts = (changes: Partial<BreakerFacts>): BreakerFacts => ({
  breaker: {
    thresholdPercent: 80,
    predict: 'on',
    state: 'armed',
    reason: null,
    trippedAt: null,
    readingAt: null,
  },
  limitBytes,
  reading: reading(50),
  readingIsNew: true,
  readingAgeMs: 5_000,
  sinceNewDateMs: 0,
  blindAfterMs: 90_000,
  restartKnown: false,
  forecast: null,
  timeToStopMs: 85_000,
  signs: [],
  pageCache: false,
  brokerDown: false,
  ...changes,
});

const forecast = (earliestMs: number) => ({
  at,
  breakerAt: null,
  killAt: at + earliestMs * 2,
  earliestKillAt: at + earliestMs,
  latestKillAt: at + earliestMs * 4,
});

describe('rules 18, 20, 21', () => {
  test.each<[string, Partial<BreakerFacts>, string | null]>([
    ['under', { reading: reading(79.99) }, null],
    ['exactly at the threshold: not above it', { reading: reading(80) }, null],
    ['above', { reading: reading(80.001) }, 'threshold'],
    ['above, but judged before', { reading: reading(81), readingIsNew: false }, null],
    ['no reading at all', { reading: null }, null],
    ['blind by the clock', { sinceNewDateMs: 90_000 }, 'blind'],
    ['blind by the reading’s own date', { readingAgeMs: 90_000 }, 'blind'],
    ['a restart that is known', { sinceNewDateMs: 300_000, readingAgeMs: 300_000, restartKnown: true }, null],
    ['a kill nearer than it takes to stop', { forecast: forecast(84_000) }, 'forecast'],
    ['a kill farther than that', { forecast: forecast(86_000) }, null],
  ])('%s', (_name, changes, reason) => {
    expect(judge(facts(changes))?.reason ?? null).toBe(reason);
  });

  const off = { ...facts({}).breaker, state: 'off' as const };
  test('breaker off: threshold and forecast are off, blind stays', () => {
    expect(judge(facts({ breaker: off, reading: reading(99), forecast: forecast(1) }))).toBeNull();
    expect(judge(facts({ breaker: off, sinceNewDateMs: 90_000 }))?.reason).toBe('blind');
  });

  test('predict off keeps the threshold alone', () => {
    const predict = { ...facts({}).breaker, predict: 'off' as const };
    const signs = signReasons.map((reason) => ({ reason, why: 'numbers' }));
    expect(judge(facts({ breaker: predict, forecast: forecast(1), signs }))).toBeNull();
  });

  test.each(['on', 'cautious'] as const)('rule 20: what `%s` acts on, and what it only says', (predict) => {
    const tripsFor = (reason: SignReason, brokerDown: boolean) =>
      judge(
        facts({
          breaker: { ...facts({}).breaker, predict },
          signs: [{ reason, why: 'numbers' }],
          brokerDown,
        }),
      )?.reason ?? null;
    const acted = { on: ['stalled', 'peak'], cautious: signReasons }[predict] as readonly SignReason[];
    for (const reason of signReasons) {
      const trip = reason === 'ramp' ? 'forecast' : reason;
      expect(isActedOn(reason, predict, false), reason).toBe(acted.includes(reason));
      expect(tripsFor(reason, false), reason).toBe(acted.includes(reason) ? trip : null);
      // It took the broker down itself: what is expected then is said, not acted on.
      const expected = reason === 'stalled' || reason === 'leak';
      expect(tripsFor(reason, true), reason).toBe(acted.includes(reason) && !expected ? trip : null);
    }
  });

  test('tripped once is tripped', () => {
    const tripped = { ...facts({}).breaker, state: 'tripped' as const };
    expect(judge(facts({ breaker: tripped, reading: reading(99), sinceNewDateMs: 900_000 }))).toBeNull();
  });
});

test('rule 20: time to stop = age + poll + propagation (95th percentile, first guess 1 s) + drain', () => {
  const base = { ageMs: 20_000, pollMs: 5_000, propagationsMs: [], inRamp: false };
  expect(timeToStopMs(base)).toBe(36_000);
  expect(timeToStopMs({ ...base, inRamp: true })).toBe(86_000);
  const propagationsMs = Array.from({ length: 20 }, (_, i) => (i + 1) * 10);
  expect(timeToStopMs({ ...base, propagationsMs })).toBe(35_190);
});
