/** One run that is going on → what its gauges show. Pure. */
import type { Run } from '../../src/run/run.ts';
import { percentOfLimit } from '../../src/safety/percent-of-limit.ts';

/** Instants of the bot's clock, ms. */
export interface Now {
  at: number;
  mono: number;
}

/** null: unknown, or nothing of the kind: no sample, never 0. */
export interface LiveFigures {
  memoryUsedRatio: number | null;
  memoryUsedBytes: number | null;
  memoryLimitBytes: number;
  readingAgeSeconds: number;
  /** Below 0: it has passed, and flagd serves off. */
  leaseLeftSeconds: number | null;
  /** 0–1, within ten minutes. */
  killChance: number | null;
  /** Since the flag had to go off, while it is not seen off; 0: it is not to be off, or it is. */
  flagOffPendingSeconds: number;
}

export function liveFigures(run: Run, now: Now): LiveFigures {
  const { eyes, flag, decision, limitBytes } = run;
  const usedBytes = run.readings.at(-1)?.usedBytes ?? null;
  const deadlineSeconds = flag.servedDeadlineSeconds;
  const pending = decision !== null && flag.seenOffAt === null;
  return {
    memoryUsedRatio: usedBytes === null ? null : percentOfLimit(usedBytes, limitBytes) / 100,
    memoryUsedBytes: usedBytes,
    memoryLimitBytes: limitBytes,
    // What the breaker goes by when it decides on blindness.
    readingAgeSeconds: Math.max(0, eyes.newDateAgeMs + (now.mono - eyes.newDateMono)) / 1_000,
    // Deadline 1 is how a flag is put off (rule 9), and an off that was seen needs none: no lease.
    leaseLeftSeconds:
      deadlineSeconds === null || deadlineSeconds <= 1 || flag.seenOffAt !== null
        ? null
        : deadlineSeconds - now.at / 1_000,
    killChance: run.killChance,
    flagOffPendingSeconds: pending ? Math.max(0, now.at - decision.at) / 1_000 : 0,
  };
}
