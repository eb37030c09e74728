/** Memory after the flag is off, judged from the run as it stands (rule 23). */
import type { Reading } from '../ports.ts';
import { servicePercent } from '../safety/service-memory.ts';
import type { Draft } from './draft.ts';
import type { Moment } from './observation.ts';
import { judgeRecovery, type Verdict } from './recovery.ts';
import { isFresh } from './see-readings.ts';

/** When the flag was seen off for the last time, and the last restart or kill; 0: none. */
export function watchedFrom({ flag, decision, restart, kills, restartsSeen }: Draft): {
  offAt: number;
  restartedAt: number;
} {
  return {
    offAt: Math.max(flag.seenOffAt ?? decision!.at, flag.again?.until ?? 0),
    restartedAt: Math.max(
      restart?.done ? restart.requestedAt : 0,
      kills.at(-1)?.at ?? 0,
      restartsSeen.at(-1)?.at ?? 0,
    ),
  };
}

/** Without the page cache of a cold start, where rss tells the two apart: the kernel gives it back, the service cannot. */
export function serviceReadings({ readings, limitBytes, eyes }: Draft): readonly Reading[] {
  if (!eyes.pageCache) return readings;
  return readings.map((reading) => ({
    ...reading,
    usedBytes: (servicePercent(reading, limitBytes, true) * limitBytes) / 100,
  }));
}

/** null: not decided yet. */
export function judgeDraft(draft: Draft, moment: Moment): Verdict | null {
  const { flag, decision, broker } = draft;
  const { offAt, restartedAt } = watchedFrom(draft);
  const pod = draft.pods.findLast((candidate) => candidate.startedAt !== null) ?? null;
  const brokerBackAt = broker?.backAt ?? 0;
  return judgeRecovery({
    readings: serviceReadings(draft),
    limitBytes: draft.limitBytes,
    heldPercent: draft.heldPercent,
    since: Math.max(offAt, restartedAt, brokerBackAt),
    now: moment.at,
    afterKill: draft.kills.length > 0 || restartedAt > decision!.at,
    ready: pod?.ready ?? false,
    processStartedAt: pod?.startedAt ?? null,
    fresh: isFresh(draft, moment),
    flagOn: flag.again !== null && flag.again.until === null,
    // While the broker is down, and once more when it is back, the watch has its whole time.
    firstOffAt: broker === null ? (flag.seenOffAt ?? decision!.at) : Math.max(offAt, brokerBackAt),
  });
}
