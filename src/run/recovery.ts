/** After the flag is off: is the target as it was? Rule 23. Pure. */
import type { Reading } from '../ports.ts';
import { percentOfLimit } from '../safety/percent-of-limit.ts';
import { percent, trend } from '../voice/number.ts';
import { grows, paceAfter, riseWithin, stopsWithinMs } from './after-off.ts';
import type { Recovery } from './run.ts';

export interface RecoveryFacts {
  readings: readonly Reading[];
  limitBytes: number;
  /** Highest level held before the ramp or step, percent. */
  heldPercent: number;
  /** Since when memory is watched: the flag seen off, off again, or the kill or restart after it. */
  since: number;
  now: number;
  /** After a kill or restart: when the present process started, and whether its pod is ready. */
  afterKill: boolean;
  ready: boolean;
  processStartedAt: number | null;
  fresh: boolean;
  /** The flag is served again: then nothing is recovered, whatever memory does. */
  flagOn: boolean;
  /** When the flag was first seen off: an open question keeps no run open. */
  firstOffAt: number;
}

export interface Verdict {
  recovery: Recovery;
  why: string;
}

/** A warm idle checkout is at 62 % (facts/otel-demo.md). */
const warmIdlePercent = 62;
const allowancePercent = 5;
export const watchMs = 300_000;
/** Kills, restarts and a flag that comes back each begin the watch anew, but not for ever. */
const longestWatchMs = 900_000;
/** Above the level and level for as long: waiting the whole five minutes tells nothing more. */
const holdsMs = 180_000;
const settledAfterKillMs = 120_000;
/** Less than this within the three readings, or a quarter of a minute of a faster source, is no growth. */
const growthPercent = 1;
const steadyMs = 15_000;
/** Three readings of a source of one second tell of two seconds alone. */
const steadyAtLeastMs = 10_000;
const fallingPointsAMinute = -1;

/** At most this much is recovered: five points above the highest level held before. */
export function recoveredPercent(heldPercent: number): number {
  return Math.max(warmIdlePercent, heldPercent) + allowancePercent;
}

/** null: not decided yet. */
export function judgeRecovery(facts: RecoveryFacts): Verdict | null {
  const watchedMs = facts.now - facts.since;
  const tooLong = watchedMs >= watchMs || facts.now - facts.firstOffAt >= longestWatchMs;
  if (facts.flagOn) {
    return facts.now - facts.firstOffAt >= watchMs
      ? { recovery: 'unknown', why: 'the flag is on again' }
      : null;
  }
  const after = facts.readings.filter((reading) => reading.at > facts.since);
  const last = after.at(-1);
  const level = last === undefined ? null : percentOfLimit(last.usedBytes, facts.limitBytes);
  const bound = recoveredPercent(facts.heldPercent);
  const pace = paceAfter(facts.readings, facts.limitBytes, facts.since);
  // A new process warms up: its first minutes are steeper than most leaks.
  const growing = pace !== null && grows(pace) && !facts.afterKill;
  const settled = !facts.afterKill || isSettled(facts);

  if (facts.fresh && level !== null && settled && isSteadyUnder(bound, after, facts) && !growing) {
    return { recovery: 'recovered', why: `steady at ${percent(level)} for three readings` };
  }
  const above = facts.fresh && level !== null && level > bound;
  if (above && growing && pace.at - facts.since >= stopsWithinMs) {
    return { recovery: 'restart-needed', why: `memory still grows, ${trend(pace.pointsAMinute)}` };
  }
  const falls = pace === null || pace.pointsAMinute <= fallingPointsAMinute;
  if (above && watchedMs >= holdsMs && !falls) {
    return { recovery: 'restart-needed', why: `memory holds at ${percent(level)}` };
  }
  if (!tooLong) return null;
  if (!facts.fresh || level === null) return { recovery: 'unknown', why: 'no fresh readings' };
  if (growing) return { recovery: 'restart-needed', why: `memory still grows, ${trend(pace.pointsAMinute)}` };
  if (level > bound) return { recovery: 'restart-needed', why: `memory is at ${percent(level)}` };
  return { recovery: 'unknown', why: settled ? 'too few readings' : 'restarted a moment ago' };
}

function isSettled(facts: RecoveryFacts): boolean {
  const { ready, processStartedAt, now } = facts;
  return ready && processStartedAt !== null && now - processStartedAt >= settledAfterKillMs;
}

/** At least three new readings, none above the bound, without growth. */
function isSteadyUnder(bound: number, after: readonly Reading[], facts: RecoveryFacts): boolean {
  const last = after.at(-1);
  const rise = riseWithin(facts.readings, facts.limitBytes, facts.since, steadyMs);
  if (last === undefined || rise === null || rise.spanMs < steadyAtLeastMs) return false;
  const lately = after.slice(-3).concat(after.filter((reading) => last.at - reading.at <= steadyMs));
  const low = lately.every((reading) => percentOfLimit(reading.usedBytes, facts.limitBytes) <= bound);
  return low && rise.points <= growthPercent;
}
