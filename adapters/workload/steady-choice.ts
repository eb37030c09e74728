/**
 * Of several sources that show the same pod, one: switching between them at every look would show growth and falls
 * that are none, dates seconds apart for one and the same sample, and time going back (rule 18).
 */
import type { Reading } from '../../src/ports.ts';

/** A source is left when another has something newer by more than this: it has missed a scrape, or is gone. */
const switchMs = 10_000;
const keptProcesses = 50;

export interface Offer {
  /** Names the source. */
  source: string;
  reading: Reading;
}

export interface SteadyChoice {
  /**
   * Of one process's offers that of the source taken last, unless another is clearly newer; never older than what was
   * taken last: that is shown again. null: there is none. `process`: a name of it.
   */
  of(process: string, offers: readonly Offer[], seenAt: number): Offer | null;
}

export function steadyChoice(): SteadyChoice {
  const taken = new Map<string, Offer>();

  return {
    of(process, offers, seenAt) {
      const newest = offers.reduce<Offer | null>(
        (best, offer) => (best === null || offer.reading.at > best.reading.at ? offer : best),
        null,
      );
      if (newest === null) return null;
      const last = taken.get(process);
      const same = offers.find(({ source }) => source === last?.source);
      const isSteady = same !== undefined && newest.reading.at - same.reading.at <= switchMs;
      const wanted = isSteady ? same : newest;
      const isOlder = last !== undefined && wanted.reading.at < last.reading.at;
      const chosen = isOlder ? { ...last, reading: { ...last.reading, seenAt } } : wanted;
      taken.delete(process);
      taken.set(process, chosen);
      if (taken.size > keptProcesses) taken.delete(taken.keys().next().value ?? process);
      return chosen;
    },
  };
}
