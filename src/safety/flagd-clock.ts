/**
 * flagd's clock as seen from here (rule 6): `Date` of an OFREP answer less the monotonic clock at its receipt, the
 * largest of the last 20 samples. `Date` has whole seconds and is old at receipt, so every sample is too small; the
 * largest is the nearest, and a deadline made from it comes a little early rather than late. Never saved.
 */
const samplesKept = 20;

export interface FlagdClock {
  /** Milliseconds to add to the monotonic clock, oldest first. */
  offsets: readonly number[];
}

export const unknownFlagdClock: FlagdClock = { offsets: [] };

export function sampled(clock: FlagdClock, serverAt: number, receivedMono: number): FlagdClock {
  return { offsets: [...clock.offsets, serverAt - receivedMono].slice(-samplesKept) };
}

/** Unix seconds on flagd's clock, with fraction; null: no answer with a `Date` yet. */
export function flagdSeconds(clock: FlagdClock, mono: number): number | null {
  return clock.offsets.length === 0 ? null : (Math.max(...clock.offsets) + mono) / 1000;
}
