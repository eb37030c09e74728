/** Reading by reading: must the flag go off? Rules 18, 20, 21. Pure. */
import type { Reading } from '../ports.ts';
import type { BreakerState, Forecast, Predict, TripReason } from '../run/run.ts';
import { inSeconds, percentBeside } from '../voice/number.ts';
import { servicePercent } from './service-memory.ts';
import type { Sign, SignReason } from './signs.ts';

export interface BreakerFacts {
  breaker: BreakerState;
  limitBytes: number;
  /** The latest reading; null: none yet. */
  reading: Reading | null;
  /** Whether it is one that the breaker has not judged yet. */
  readingIsNew: boolean;
  /** Known to be at most this old, by the bot's monotonic clock. */
  readingAgeMs: number;
  sinceNewDateMs: number;
  blindAfterMs: number;
  /** A restart or back-off known from the pod's status is not blindness. */
  restartKnown: boolean;
  forecast: Forecast | null;
  timeToStopMs: number;
  /** Those that hold now. */
  signs: readonly Sign[];
  /** The working set of this process holds file pages: see service-memory.ts. */
  pageCache: boolean;
  /** This run took the broker down itself: stalled orders and goroutines are expected (rule 20). */
  brokerDown: boolean;
}

export interface Trip {
  reason: TripReason;
  why: string;
  reading: Reading | null;
}

/** Time to stop a ramp: age + poll + propagation + drain (rule 20). */
export function timeToStopMs(facts: {
  ageMs: number;
  pollMs: number;
  propagationsMs: readonly number[];
  inRamp: boolean;
}): number {
  const sorted = facts.propagationsMs.toSorted((a, b) => a - b);
  const propagationMs = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 1_000;
  return facts.ageMs + facts.pollMs + propagationMs + (facts.inRamp ? 60_000 : 10_000);
}

/** What the breaker trips for; the other signs are said (interface.md, `LEAKOPS_PREDICT`). */
export function isActedOn(reason: SignReason, predict: Predict, brokerDown: boolean): boolean {
  if (brokerDown && (reason === 'stalled' || reason === 'leak')) return false;
  if (predict === 'on') return reason === 'stalled' || reason === 'peak';
  return predict === 'cautious';
}

export function judge(facts: BreakerFacts): Trip | null {
  const { breaker, reading } = facts;
  if (breaker.state === 'tripped') return null;
  if (breaker.state === 'armed' && reading !== null) {
    const percent = servicePercent(reading, facts.limitBytes, facts.pageCache);
    if (facts.readingIsNew && percent > breaker.thresholdPercent) {
      return {
        reason: 'threshold',
        why: `${percentBeside(percent, breaker.thresholdPercent)} is over ${breaker.thresholdPercent}\u00a0%`,
        reading,
      };
    }
    if (breaker.predict !== 'off' && facts.forecast !== null) {
      // Both counted from the reading's date: its age is part of the time to stop.
      const leftMs = facts.forecast.earliestKillAt - facts.forecast.at;
      if (leftMs < facts.timeToStopMs) {
        return {
          reason: 'forecast',
          why: `a kill may come in ${inSeconds(Math.floor(leftMs / 1000) * 1000)}, stopping takes ${inSeconds(Math.ceil(facts.timeToStopMs / 1000) * 1000)}`,
          reading,
        };
      }
    }
    const sign = facts.signs.find(({ reason }) => isActedOn(reason, breaker.predict, facts.brokerDown));
    // A proved ramp acted on before its kill is near is a forecast that was not waited for.
    if (sign !== undefined)
      return { reason: sign.reason === 'ramp' ? 'forecast' : sign.reason, why: sign.why, reading };
  }
  const blindMs = Math.max(facts.sinceNewDateMs, facts.readingAgeMs);
  if (blindMs >= facts.blindAfterMs && !facts.restartKnown) {
    return { reason: 'blind', why: `no fresh reading for ${inSeconds(blindMs)}`, reading };
  }
  return null;
}
