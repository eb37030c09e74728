/** The machine's own time, as the clocks need it; handed in so that their tests need not wait. */
export interface RealTime {
  /** Milliseconds that never step. */
  monotonic(): number;
  /** Calls back after `ms`; returns how to cancel it. */
  after(ms: number, call: () => void): () => void;
}

/** Longer timers overflow Node's and fire at once: a clock looks again after this much. */
export const longestTimerMs = 3_600_000;

export function machineTime(): RealTime {
  return {
    monotonic: () => performance.now(),
    after(ms, call) {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
  };
}
