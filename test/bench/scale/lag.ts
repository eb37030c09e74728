/** A clock that notes how late each step ran: the instant at which it was due against the one at which it did. */
import type { Clock } from '../../../src/ports.ts';

/** Shorter waits are retries and the hurry while a write is waited for; a poll is longer. */
const shortestPollMs = 1_000;

export interface LagClock extends Clock {
  /** Ms, one a step since the last call. */
  takeLags(): number[];
}

export function lagClock(clock: Clock): LagClock {
  let lags: number[] = [];
  return {
    ...clock,
    async sleep(ms, signal) {
      if (ms < shortestPollMs) return clock.sleep(ms, signal);
      const dueMono = clock.monotonic() + ms;
      await clock.sleep(ms, signal);
      if (signal?.aborted !== true) lags.push(Math.max(0, clock.monotonic() - dueMono));
    },
    takeLags() {
      const taken = lags;
      lags = [];
      return taken;
    },
  };
}
