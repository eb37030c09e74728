import type { Reading } from '../ports.ts';

/** Oldest first, one of each date: late, repeated and out-of-order answers change nothing of what is found. */
export function inOrder(readings: readonly Reading[]): readonly Reading[] {
  if (readings.every((reading, i) => i === 0 || reading.at > readings[i - 1]!.at)) return readings;
  const sorted = readings.toSorted((a, b) => a.at - b.at || a.seenAt - b.seenAt);
  return sorted.filter((reading, i) => i === 0 || reading.at > sorted[i - 1]!.at);
}
