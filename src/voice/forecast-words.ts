/** What is said of the future: a range with clock times, in a ramp only; else why there is no forecast (promise 9). */
import type { Forecast, Regime, Run } from '../run/run.ts';
import { instant } from './instant.ts';
import { freshReading, pointsAMinute, zeroAt } from './memory.ts';
import { duration, durationRange, oneIn, trend } from './number.ts';
import { outsideWords } from './typed.ts';

const notProved = 'rise not proved yet';
/** From this on a rise is not called level, whether it is proved or not. */
const risingPointsAMinute = 1;
const course: Record<Regime, string> = {
  'warm-up': 'warming up',
  level: 'level',
  bursts: 'level with bursts',
  ramp: 'rising',
  step: 'a step',
};

/** `up 3.6 points a minute` where it rises or falls by a point or more; else what the regime is. */
export function courseWords(run: Run): string {
  const rate = pointsAMinute(run, zeroAt(run));
  const moves = rate !== null && (run.regime === 'ramp' || Math.abs(rate) >= risingPointsAMinute);
  return moves ? trend(rate) : course[run.regime];
}

/** What the regime is judged by, in place of a forecast: `level at 61 % for 6 m, bursts of 0.6 MiB an order`. */
function whyNone(run: Run): string {
  if (run.regime === 'ramp') return notProved;
  const rate = pointsAMinute(run, zeroAt(run));
  const evidence = outsideWords(run.evidence, 110);
  if (run.regime === 'step') return `a step, ${evidence}`;
  if (rate === null || rate < risingPointsAMinute) return evidence;
  if (run.regime === 'level') return notProved;
  return `${run.regime === 'bursts' ? 'bursts' : course[run.regime]}, ${notProved}`;
}

export interface ForecastWords {
  /** With clock times as instants. */
  shown: string;
  /** The same without. */
  spoken: string;
}

/** The forecast that may be said: the run's, in a ramp that can still be seen. */
export function sayableForecast(run: Run, now: number): Forecast | null {
  return run.regime === 'ramp' && freshReading(run, now) !== null ? run.forecast : null;
}

/** A smaller one is not worth a word beside what is seen. */
const worthSaying = 0.1;

/** `chance of a kill by bursts in 10 m: 18 %, 1 in 6`, where it matters and no forecast says more; else null. */
export function chanceWords(run: Run, now: number): string | null {
  if (run.state !== 'growing' || sayableForecast(run, now) !== null) return null;
  if (run.killChance === null || run.killChance < worthSaying) return null;
  return `chance of a kill in 10\u00a0m: ${oneIn(run.killChance)}`;
}

/** `80 % in 2 m (14:36), kill in 5–10 m`, or `no forecast: level`. */
export function forecastWords(run: Run, now: number): ForecastWords {
  const forecast = sayableForecast(run, now);
  if (forecast === null) {
    const why = freshReading(run, now) === null ? 'no fresh reading' : whyNone(run);
    return { shown: `no forecast: ${why}`, spoken: `no forecast: ${why}` };
  }
  const kill = killWords(forecast, now);
  if (forecast.breakerAt === null || run.breaker.state !== 'armed' || forecast.breakerAt <= now) {
    const at = timeRange(forecast.earliestKillAt, forecast.latestKillAt);
    return { shown: forecast.latestKillAt > now ? `${kill} (${at})` : kill, spoken: kill };
  }
  const threshold = `${run.breaker.thresholdPercent}\u00a0% in ${duration(forecast.breakerAt - now)}`;
  return { shown: `${threshold} (${instant(forecast.breakerAt)}), ${kill}`, spoken: `${threshold}, ${kill}` };
}

/** Clock times; within one minute there is no range. */
function timeRange(from: number, to: number): string {
  const isOne = Math.floor(from / 60_000) === Math.floor(to / 60_000);
  return isOne ? instant(to) : `${instant(from)}–${instant(to)}`;
}

/** `kill in 5–10 m`, `kill within 7 m` where it may come in less than one. */
export function killWords(forecast: Forecast, now: number): string {
  const from = forecast.earliestKillAt - now;
  const to = forecast.latestKillAt - now;
  if (to <= 0) return 'kill overdue by the forecast';
  return from < 60_000 ? `kill within ${duration(to)}` : `kill in ${durationRange(from, to)}`;
}
