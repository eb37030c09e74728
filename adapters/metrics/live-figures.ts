/** One run that is going on → what its gauges show. Pure. */
import { liveLeaseEndsAt } from '../../src/run/lease-end.ts';
import type { Run } from '../../src/run/run.ts';
import { mayPutOff } from '../../src/run/wants.ts';
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
  /** Since the flag had to go off, also once more, while it is not seen off; 0: it is not to be off, or it is. */
  flagOffPendingSeconds: number;
}

export function liveFigures(run: Run, now: Now): LiveFigures {
  const { eyes, flag, limitBytes } = run;
  const usedBytes = run.readings.at(-1)?.usedBytes ?? null;
  const leaseAt = liveLeaseEndsAt(run);
  const offDueAt = offDueSince(run);
  return {
    memoryUsedRatio: usedBytes === null ? null : percentOfLimit(usedBytes, limitBytes) / 100,
    memoryUsedBytes: usedBytes,
    memoryLimitBytes: limitBytes,
    // What the breaker goes by when it decides on blindness.
    readingAgeSeconds: Math.max(0, eyes.newDateAgeMs + (now.mono - eyes.newDateMono)) / 1_000,
    // An off that was seen needs none.
    leaseLeftSeconds: leaseAt === null || flag.seenOffAt !== null ? null : (leaseAt - now.at) / 1_000,
    killChance: run.killChance,
    flagOffPendingSeconds: offDueAt === null ? 0 : Math.max(0, now.at - offDueAt) / 1_000,
  };
}

/** null: it is not to be off, or is; also where nothing was ever written, and of what somebody else serves (rule 13). */
function offDueSince(run: Run): number | null {
  const { again, seenOffAt } = run.flag;
  if (run.state === 'stopping' && seenOffAt === null) return run.decision.at;
  const isOnAgain = again !== null && again.until === null;
  return isOnAgain && (again.ours || mayPutOff(run)) ? (again.offAsked?.at ?? again.since) : null;
}
