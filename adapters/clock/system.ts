/** The clock of a bot that runs on a real world: the machine's. */
import type { Clock } from '../../src/ports.ts';
import { longestTimerMs, machineTime } from './real-time.ts';

export function systemClock(): Clock {
  const real = machineTime();

  return {
    now: () => Date.now(),
    monotonic: () => real.monotonic(),
    sleep(ms, signal) {
      if (signal?.aborted || Number.isNaN(ms)) return Promise.resolve();
      const endMono = real.monotonic() + ms;
      return new Promise((resolve) => {
        let cancel = () => {};
        const end = () => {
          cancel();
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const wait = () => {
          const leftMs = endMono - real.monotonic();
          if (leftMs <= 0) return end();
          cancel = real.after(Math.min(leftMs, longestTimerMs), wait);
        };
        signal?.addEventListener('abort', end);
        cancel = real.after(Math.min(Math.max(ms, 0), longestTimerMs), wait);
      });
    },
    turn() {},
  };
}
