/** What is said of the future: a range with clock times, in a ramp only; else why there is no forecast (promise 9). */
import { type Forecast, latestReading, type Regime, type Run } from '../run/run.ts';
import { instant } from './instant.ts';
import { freshReading, pointsAMinute, zeroAt } from './memory.ts';
import { duration, durationRange, trend } from './number.ts';

const notProved = 'rise not proved yet';
/** From this on a rise is not called level, whether it is proved or not. */
const risingPointsAMinute = 1;
/** With less there is no telling a rise from a level. */
const shortestMs = 2 * 60_000;

const withoutForecast: Record<Regime, string> = {
  'warm-up': 'warming up',
  level: 'level',
  bursts: 'level with bursts',
  ramp: notProved,
  step: 'a sudden step',
};

const course: Record<Regime, string> = {
  'warm-up': 'warming up',
  level: 'level',
  bursts: 'level with bursts',
  ramp: 'rising',
  step: 'a sudden step',
};

/** `up 3.6 points a minute`, whatever the regime is; without a rate what the regime is, where that is known. */
export function courseWords(run: Run): string {
  const rate = pointsAMinute(run, zeroAt(run));
  if (rate !== null) return trend(rate);
  return run.regime === 'level' && isShort(run) ? 'too early for a trend' : course[run.regime];
}

/** Why nothing is forecast: `level`, `rise not proved yet`, `warming up, rise not proved yet`. */
function whyNone(run: Run): string {
  const words = withoutForecast[run.regime];
  if (run.regime === 'ramp' || run.regime === 'step') return words;
  const rate = pointsAMinute(run, zeroAt(run));
  const rising = rate !== null && rate >= risingPointsAMinute;
  if (run.regime === 'level') return rising ? notProved : isShort(run) ? 'too early to tell' : words;
  return rising ? `${run.regime === 'bursts' ? 'bursts' : words}, ${notProved}` : words;
}

function isShort(run: Run): boolean {
  const latest = latestReading(run);
  const first = run.readings.find(
    ({ at, pod, restarts }) =>
      at >= zeroAt(run) && (latest === null || (pod === latest.pod && restarts === latest.restarts)),
  );
  return latest === null || first === undefined || latest.at - first.at < shortestMs;
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

/** `80 % in 2 m (14:36), kill in 5–10 m`, or `no forecast: level`. */
export function forecastWords(run: Run, now: number): ForecastWords {
  const forecast = sayableForecast(run, now);
  if (forecast === null) {
    const why = freshReading(run, now) === null ? 'no fresh reading' : whyNone(run);
    return { shown: `no forecast: ${why}`, spoken: `no forecast: ${why}` };
  }
  const kill = killWords(forecast, now);
  if (forecast.breakerAt === null || run.breaker.state !== 'armed' || forecast.breakerAt <= now) {
    const at = `${instant(forecast.earliestKillAt)}–${instant(forecast.latestKillAt)}`;
    return { shown: forecast.latestKillAt > now ? `${kill} (${at})` : kill, spoken: kill };
  }
  const threshold = `${run.breaker.thresholdPercent}\u00a0% in ${duration(forecast.breakerAt - now)}`;
  return { shown: `${threshold} (${instant(forecast.breakerAt)}), ${kill}`, spoken: `${threshold}, ${kill}` };
}

/** `kill in 5–10 m`. */
export function killWords(forecast: Forecast, now: number): string {
  const from = forecast.earliestKillAt - now;
  const to = forecast.latestKillAt - now;
  if (to <= 0) return 'kill overdue by the forecast';
  return from <= 0 ? `kill within ${duration(to)}` : `kill in ${durationRange(from, to)}`;
}
