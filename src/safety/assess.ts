/**
 * What is known of the service → what is going on, what is ahead, and the early signs. The one function that the live
 * run and replay share: pure, all of it JSON, nothing in it knows of a run. Percent are of the memory limit.
 */
import type { Reading } from '../ports.ts';
import type { Forecast, Regime } from '../run/run.ts';
import { burstBytes, burstPercent, burstRisk } from './burst-risk.ts';
import { evidenceWords } from './evidence.ts';
import { forecastOf } from './forecast.ts';
import { anyOf, chanceByRamp, chanceByReturn } from './kill-chance.ts';
import { presentLevel, startLevel } from './level.ts';
import { type OrderCount, orderFlow, orderRate, stallOf } from './orders.ts';
import { percentOfLimit } from './percent-of-limit.ts';
import { inOrder, thinned } from './readings-in-order.ts';
import { regimeOf } from './regime.ts';
import { peakIsTrue, recordIsTrue, servicePercent, startedCold } from './service-memory.ts';
import { type Sign, signsOf } from './signs.ts';

export interface Seen {
  /** Of one process, in any order; of one date the first counts. */
  readings: readonly Reading[];
  /** Oldest first. Empty: the source has none. */
  orderCounts: readonly OrderCount[];
  limitBytes: number;
  gomemlimitBytes: number | null;
  /** null: unknown; then the first reading counts as young, which takes a rise for warm-up rather than for a ramp. */
  processStartedAt: number | null;
  /** The value asked for, the highest of this run, and since when a value of this run is served; null: none is. */
  flag: { value: number; highestValue: number; servedSince: number | null };
  /** Of the load asked for; what is measured counts more. null: unknown. */
  expectedOrdersPerSecond: number | null;
  /** Since when the load runs as it does now, by the generator's own state as last seen; null: it does not, or unknown. */
  loadOnSince: number | null;
  /** null: the breaker is off. */
  thresholdPercent: number | null;
  /** Between two readings with new dates, and the age of the oldest, as preflight measured them. */
  cadenceMs: number;
  oldestAgeMs: number;
  now: number;
}

export interface Assessment {
  regime: Regime;
  /** What the regime is judged by, in words with numbers: `level at 61 % for 6 m, bursts of 0.6 MiB an order`. */
  evidence: string;
  /** The level that bursts and ramps start from; null: too few readings. */
  levelPercent: number | null;
  /** Held without rising for two minutes or more; null: it was not. */
  heldPercent: number | null;
  /** In a proved ramp only. */
  forecast: Forecast | null;
  /** 0–1, of a kill within ten minutes; null: unknown. */
  killChance: number | null;
  /** Readings of this age and interval cannot see a kill by bursts coming. */
  unprotectable: boolean;
  /** Those that hold now. */
  signs: Sign[];
}

export function assess(seen: Seen): Assessment {
  const { limitBytes, flag } = seen;
  const readings = thinned(inOrder(seen.readings));
  const first = readings[0];
  const last = readings.at(-1);
  if (first === undefined || last === undefined) return unknownYet;
  const startedAt = seen.processStartedAt ?? first.at;
  const pageCache = startedCold(readings, limitBytes);
  const points = readings.map((reading) => ({
    at: reading.at,
    percent: servicePercent(reading, limitBytes, pageCache),
  }));
  // Under the flag a peak stands over rss by the bursts that were asked for.
  const quiet = readings.filter(({ at }) => flag.servedSince === null || at <= flag.servedSince);
  const atRest = quiet.length > 0 ? quiet : readings;
  const hasPeak = peakIsTrue(atRest, limitBytes);
  const peaks =
    hasPeak || recordIsTrue(atRest, limitBytes)
      ? readings.flatMap(({ at, peakBytes }) =>
          peakBytes === null ? [] : [{ at, percent: percentOfLimit(peakBytes, limitBytes) }],
        )
      : [];
  const startPercent = startLevel(points, startedAt, flag.servedSince);
  // Without GOMEMLIMIT memory rises to what the collector leaves lying: that is not what bursts start from.
  const levelPercent =
    seen.gomemlimitBytes === null ? startPercent : presentLevel(points, startedAt, startPercent);
  const isOn = flag.servedSince !== null && flag.value > 0;
  const orderPercent = isOn ? burstPercent(flag.value, limitBytes) : 0;
  const finding = regimeOf({ points, peaks, processStartedAt: startedAt, startPercent, orderPercent });

  const flow = orderFlow(seen.orderCounts, seen.loadOnSince);
  const rate = orderRate(flow, seen.expectedOrdersPerSecond);
  const stall = isOn ? stallOf(flow, seen.now) : null;
  const forecast =
    finding.ramp === null
      ? null
      : forecastOf({
          ramp: finding.ramp,
          readingAt: last.at,
          limitBytes,
          gomemlimitBytes: seen.gomemlimitBytes,
          thresholdPercent: seen.thresholdPercent,
          flagValue: flag.value,
          ordersPerSecond: rate,
        });
  const risk =
    levelPercent === null || rate === null
      ? null
      : burstRisk({
          levelPercent,
          flagValue: isOn ? flag.value : 0,
          ordersPerSecond: rate,
          limitBytes,
          hasGomemlimit: seen.gomemlimitBytes !== null,
          intervalMs: seen.cadenceMs,
          ageMs: seen.oldestAgeMs,
          hasPeak,
        });
  const chances = [
    ...(risk === null ? [] : [risk.chanceInTenMinutes]),
    ...(forecast === null ? [] : [chanceByRamp(forecast, seen.now)]),
    ...(stall === null ? [] : [chanceByReturn(stall, orderPercent, levelPercent ?? 50)]),
  ];
  return {
    regime: finding.regime,
    evidence: evidenceWords(finding, limitBytes, last.at - startedAt, isOn ? burstBytes(flag.value) : null),
    levelPercent,
    heldPercent: finding.heldPercent,
    forecast,
    killChance: chances.length === 0 ? null : anyOf(chances),
    unprotectable: risk?.unprotectable ?? false,
    signs: isOn
      ? signsOf({
          readings,
          points,
          peaks,
          servedSince: flag.servedSince!,
          flagValue: flag.highestValue,
          thresholdPercent: seen.thresholdPercent,
          ordersPerSecond: rate,
          orderPercent,
          levelPercent,
          flow,
          stall,
          ramp: finding.ramp,
          risk,
        })
      : [],
  };
}

const unknownYet: Assessment = {
  regime: 'warm-up',
  evidence: 'too few readings',
  levelPercent: null,
  heldPercent: null,
  forecast: null,
  killChance: null,
  unprotectable: false,
  signs: [],
};
