/** When the lease ends for those who look at the bot's clock: its deadline stands on flagd's (rule 6). */
import { expiredDeadlineSeconds } from '../flag/lease.ts';
import type { Moment } from './observation.ts';
import type { Run } from './run.ts';

/**
 * Ms, whole seconds; null: not known. OFREP's `Date`, which tells it, has no more: what is less than a second is its
 * grain, and no clock that is off.
 */
export function flagdAheadMs({ at, flagdSeconds }: Pick<Moment, 'at' | 'flagdSeconds'>): number | null {
  if (flagdSeconds === null) return null;
  const seconds = Math.trunc(flagdSeconds - at / 1_000);
  return seconds === 0 ? 0 : seconds * 1_000;
}

/**
 * When the deadline that is served has come, on the bot's clock, ms; while flagd's is not known as if both agreed.
 * null: none is known. Deadline 1, by which a flag is put off (rule 9), is long past.
 */
export function leaseEndsAt(run: Pick<Run, 'flag' | 'eyes'>): number | null {
  const { servedDeadlineSeconds } = run.flag;
  return servedDeadlineSeconds === null ? null : servedDeadlineSeconds * 1_000 - (run.eyes.flagdAheadMs ?? 0);
}

/** The same; null also for deadline 1, which is no lease. */
export function liveLeaseEndsAt(run: Pick<Run, 'flag' | 'eyes'>): number | null {
  const isPutOff = (run.flag.servedDeadlineSeconds ?? 0) <= expiredDeadlineSeconds;
  return isPutOff ? null : leaseEndsAt(run);
}
