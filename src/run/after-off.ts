/**
 * What memory does once the flag is off: growth must stop within a minute of it (facts/real-leak.md), and is measured
 * by readings dated after it. Pure.
 */
import type { Reading } from '../ports.ts';
import { percentOfLimit } from '../safety/percent-of-limit.ts';
import { median } from '../safety/statistics.ts';

export interface Pace {
  /** Date of the latest reading it is measured by. */
  at: number;
  pointsAMinute: number;
  percent: number;
}

/** How long growth may go on after the flag was seen off: orders under way end. */
export const stopsWithinMs = 60_000;
/**
 * From here on memory is said to grow. On the recorded runs a dead broker adds 3.8 points a minute and more; what holds
 * after the flag went off shows less in nine of ten windows of 15 s readings, and in all but one of twenty at 1 s.
 */
const growsFrom = 1.5;
const windowMs = 60_000;
const shortestMs = 40_000;
const fewest = 3;
/** Of a source of one second: more tells nothing more. */
const mostPoints = 20;

export function grows(pace: Pace): boolean {
  return pace.pointsAMinute >= growsFrom;
}

/** Of one process, by the last minute of readings dated after `since`; null: too few, or of too short a time. */
export function paceAfter(readings: readonly Reading[], limitBytes: number, since: number): Pace | null {
  const recent = lastReadings(readings, since, windowMs);
  const first = recent[0];
  const last = recent.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < shortestMs) return null;
  const pointsAMinute = slope(recent, limitBytes) * 60_000;
  return { at: last.at, pointsAMinute, percent: percentOfLimit(last.usedBytes, limitBytes) };
}

/** Points that memory rose within `withinMs` of the latest of these readings, without what one of them does alone. */
export function riseWithin(
  readings: readonly Reading[],
  limitBytes: number,
  since: number,
  withinMs: number,
): { points: number; spanMs: number } | null {
  const recent = lastReadings(readings, since, withinMs);
  const first = recent[0];
  const last = recent.at(-1);
  if (first === undefined || last === undefined || recent.length < fewest) return null;
  const spanMs = last.at - first.at;
  return { points: slope(recent, limitBytes) * spanMs, spanMs };
}

/** Of the latest one's process and dated after `since`: those within the window, the last three where it has fewer. */
function lastReadings(readings: readonly Reading[], since: number, withinMs: number): Reading[] {
  const latest = readings.at(-1);
  const found: Reading[] = [];
  for (let index = readings.length - 1; latest !== undefined && index >= 0; index -= 1) {
    const reading = readings[index]!;
    if (reading.at <= since) break;
    if (reading.pod !== latest.pod || reading.restarts !== latest.restarts) continue;
    if (found.length >= fewest && latest.at - reading.at > withinMs) break;
    found.unshift(reading);
  }
  return found;
}

/** Points a millisecond: the median of all slopes between two of them (Theil–Sen). */
function slope(readings: readonly Reading[], limitBytes: number): number {
  const step = Math.ceil(readings.length / mostPoints);
  const points = readings.filter((_reading, index) => (readings.length - 1 - index) % step === 0);
  const slopes = points.flatMap((a, index) =>
    points
      .slice(index + 1)
      .filter((b) => b.at > a.at)
      .map((b) => percentOfLimit(b.usedBytes - a.usedBytes, limitBytes) / (b.at - a.at)),
  );
  return slopes.length === 0 ? 0 : median(slopes);
}

/** The same interval as a ramp's forecast has (facts/breaker-study.md): from now on, ms. */
export function killLeftMs({
  percent,
  pointsAMinute,
}: Pick<Pace, 'percent' | 'pointsAMinute'>): [number, number] {
  const leftMs = (Math.max(0, 100 - percent) / pointsAMinute) * 60_000;
  return [0.3 * leftMs, 1.6 * leftMs];
}
