/** The machine's clock, so many times as fast: real servers answer on it, and nobody waits long. */
import type { Clock } from '../../../../src/ports.ts';

export function quickClock(speed: number): Clock {
  const startedAt = Date.now();
  const started = performance.now();
  const elapsedMs = () => (performance.now() - started) * speed;
  return {
    now: () => startedAt + elapsedMs(),
    monotonic: elapsedMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const timer = setTimeout(() => end(), ms / speed);
        const end = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        signal?.addEventListener('abort', end);
      }),
    turn() {},
  };
}
