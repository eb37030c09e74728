/** Many replayed runs in a few figures. Counts are means over the phases: of 25 kills, of 31 runs that lived. */
import { median } from '../../../src/safety/statistics.ts';
import type { Case } from './cases.ts';
import type { Verdict } from './grade.ts';
import type { Played, Policy, SignalSet, SourceName } from './play.ts';

export interface Summary {
  averted: number;
  declared: number;
  announced: number;
  unannounced: number;
  /** Trips in runs that lived, without any reading over the threshold. */
  needlessHealthy: number;
  needlessBroken: number;
  /** Trips in runs that lived, for a reading over the threshold. */
  overThreshold: number;
  warmingUp: number;
  flagOff: number;
  coldCache: number;
  wronglyDeclared: number;
  /** Median over ramps that ended in a kill; null: no forecast. */
  forecastError: number | null;
  /** Mean over the same. */
  forecastHeld: number | null;
  forecastRuns: number;
}

export function select(
  played: readonly Played[],
  policy: Policy,
  source: SourceName,
  signals: SignalSet,
): Played[] {
  return played.filter((one) => one.policy === policy && one.source === source && one.signals === signals);
}

/** @param played of one policy, source and set of signals */
export function summarize(played: readonly Played[], cases: ReadonlyMap<string, Case>): Summary {
  const caseOf = (one: Played) => cases.get(one.name)!;
  const counted = played.filter((one) => caseOf(one).counts);
  const weigh = (some: readonly Played[]) => some.reduce((sum, one) => sum + one.weight, 0);
  const of = (verdict: Verdict) => counted.filter((one) => one.verdict === verdict);
  const needless = of('needless').filter((one) => !one.overThreshold);
  const healthy = (one: Played) => caseOf(one).broker === 'healthy';
  const tripped = (one: Played) => one.trippedAt !== null;
  const forecasts = counted.flatMap((one) => (one.forecast === null ? [] : [one.forecast]));
  return {
    averted: weigh(of('averted')),
    declared: weigh(of('declared')),
    announced: weigh(of('announced')),
    unannounced: weigh(of('unannounced')),
    needlessHealthy: weigh(needless.filter(healthy)),
    needlessBroken: weigh(needless.filter((one) => !healthy(one))),
    overThreshold: weigh(of('needless').filter((one) => one.overThreshold)),
    warmingUp: weigh(counted.filter((one) => one.warmingUp && !one.overThreshold)),
    flagOff: weigh(counted.filter((one) => caseOf(one).flagOff && tripped(one))),
    coldCache: weigh(played.filter((one) => caseOf(one).coldCache && tripped(one))),
    wronglyDeclared: weigh(counted.filter((one) => one.wronglyDeclared)),
    forecastError: forecasts.length === 0 ? null : median(forecasts.map(({ error }) => error)),
    forecastHeld:
      forecasts.length === 0 ? null : forecasts.reduce((sum, { held }) => sum + held, 0) / forecasts.length,
    forecastRuns: new Set(counted.filter((one) => one.forecast !== null).map((one) => one.name)).size,
  };
}
