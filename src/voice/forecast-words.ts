/** What is said of the future: a range with clock times, in a ramp only; else why there is no forecast (promise 9). */
import type { Forecast, Regime, Run } from '../run/run.ts';
import { instant } from './instant.ts';
import { freshReading } from './memory.ts';
import { duration, durationRange } from './number.ts';

const withoutForecast: Record<Regime, string> = {
  'warm-up': 'warming up',
  level: 'level',
  bursts: 'level with bursts',
  ramp: 'the rise is not proved yet',
  step: 'a sudden step',
};

const course: Record<Regime, string> = {
  'warm-up': 'warming up',
  level: 'level',
  bursts: 'level with bursts',
  ramp: 'rising',
  step: 'a sudden step',
};

export function regimeWords(regime: Regime): string {
  return course[regime];
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
    const why = freshReading(run, now) === null ? 'no fresh reading' : withoutForecast[run.regime];
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
