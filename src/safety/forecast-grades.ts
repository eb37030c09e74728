/** How good the forecasts of a run were, once what they spoke of has happened. Pure. */
import type { Forecast } from '../run/run.ts';
import { median } from './statistics.ts';

export interface ForecastGrades {
  /** Forecasts that were made before it. */
  count: number;
  /** Of these, those whose interval held it. For the threshold the interval is that of the kill, in proportion. */
  held: number;
  /** Share of the time that was left, of the forecast nearest to half-time between the first and what happened. */
  errorAtHalfTime: number;
  medianError: number;
}

/**
 * @param happenedAt when it was killed, or when a reading was over the threshold; null where neither came: nothing can
 * be graded
 * @returns null without any forecast before it
 */
export function gradeForecasts(
  forecasts: readonly Forecast[],
  what: 'kill' | 'threshold',
  happenedAt: number | null,
): ForecastGrades | null {
  if (happenedAt === null) return null;
  const graded = forecasts.flatMap((forecast) => {
    const foreseenAt = what === 'kill' ? forecast.killAt : forecast.breakerAt;
    const leftMs = happenedAt - forecast.at;
    if (foreseenAt === null || leftMs <= 0) return [];
    const share = (foreseenAt - forecast.at) / Math.max(1, forecast.killAt - forecast.at);
    const earliest = (forecast.earliestKillAt - forecast.at) * share;
    const latest = (forecast.latestKillAt - forecast.at) * share;
    return [
      {
        at: forecast.at,
        error: Math.abs(foreseenAt - happenedAt) / leftMs,
        held: earliest <= leftMs && leftMs <= latest,
      },
    ];
  });
  const first = graded[0];
  if (first === undefined) return null;
  const halfTime = (first.at + happenedAt) / 2;
  const atHalf = graded.reduce((best, grade) =>
    Math.abs(grade.at - halfTime) < Math.abs(best.at - halfTime) ? grade : best,
  );
  return {
    count: graded.length,
    held: graded.filter((grade) => grade.held).length,
    errorAtHalfTime: atHalf.error,
    medianError: median(graded.map((grade) => grade.error)),
  };
}
