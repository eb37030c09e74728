/** The chance of a kill by bursts in the world as it is, without a run: for `doctor` and `scenarios`. */
import type { Sighting } from '../ports.ts';
import { burstStart } from '../safety/before-start.ts';
import { type BurstFacts, burstRisk, ordersPerSecond, protectableValue } from '../safety/burst-risk.ts';
import { percentOfLimit } from '../safety/percent-of-limit.ts';
import type { BurstOutlook } from '../voice/risk-words.ts';
import type { Run } from './run.ts';

export interface Present extends Omit<BurstFacts, 'flagValue' | 'ordersPerSecond'> {
  /** The working set as it is now; bursts start from `levelPercent`, which a warm process falls back to. */
  shownPercent: number;
  /** What of it is no measurement; null: nothing. */
  assumed: 'all' | 'interval' | null;
}

/** How often metrics-server shows something new, and how old that becomes (facts/kubernetes.md). */
const metricsServer = { intervalMs: 15_000, ageMs: 45_000 };

/** A warm checkout under the demo's limit, as measured (facts/real-leak.md): where nothing can be seen now. */
export const assumedPresent: Present = {
  levelPercent: 50,
  shownPercent: 57,
  limitBytes: 20 * 1024 * 1024,
  hasGomemlimit: true,
  hasPeak: false,
  ...metricsServer,
  assumed: 'all',
};

/** @param known a run of this world whose preflight measured its readings; null: none; a single look shows their age alone */
export function presentOf(
  { pods, readings }: Sighting,
  known: Pick<Run, 'cadenceMs' | 'oldestAgeMs'> | null,
  now: number,
): Present | null {
  const [reading] = readings;
  const pod = pods.find(({ name }) => name === reading?.pod);
  if (reading === undefined || pod === undefined || pod.limitBytes === null) return null;
  return {
    ...burstStart([reading], pod.limitBytes, pod.startedAt),
    shownPercent: percentOfLimit(reading.usedBytes, pod.limitBytes),
    limitBytes: pod.limitBytes,
    hasGomemlimit: pod.gomemlimitBytes !== null,
    intervalMs: known?.cadenceMs ?? metricsServer.intervalMs,
    ageMs: Math.max(known?.oldestAgeMs ?? 0, now - reading.at),
    assumed: known === null ? 'interval' : null,
  };
}

/** Of a flag value and a count of users in that world. */
export function burstOutlook(present: Present, flagValue: number, users: number): BurstOutlook {
  const risk = burstRisk({ ...present, flagValue, ordersPerSecond: ordersPerSecond(users) });
  return { killChance: risk.chanceInTenMinutes, seen: !risk.unprotectable };
}

/** The highest flag value, in hundreds, whose kill readings can see coming; null: none. */
export function highestSeenValue(present: Present, users: number): number | null {
  return protectableValue({ ...present, flagValue: 10_001, ordersPerSecond: ordersPerSecond(users) });
}
