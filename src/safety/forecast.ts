/**
 * When a proved ramp reaches the threshold and the limit. The interval [0.3, 1.6] × time left held for 78–85 % of the
 * recorded ramps (facts/breaker-study.md). No other regime has a forecast.
 */
import type { Forecast } from '../run/run.ts';
import type { SenLine } from './statistics.ts';

const earliestShare = 0.3;
const latestShare = 1.6;
/** From GOMEMLIMIT on the collector fights: growth there is this much of what it was (both tables of the guide). */
const kneeShare = 0.6;

/**
 * @param readingAt date of the latest reading, ms
 * @param thresholdPercent null: the breaker is off
 * @param kneePercent GOMEMLIMIT in percent of the limit; null: none, or unknown
 */
export function forecastOf(
  ramp: SenLine,
  readingAt: number,
  thresholdPercent: number | null,
  kneePercent: number | null,
): Forecast | null {
  if (ramp.slope <= 0) return null;
  const level = Math.min(100, ramp.at(readingAt / 1000));
  const knee = kneePercent ?? 100;
  const leftMs = (percent: number) => {
    const below = Math.max(0, Math.min(percent, knee) - level);
    const above = Math.max(0, percent - Math.max(level, knee));
    return ((below + above / kneeShare) / ramp.slope) * 1000;
  };
  const killLeftMs = leftMs(100);
  return {
    at: readingAt,
    breakerAt: thresholdPercent === null ? null : readingAt + leftMs(thresholdPercent),
    killAt: readingAt + killLeftMs,
    earliestKillAt: readingAt + killLeftMs * earliestShare,
    latestKillAt: readingAt + killLeftMs * latestShare,
  };
}
