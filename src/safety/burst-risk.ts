/**
 * The chance of a kill by bursts, which no line can foresee: facts/breaker-study.md, "BEFORE". Each order starts N
 * goroutines of about 2.1 KiB that live for about half a second; orders that coincide add up.
 */
import { regularizedGamma } from './statistics.ts';

const bytesPerGoroutine = 2.1 * 1024;
const burstSeconds = 0.5;
const riskSeconds = 600;
/** Said to be unprotectable from this chance on, before the first readings could show anything. */
const unprotectableChance = 0.2;
/** From here on one order more is over any threshold. */
const nearKillPercent = 85;

export interface BurstFacts {
  levelPercent: number;
  flagValue: number;
  ordersPerSecond: number;
  limitBytes: number;
  hasGomemlimit: boolean;
  /** Time between readings with new dates, and the age of the oldest when it was seen. */
  intervalMs: number;
  ageMs: number;
  /** The source has the true peak of the time between two readings: no burst is missed. */
  hasPeak: boolean;
}

export interface BurstRisk {
  /** 0–1, within the next ten minutes. */
  chanceInTenMinutes: number;
  /** Readings of this age and interval cannot see the kill coming. */
  unprotectable: boolean;
}

/** What one order adds, of the limit. */
export function burstPercent(flagValue: number, limitBytes: number): number {
  return (burstBytes(flagValue) * 100) / limitBytes;
}

export function burstBytes(flagValue: number): number {
  return flagValue * bytesPerGoroutine;
}

/** How many of the bursts a reading sees: half of them at one a second, 4 of 100 at one in 15 s. */
function seenOfBursts({ hasPeak, intervalMs }: BurstFacts): number {
  return hasPeak ? 1 : Math.min(0.5, 600 / intervalMs);
}

export function burstRisk(facts: BurstFacts): BurstRisk {
  const { levelPercent: level, ordersPerSecond: rate } = facts;
  const burst = burstPercent(facts.flagValue, facts.limitBytes);
  const share = facts.hasGomemlimit ? 0.5 : 1;
  const coinciding = Math.max(0, 100 - level) / (share * burst);
  const killsPerSecond =
    coinciding <= 1 ? rate : rate * regularizedGamma(coinciding - 1, burstSeconds * rate);
  const chanceWithin = (seconds: number) => 1 - Math.exp(-killsPerSecond * seconds);
  if (rate <= 0 || facts.flagValue <= 0) return { chanceInTenMinutes: 0, unprotectable: false };
  const blindSeconds = (facts.intervalMs + facts.ageMs) / 1000;
  const seeSeconds = 1 / rate / seenOfBursts(facts) + blindSeconds + 1;
  return {
    chanceInTenMinutes: chanceWithin(riskSeconds),
    unprotectable:
      chanceWithin(Math.min(seeSeconds, riskSeconds)) >= unprotectableChance ||
      (level + burst >= nearKillPercent && 1 / rate < blindSeconds),
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
