/**
 * Goroutines are 65–75 in a healthy service whatever the flag's value, and rise straight in every real leak. An export
 * may catch a burst; two that rise in a row do not lie (facts/real-leak.md), nor does one that no burst can explain.
 */
import type { Reading } from '../ports.ts';
import { poissonTail } from './statistics.ts';

const fewestMore = 20;
/** Goroutines of a healthy order end within a second. */
const burstSeconds = 1;
/** One export in two thousand may catch so many orders at once. */
const byChance = 5e-4;

export interface GoroutineLeak {
  /** The rising exports, oldest first: two, or three. */
  exports: number[];
}

/**
 * @param readings of one process, oldest first; each carries the last export
 * @param ordersPerSecond null: unknown
 */
export function goroutineLeak(
  readings: readonly Reading[],
  servedSince: number,
  flagValue: number,
  ordersPerSecond: number | null,
): GoroutineLeak | null {
  const latest = readings.findLast(({ goroutines }) => goroutines !== null);
  if (latest === undefined || latest.at <= servedSince) return null;
  const exports: number[] = [];
  for (let i = readings.length - 1; i >= 0 && exports.length < 3; i--) {
    const { goroutines } = readings[i]!;
    if (goroutines !== null && goroutines !== exports[0]) exports.unshift(goroutines);
  }
  const [last = 0, before = last, earlier = before] = exports.toReversed();
  if (last - before >= fewestMore && before - earlier >= fewestMore) return { exports };
  const most = ordersPerSecond === null ? null : ordersAtOnce(ordersPerSecond);
  const isBeyondBursts = most !== null && last - before > Math.max(fewestMore, most * flagValue);
  return isBeyondBursts && exports.length > 1 ? { exports: [before, last] } : null;
}

/** More orders than this do not coincide, but by a chance that is neglected. */
function ordersAtOnce(ordersPerSecond: number): number {
  const expected = ordersPerSecond * burstSeconds;
  let most = 1;
  while (poissonTail(most + 1, expected) > byChance) most += 1;
  return most;
}
