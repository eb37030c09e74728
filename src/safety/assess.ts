/**
 * What is known of the service → what is going on, what is ahead, and the early signs. The one function that the live
 * run and replay share: pure, all of it JSON, nothing in it knows of a run. Percent are of the memory limit.
 */
import type { Reading } from '../ports.ts';
import type { Forecast, Regime } from '../run/run.ts';
import { burstRisk } from './burst-risk.ts';
import { forecastOf } from './forecast.ts';
import { percentOfLimit } from './percent-of-limit.ts';
import { regimeOf } from './regime.ts';

/** Completed orders as the load generator counted them when it was looked at; a count that falls begins anew. */
export interface OrderCount {
  at: number;
  completed: number;
}

export interface Seen {
  /** Of one process, at most one a date. */
  readings: readonly Reading[];
  /** Oldest first. Empty: the source has none. */
  orderCounts: readonly OrderCount[];
  limitBytes: number;
  gomemlimitBytes: number | null;
  processStartedAt: number | null;
  /** The value asked for, and since when it is served without a break and without a change; null: it is not. */
  flag: { value: number; servedSince: number | null };
  /** Of the load asked for; what is measured counts more. null: unknown. */
  expectedOrdersPerSecond: number | null;
  /** Since when the load runs as it does now, by the generator's own state as last seen; null: it does not run, or nobody knows. */
  loadOnSince: number | null;
  /** null: the breaker is off. */
  thresholdPercent: number | null;
  /** Between two readings with new dates, and the age of the oldest, as preflight measured them. */
  cadenceMs: number;
  oldestAgeMs: number;
  now: number;
}

export const signReasons = ['stalled', 'leak', 'peak', 'risk', 'ramp'] as const;
export type SignReason = (typeof signReasons)[number];

/** An early sign of a kill. What acts on it is the breaker's to say. */
export interface Sign {
  reason: SignReason;
  /** In words, with its numbers. */
  why: string;
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
  /** Those that hold now. */
  signs: Sign[];
}

export function assess(seen: Seen): Assessment {
  const finding = regimeOf(seen.readings, seen.limitBytes, seen.processStartedAt);
  const last = seen.readings.at(-1);
  const knee = seen.gomemlimitBytes === null ? null : percentOfLimit(seen.gomemlimitBytes, seen.limitBytes);
  const forecast =
    finding.ramp === null || last === undefined
      ? null
      : forecastOf(finding.ramp, last.at, seen.thresholdPercent, knee);
  const { levelPercent, heldPercent, regime } = finding;
  const risk =
    levelPercent === null || seen.expectedOrdersPerSecond === null
      ? null
      : burstRisk({
          levelPercent,
          flagValue: seen.flag.value,
          ordersPerSecond: seen.expectedOrdersPerSecond,
          limitBytes: seen.limitBytes,
          hasGomemlimit: seen.gomemlimitBytes !== null,
          intervalMs: seen.cadenceMs,
          ageMs: seen.oldestAgeMs,
        });
  return {
    regime,
    evidence: regime,
    levelPercent,
    heldPercent,
    forecast,
    killChance: risk?.chanceInTenMinutes ?? null,
    signs: finding.ramp === null ? [] : [{ reason: 'ramp', why: 'memory rises steadily, a proved ramp' }],
  };
}
