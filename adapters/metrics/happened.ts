/** What has happened to a run since it was last looked at: each of it is counted once. Pure. */
import type { Kill, Outcome, Recovery, Run, TripReason } from '../../src/run/run.ts';

/** As far as a run is counted. */
export interface Counted {
  tripped: boolean;
  seenOff: boolean;
  kills: number;
  ended: boolean;
}

export const nothingCounted: Counted = { tripped: false, seenOff: false, kills: 0, ended: false };

interface Happened {
  trip: TripReason | null;
  /** From the decision to the answer that shows the flag off. */
  flagOffMs: number | null;
  kills: Kill[];
  end: { outcome: Outcome; recovery: Recovery } | null;
}

export function countedOf(run: Run): Counted {
  return {
    tripped: run.breaker.trippedAt !== null,
    seenOff: run.flag.seenOffAt !== null,
    kills: run.kills.length,
    ended: run.state === 'ended',
  };
}

export function happenedSince(before: Counted, run: Run): Happened {
  const { tripped, seenOff, ended } = countedOf(run);
  const { seenOffAt } = run.flag;
  return {
    trip: tripped && !before.tripped ? run.breaker.reason : null,
    flagOffMs:
      seenOff && !before.seenOff && seenOffAt !== null && run.decision !== null
        ? Math.max(0, seenOffAt - run.decision.at)
        : null,
    kills: run.kills.slice(before.kills),
    end:
      ended && !before.ended && run.state === 'ended'
        ? { outcome: run.outcome, recovery: run.recovery ?? 'unknown' }
        : null,
  };
}
