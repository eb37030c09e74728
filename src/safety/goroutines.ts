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
/** How long they are there to be counted, about half a second, and when two rises in a row are no proof any more. */
const aliveSeconds = 0.5;
const twoRisesByChance = 0.02;
const exportsLookedAt = 8;

export interface GoroutineLeak {
  /** The rising exports, oldest first: two or more. */
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
  for (let i = readings.length - 1; i >= 0 && exports.length < exportsLookedAt; i--) {
    const { goroutines } = readings[i]!;
    if (goroutines === null || goroutines === exports[0]) continue;
    if (exports[0] !== undefined && exports[0] - goroutines < fewestMore) break;
    exports.unshift(goroutines);
  }
  if (exports.length >= 3 && isProvedByTwoRises(ordersPerSecond)) return { exports: exports.slice(-3) };
  const most = ordersPerSecond === null ? null : ordersAtOnce(ordersPerSecond);
  const isBeyondBursts =
    most !== null && exports.at(-1)! - exports[0]! > Math.max(fewestMore, most * flagValue);
  return isBeyondBursts ? { exports } : null;
}

/** At several orders a second each export finds some of them, and two rise in a row by chance. */
function isProvedByTwoRises(ordersPerSecond: number | null): boolean {
  if (ordersPerSecond === null) return true;
  const expected = ordersPerSecond * aliveSeconds;
  if (expected >= 1) return false;
  let chance = 0;
  for (let middle = 1, above = poissonTail(1, expected); above > 1e-6; middle++) {
    const next = poissonTail(middle + 1, expected);
    chance += (1 - above) * (above - next) * next;
    if (chance >= twoRisesByChance) return false;
    above = next;
  }
  return true;
}

/** More orders than this do not coincide, but by a chance that is neglected. */
function ordersAtOnce(ordersPerSecond: number): number {
  const expected = ordersPerSecond * burstSeconds;
  let most = Math.max(1, Math.floor(expected));
  while (poissonTail(most + 1, expected) > byChance) most += 1;
  return most;
}
