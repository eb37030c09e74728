/** A clock that stands until a test moves it. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock } from '../../../src/ports.ts';

export interface ManualClock extends Clock {
  /** Moves on, waking sleepers in order and letting them act in between. */
  advance(ms: number): Promise<void>;
}

export interface CountingClock extends ManualClock {
  /** How many sleep on it: where a test must know that something waits before it moves the clock. */
  sleeping(): number;
}

export function manualClock(startAt = Date.UTC(2026, 0, 5, 12)): CountingClock {
  let elapsedMs = 0;
  const sleepers = new Set<{ dueMs: number; wake: () => void }>();
  const settle = async () => {
    for (let i = 0; i < 4; i += 1) await breathe();
  };

  return {
    now: () => startAt + elapsedMs,
    monotonic: () => elapsedMs,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const sleeper = { dueMs: elapsedMs + ms, wake: () => end() };
        const end = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', end);
      });
    },
    turn() {},
    sleeping: () => sleepers.size,
    async advance(ms) {
      const endMs = elapsedMs + ms;
      await settle();
      for (;;) {
        const next = [...sleepers].filter((each) => each.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
        if (next === undefined) break;
        elapsedMs = Math.max(elapsedMs, next.dueMs);
        next.wake();
        await settle();
      }
      elapsedMs = endMs;
      await settle();
    },
  };
}
