/** What is the same for all orders that steer a live run. */
import type { Said } from '../../src/ports.ts';
import { type Forecast, latestReading, utilization } from '../../src/run/run.ts';
import { burstRisk, ordersPerSecond } from '../../src/safety/burst-risk.ts';
import { expectedGrowth } from '../../src/scenario/catalog.ts';
import { refusal } from '../../src/voice/answer-refusal.ts';
import { killWords, sayableForecast } from '../../src/voice/forecast-words.ts';
import { freshReading } from '../../src/voice/memory.ts';
import { chance, durationRange, percent } from '../../src/voice/number.ts';
import { refused, type Scene, type Step } from './verb.ts';
import { forLiveRun, type Live } from './whose-run.ts';

/** A flag value from which a confirmation names the chance of a kill and the headroom (facts/chat-ux.md). */
export const dangerousFlagValue = 2_000;

/** The step for a run that can still be steered: not decided yet. */
export function forSteerableRun(scene: Scene, refusalWord: string, step: (run: Live) => Step): Step {
  return forLiveRun(scene, refusalWord, scene.command, (run) => {
    if (run.state === 'preparing' || run.state === 'growing') return step(run);
    return refused(isEnding(run, refusalWord));
  });
}

function isEnding(run: Live, refusalWord: string): Said {
  const why = run.breaker.state === 'tripped' ? 'has tripped, the run is over' : `is over, ${flagWords(run)}`;
  return refusal({ what: `${refusalWord}: ${run.id} ${why} (${run.state})`, command: 'status' });
}

function flagWords(run: Live): string {
  if (run.flag.seenOffAt !== null) return 'the flag is off';
  return run.flag.idGone ? 'the flag is as others set it' : 'the flag goes off';
}

/** Headroom, the forecast and the chance of a kill at a flag value, all of now, for a dangerous confirmation. */
export function dangerLines(run: Live, flagValue: number, now: number): string[] {
  const level = utilization(run, latestReading(run)?.usedBytes ?? run.baselineBytes);
  const risk = burstRisk({
    levelPercent: level,
    flagValue,
    ordersPerSecond: ordersPerSecond(run.users),
    limitBytes: run.limitBytes,
    hasGomemlimit: run.gomemlimitBytes !== null,
    intervalMs: run.cadenceMs,
    ageMs: run.oldestAgeMs,
    hasPeak: latestReading(run)?.peakBytes != null,
  });
  const { toKill } = expectedGrowth(flagValue);
  const since = flagValue === run.flag.value ? 'after the growth began' : 'after';
  const guide =
    toKill === null ? '' : ` Guide: kill ${durationRange(toKill[0] * 60_000, toKill[1] * 60_000)} ${since}.`;
  const headroom = Math.max(0, Math.round(100 - level));
  const when =
    latestReading(run) === null ? 'At the start' : freshReading(run, now) === null ? 'When last seen' : 'Now';
  const forecast = sayableForecast(run, now);
  const asItIs = flagValue > run.flag.value ? ' as it is' : '';
  return [
    ...(forecast === null ? [] : [`${forecastKillWords(forecast, now)}${asItIs}.`]),
    `${when} ${percent(level)} of the limit, headroom ${headroom}\u00a0points.`,
    `${forecast === null ? 'Chance' : 'Besides, the chance'} of a kill by bursts within 10\u00a0m: ${chance(risk.chanceInTenMinutes)}.${guide}`,
  ];
}

/** `Kill forecast in 5–10 m`. */
function forecastKillWords(forecast: Forecast, now: number): string {
  return killWords(forecast, now)
    .replace(/^kill (?=in|within)/, 'kill forecast ')
    .replace(/^k/, 'K');
}
