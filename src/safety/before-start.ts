/** What bursts would start from, as the readings before a start show it (rule 5). */
import type { Reading } from '../ports.ts';
import { startLevel } from './level.ts';
import { percentOfLimit } from './percent-of-limit.ts';
import { inOrder } from './readings-in-order.ts';
import { peakIsTrue, servicePercent, startedCold } from './service-memory.ts';

export interface BurstStart {
  levelPercent: number;
  /** The source has the true peak between two readings, and it is the service's. */
  hasPeak: boolean;
}

/**
 * @param before readings of one process, at least one
 * @param processStartedAt null: unknown
 */
export function burstStart(
  before: readonly Reading[],
  limitBytes: number,
  processStartedAt: number | null,
): BurstStart {
  const readings = inOrder(before);
  const cold = startedCold(readings, limitBytes);
  const points = readings.map((reading) => ({
    at: reading.at,
    percent: servicePercent(reading, limitBytes, cold),
  }));
  const last = readings.at(-1);
  const shown = last === undefined ? 0 : percentOfLimit(last.usedBytes, limitBytes);
  return {
    levelPercent: startLevel(points, processStartedAt ?? readings[0]?.at ?? 0, null) ?? shown,
    hasPeak: peakIsTrue(readings, limitBytes),
  };
}
