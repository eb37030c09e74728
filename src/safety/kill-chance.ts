/** The chance of a kill within ten minutes, of all that is known: bursts, a ramp, a broker that comes back. 0–1. */
import type { Forecast } from '../run/run.ts';
import type { Stall } from './orders.ts';
import { normalBelow } from './statistics.ts';

const withinMs = 600_000;
/** Of seven real services that met a broker coming back with the flag on, five were killed (facts/real-leak.md). */
const killedByReturn = 0.7;
/** The 80 % interval of a forecast leaves a tenth on each side. */
const tenthZ = 1.2816;

/** By the forecast: log-normal on each side of the kill foreseen, its interval holding 80 %. */
export function chanceByRamp(forecast: Forecast, now: number): number {
  const left = Math.max(1, forecast.killAt - forecast.at);
  const edge = now + withinMs < forecast.killAt ? forecast.earliestKillAt : forecast.latestKillAt;
  const width = Math.abs(Math.log(Math.max(1, edge - forecast.at) / left)) / tenthZ;
  const reach = Math.log(Math.max(1, now + withinMs - forecast.at) / left);
  return normalBelow(reach / Math.max(width, 0.01));
}

/**
 * Orders that hang go on all at once when the broker is back, each with its goroutines.
 * @param orderPercent what one order adds, of the limit
 */
export function chanceByReturn(stall: Stall, orderPercent: number, levelPercent: number): number {
  const headroom = Math.max(1, 100 - levelPercent);
  return killedByReturn * Math.min(1, (stall.due * orderPercent) / headroom);
}

/** Of chances that do not depend on one another. */
export function anyOf(chances: readonly number[]): number {
  return 1 - chances.reduce((none, chance) => none * (1 - chance), 1);
}
