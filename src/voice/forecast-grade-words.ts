/** How good the forecasts of a run were: only what happened can be graded. */
import { type Ended, utilization } from '../run/run.ts';
import { gradeForecasts } from '../safety/forecast-grades.ts';
import { zeroAt } from './memory.ts';
import { percent } from './number.ts';

/**
 * `Forecasts: at half-time 14 % off; 12 of 15 intervals held the kill`; without a kill the crossing of the threshold,
 * which of an averted run is all there is to grade; null: none was made.
 */
export function gradeWords(run: Ended): string | null {
  const made = run.forecasts.length;
  if (made === 0) return null;
  const kill = run.kills[0];
  if (kill !== undefined) return graded(run, 'kill', kill.at, 'the kill');
  const crossed = percent(run.breaker.thresholdPercent);
  const crossingAt = crossedAt(run);
  const held = `the crossing of ${crossed}; no kill came to grade the rest by`;
  const why =
    crossingAt === null
      ? `neither a kill nor ${crossed} came while the flag was on`
      : `none foresaw ${crossed} before it came, and no kill came`;
  return graded(run, 'threshold', crossingAt, held) ?? `Forecasts: ${made}, none to grade: ${why}`;
}

function graded(run: Ended, what: 'kill' | 'threshold', at: number | null, held: string): string | null {
  const grades = gradeForecasts(run.forecasts, what, at);
  if (grades === null) return null;
  const intervals = `${grades.held} of ${grades.count} intervals held ${held}`;
  return `Forecasts: at half-time ${percent(grades.errorAtHalfTime * 100)} off; ${intervals}`;
}

/** The first reading over the threshold while the flag was on: afterwards nothing of what was foreseen holds. */
function crossedAt(run: Ended): number | null {
  const until = run.decision?.at ?? Number.POSITIVE_INFINITY;
  const over = run.readings.find(
    (reading) =>
      reading.at >= zeroAt(run) &&
      reading.at <= until &&
      utilization(run, reading.usedBytes) > run.breaker.thresholdPercent,
  );
  return over?.at ?? null;
}
