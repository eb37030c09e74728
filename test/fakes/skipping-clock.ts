/** The machine's clock, which a test can move on: what waits for that long ago is woken. */
import { machineTime } from '../../adapters/clock/real-time.ts';
import type { Clock } from '../../src/ports.ts';

export interface SkippingClock extends Clock {
  /** Resolves when those who were woken have had their turns. */
  skip(ms: number): Promise<void>;
}

export function skippingClock(): SkippingClock {
  const real = machineTime();
  let skippedMs = 0;
  const sleepers = new Set<{ dueMono: number; wake: () => void }>();
  const monotonic = () => real.monotonic() + skippedMs;

  return {
    now: () => Date.now() + skippedMs,
    monotonic,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          cancel();
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper = { dueMono: monotonic() + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake);
        const cancel = real.after(Math.max(0, ms), wake);
      });
    },
    turn() {},
    async skip(ms) {
      skippedMs += ms;
      for (const { dueMono, wake } of [...sleepers]) if (dueMono <= monotonic()) wake();
      for (let i = 0; i < 4; i += 1) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
