/**
 * When a proved ramp reaches the threshold and the limit. A line through the readings alone is off by 80–130 % at
 * half-time; drawn to what is physically to be expected of value and orders it is off by 11–24 % (facts/breaker-study.md).
 * No other regime has a forecast.
 */
import type { Forecast } from '../run/run.ts';
import type { Ramp } from './ramp.ts';

export interface ForecastFacts {
  ramp: Ramp;
  /** Date of the latest reading: a forecast is made from it, however old it is. */
  readingAt: number;
  limitBytes: number;
  /** null: none, or unknown. */
  gomemlimitBytes: number | null;
  /** null: the breaker is off. */
  thresholdPercent: number | null;
  flagValue: number;
  /** null: unknown. */
  ordersPerSecond: number | null;
}

/** A goroutine that waits for a broker that is gone. */
const bytesPerWaiting = 2_300;
/** The client throttles: above 7 points of 20 MiB a minute no value rises faster. */
const mostBytesPerSecond = (0.07 * 20 * 2 ** 20) / 60;
/** Prior knowledge counts as much as this many seconds of readings; less where memory rises evenly, as they say more. */
const priorSeconds = 300;
const unevenFrom = 0.1;
/** 80 % of the recorded ramps were killed between these shares of the time foreseen. */
const earliestShare = 0.3;
const latestShare = 1.6;
/**
 * A ramp that came in steps may end with one: those of the recorded service were up to 30 points, so that from 70 % on
 * the next may be the last.
 */
const stepsEarliestShare = 0.1;
const leastStep = 5;
const lastStepFromPercent = 70;
/**
 * From GOMEMLIMIT on the collector fights: both tables of the guide give 0.6 of the growth before it, the recorded
 * service 0.9 to 1. Five points above it the slope itself is measured there.
 */
const kneeShare = 0.9;
const kneePoints = 5;

/** Points a second that a leak of this value and these orders adds. */
function expectedSlope({ flagValue, ordersPerSecond, limitBytes }: ForecastFacts): number {
  const asked = ordersPerSecond === null ? mostBytesPerSecond : ordersPerSecond * flagValue * bytesPerWaiting;
  return (Math.min(mostBytesPerSecond, asked) / limitBytes) * 100;
}

export function forecastOf(facts: ForecastFacts): Forecast | null {
  const { ramp, readingAt, thresholdPercent } = facts;
  if (ramp.slope <= 0) return null;
  const weight = priorSeconds * Math.min(1, ramp.unevenness / unevenFrom);
  const slope = (ramp.slope * ramp.seconds + expectedSlope(facts) * weight) / (ramp.seconds + weight);
  const level = Math.min(100, ramp.percent);
  const knee = facts.gomemlimitBytes === null ? 100 : (facts.gomemlimitBytes / facts.limitBytes) * 100;
  const past = Math.min(1, Math.max(0, (level - knee) / kneePoints));
  const share = kneeShare + (1 - kneeShare) * past;
  const leftMs = (percent: number) => {
    const below = Math.max(0, Math.min(percent, knee) - level);
    const above = Math.max(0, percent - Math.max(level, knee));
    return ((below + above / share) / slope) * 1000;
  };
  const killLeftMs = leftMs(100);
  const mayStep = ramp.largestStep >= leastStep && level >= lastStepFromPercent;
  return {
    at: readingAt,
    breakerAt: thresholdPercent === null ? null : readingAt + leftMs(thresholdPercent),
    killAt: readingAt + killLeftMs,
    earliestKillAt: readingAt + killLeftMs * (mayStep ? stepsEarliestShare : earliestShare),
    latestKillAt: readingAt + killLeftMs * latestShare,
  };
}
