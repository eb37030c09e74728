/**
 * flagd's clock as seen from here (rule 6): `Date` of an OFREP answer less the monotonic clock at its receipt, the
 * largest of the last 20 samples. `Date` has whole seconds and is old at receipt, so every sample is too small; the
 * largest is the nearest, and a deadline made from it comes a little early rather than late. Never saved.
 */
const samplesKept = 20;
const samplesNeeded = 3;
const outlierMs = 5_000;

export interface FlagdClock {
  /** Milliseconds to add to the monotonic clock, oldest first. */
  offsets: readonly number[];
}

export const unknownFlagdClock: FlagdClock = { offsets: [] };

export function sampled(clock: FlagdClock, serverAt: number, receivedMono: number): FlagdClock {
  return { offsets: [...clock.offsets, serverAt - receivedMono].slice(-samplesKept) };
}

/**
 * Unix seconds on flagd's clock, with fraction; null: no answer with a `Date` yet. One answer that lies is left out:
 * with three samples or more what is far above their median does not count, with fewer the smallest does.
 */
export function flagdSeconds(clock: FlagdClock, mono: number): number | null {
  const sorted = clock.offsets.toSorted((a, b) => a - b);
  if (sorted.length === 0) return null;
  const bound = sorted.length < samplesNeeded ? sorted[0]! : sorted[(sorted.length - 1) >> 1]! + outlierMs;
  return (sorted.findLast((offset) => offset <= bound)! + mono) / 1000;
}

/** A deadline may be made from it. */
export function isSettled(clock: FlagdClock): boolean {
  return clock.offsets.length >= samplesNeeded;
}
