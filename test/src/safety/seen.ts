/** What the safety core is shown in tests: a service of 20 MiB, a flag served since `onAt`. */
import type { Reading } from '../../../src/ports.ts';
import type { Seen } from '../../../src/safety/assess.ts';

export const limitBytes = 20 * 2 ** 20;
export const start = 1_790_000_000_000;
const old = start - 7_200_000;

export function reading(second: number, percent: number, more: Partial<Reading> = {}): Reading {
  return {
    at: start + second * 1_000,
    seenAt: start + second * 1_000 + 5_000,
    usedBytes: (percent / 100) * limitBytes,
    rssBytes: null,
    peakBytes: null,
    goroutines: null,
    orders: null,
    restarts: 0,
    pod: 'checkout-1',
    ...more,
  };
}

/** One reading each 15 s, as percent by the second. */
export function readings(seconds: number, percentAt: (second: number) => number): Reading[] {
  const all: Reading[] = [];
  for (let s = 0; s <= seconds; s += 15) all.push(reading(s, percentAt(s)));
  return all;
}

export function seen(all: readonly Reading[], more: Partial<Seen> = {}): Seen {
  return {
    readings: all,
    orderCounts: [],
    limitBytes,
    gomemlimitBytes: 16 * 2 ** 20,
    processStartedAt: old,
    flag: { value: 300, highestValue: 300, servedSince: start },
    expectedOrdersPerSecond: 0.3,
    loadOnSince: start,
    thresholdPercent: 80,
    cadenceMs: 15_000,
    oldestAgeMs: 20_000,
    now: all.at(-1)?.at ?? start,
    ...more,
  };
}

export const ripple = (s: number) => Math.sin(s) * 0.3;
