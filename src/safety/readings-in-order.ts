import type { Reading } from '../ports.ts';

/** Oldest first, one of each date: late, repeated and out-of-order answers change nothing of what is found. */
export function inOrder(readings: readonly Reading[]): readonly Reading[] {
  if (readings.every((reading, i) => i === 0 || reading.at > readings[i - 1]!.at)) return readings;
  const sorted = readings.toSorted((a, b) => a.at - b.at || a.seenAt - b.seenAt);
  return sorted.filter((reading, i) => i === 0 || reading.at > sorted[i - 1]!.at);
}

const wholeMs = 600_000;
const firstMs = 90_000;
const oneEachMs = 15_000;

/** Of a fast source the first and the last minutes whole, one each 15 s between: a step costs no more in a long run. */
export function thinned(readings: readonly Reading[]): readonly Reading[] {
  const [first, last] = [readings[0]?.at ?? 0, readings.at(-1)?.at ?? 0];
  let bin = Number.NaN;
  return readings.filter(({ at }) => {
    if (at - first <= firstMs || last - at <= wholeMs) return true;
    const before = bin;
    bin = Math.floor((at - first) / oneEachMs);
    return bin !== before;
  });
}
