/**
 * The sandbox's clock: `speed` times as fast as the machine's, and elastic. Between two `turn()`s it advances at most
 * one poll and then holds, so that a busy machine, which stalls the loop, cannot make a healthy demo look blind.
 */
import type { Clock } from '../../src/ports.ts';
import { longestTimerMs, machineTime, type RealTime } from './real-time.ts';

/**
 * A loop that sleeps before it turns would wait for itself: however long the clock holds, a sleep ends this much
 * (real time) after it would have ended on a clock that does not hold.
 */
const heldSleepMs = 1000;
/** What sums of fractions may be short of a whole. */
const roundingMs = 1e-6;

export interface ElasticOptions {
  /** Milliseconds of this clock in one of the machine's. */
  speed: number;
  pollMs: number;
  /** Milliseconds since the epoch, at which the clock begins. */
  startAt: number;
  real?: RealTime;
}

/**
 * A sleep of at most one poll ends no later than the clock holds: a loop that turns, works and sleeps for a poll
 * comes round once a poll, whatever its work took.
 */
export function elasticClock(options: ElasticOptions): Clock {
  const { speed, pollMs, startAt } = options;
  const real = options.real ?? machineTime();
  const sleepers = new Set<() => void>();
  let baseMs = 0;
  let baseReal = real.monotonic();

  const elapsedMs = () => baseMs + Math.min((real.monotonic() - baseReal) * speed, pollMs);
  const ceilingMs = () => baseMs + pollMs;

  const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted || Number.isNaN(ms)) return Promise.resolve();
    const startMs = elapsedMs();
    const askedMs = startMs + Math.max(ms, 0);
    const endMs = ms <= pollMs && startMs < ceilingMs() ? Math.min(askedMs, ceilingMs()) : askedMs;
    const latestReal = real.monotonic() + Math.max(ms, 0) / speed + heldSleepMs;
    return new Promise((resolve) => {
      let cancel = () => {};
      const end = () => {
        cancel();
        sleepers.delete(wait);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const wait = () => {
        cancel();
        const leftMs = endMs - elapsedMs();
        const leftReal = latestReal - real.monotonic();
        if (leftMs <= roundingMs || leftReal <= 0) return end();
        const reachable = endMs <= ceilingMs();
        cancel = real.after(Math.min(reachable ? leftMs / speed : leftReal, leftReal, longestTimerMs), wait);
      };
      sleepers.add(wait);
      signal?.addEventListener('abort', end);
      // Even no sleep lets the machine take a breath: a loop of them must not starve the timers.
      if (ms <= 0) cancel = real.after(0, end);
      else wait();
    });
  };

  return {
    now: () => Math.floor(startAt + elapsedMs()),
    monotonic: elapsedMs,
    sleep,
    turn() {
      baseMs = elapsedMs();
      baseReal = real.monotonic();
      for (const wait of [...sleepers]) wait();
    },
  };
}
