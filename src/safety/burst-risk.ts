/**
 * The chance of a kill by bursts, which no line can foresee: facts/breaker-study.md, "BEFORE". Each order starts N
 * goroutines of about 2.1 KiB that live for about half a second; orders that coincide add up.
 */
import { regularizedGamma } from './statistics.ts';

/** Points of a 20 MiB limit a goroutine. */
const burstBytesPerGoroutine = 2.1 * 1024;
const burstSeconds = 0.5;
/** How much of a 15 s or 1 s interval a reading sees of a burst, without a window's peak. */
const seenOfBurst = (intervalMs: number) => (intervalMs <= 2_000 ? 0.5 : 0.04);

export interface BurstFacts {
  levelPercent: number;
  flagValue: number;
  ordersPerSecond: number;
  limitBytes: number;
  hasGomemlimit: boolean;
  /** Time between readings with new dates, and the age of the oldest when it was seen. */
  intervalMs: number;
  ageMs: number;
}

export interface BurstRisk {
  /** 0–1, within the next ten minutes. */
  chanceInTenMinutes: number;
  /** Readings of this age and interval cannot see the kill coming. */
  unprotectable: boolean;
}

export function burstRisk(facts: BurstFacts): BurstRisk {
  const burstPercent = (facts.flagValue * burstBytesPerGoroutine * 100) / facts.limitBytes;
  const share = facts.hasGomemlimit ? 0.5 : 1;
  const coinciding = Math.max(0, 100 - facts.levelPercent) / (share * burstPercent);
  const rate = facts.ordersPerSecond;
  const killsPerSecond =
    coinciding <= 1 ? rate : rate * regularizedGamma(coinciding - 1, burstSeconds * rate);
  const chanceWithin = (seconds: number) => 1 - Math.exp(-killsPerSecond * seconds);
  const intervalSeconds = facts.intervalMs / 1000;
  const ageSeconds = facts.ageMs / 1000;
  const seeSeconds =
    rate > 0 ? 1 / rate / seenOfBurst(facts.intervalMs) + intervalSeconds + ageSeconds + 1 : 600;
  return {
    chanceInTenMinutes: chanceWithin(600),
    unprotectable:
      rate > 0 &&
      (chanceWithin(Math.min(seeSeconds, 600)) >= 0.2 ||
        (facts.levelPercent + burstPercent >= 85 && 1 / rate < intervalSeconds + ageSeconds)),
  };
}

/** About 4 orders a minute at 5 users, 18 at 25, 37 at 50 (facts/otel-demo.md, real-leak.md). */
export function ordersPerSecond(users: number): number {
  return (users * 0.74) / 60;
}

/** The nearest lower value that readings can see coming, in round steps; null: none. */
export function protectableValue(facts: BurstFacts): number | null {
  for (let value = Math.floor((facts.flagValue - 1) / 100) * 100; value >= 100; value -= 100) {
    if (!burstRisk({ ...facts, flagValue: value }).unprotectable) return value;
  }
  return null;
}
