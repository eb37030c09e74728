/** After the flag is off: is the target as it was? Rule 23. Pure. */
import type { Reading } from '../ports.ts';
import { percentOfLimit } from '../safety/percent-of-limit.ts';
import { percent } from '../voice/number.ts';
import type { Recovery } from './run.ts';

export interface RecoveryFacts {
  readings: readonly Reading[];
  limitBytes: number;
  /** Highest level held before the ramp or step, percent. */
  heldPercent: number;
  /** Since when memory is watched: the flag seen off, or the restart after it. */
  since: number;
  now: number;
  /** After a kill or restart: when the present process started, and whether its pod is ready. */
  afterKill: boolean;
  ready: boolean;
  processStartedAt: number | null;
  fresh: boolean;
}

export interface Verdict {
  recovery: Recovery;
  why: string;
}

/** A warm idle checkout is at 62 % (facts/otel-demo.md). */
const warmIdlePercent = 62;
const allowancePercent = 5;
const watchMs = 300_000;
/** Above the level and level for as long: waiting the whole five minutes tells nothing more. */
const holdsMs = 180_000;
const settledAfterKillMs = 120_000;
/** Less than this between the first and last of three readings is no growth. */
const growthPercent = 1;

/** null: not decided yet. */
export function judgeRecovery(facts: RecoveryFacts): Verdict | null {
  const percents = facts.readings
    .filter((reading) => reading.at > facts.since)
    .map((reading) => percentOfLimit(reading.usedBytes, facts.limitBytes));
  const watchedMs = facts.now - facts.since;
  const bound = Math.max(warmIdlePercent, facts.heldPercent) + allowancePercent;
  const three = percents.slice(-3);
  const last = percents.at(-1);
  const growing = three.length === 3 && three[2]! - three[0]! > growthPercent;
  const low = three.length === 3 && three.every((value) => value <= bound);
  const settled =
    !facts.afterKill ||
    (facts.ready &&
      facts.processStartedAt !== null &&
      facts.now - facts.processStartedAt >= settledAfterKillMs);

  if (facts.fresh && low && !growing && settled) {
    return { recovery: 'recovered', why: `steady at ${percent(last!)} for three readings` };
  }
  const five = percents.slice(-5);
  const holds = five.length === 5 && last! > bound && five[0]! - last! < growthPercent;
  if (facts.fresh && watchedMs >= holdsMs && holds) {
    return { recovery: 'restart-needed', why: `memory holds at ${percent(last!)}` };
  }
  if (watchedMs < watchMs) return null;
  if (!facts.fresh || last === undefined) return { recovery: 'unknown', why: 'no fresh readings' };
  if (growing) return { recovery: 'restart-needed', why: `memory still grows, ${percent(last)}` };
  if (last > bound) return { recovery: 'restart-needed', why: `memory is at ${percent(last)}` };
  return { recovery: 'unknown', why: settled ? 'too few readings' : 'restarted a moment ago' };
}
