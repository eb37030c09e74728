/** What to change where memory stayed level: each option with what it would do. Pure; the words are the voice's. */
import { type BurstFacts, burstBytes, burstRisk } from './burst-risk.ts';

/** What another value or another load would do: bursts, and the chance of a kill within ten minutes by them. */
interface BurstAdvice {
  kind: 'value' | 'users';
  /** The value, or the users, to ask for. */
  to: number;
  /** Of one order; orders that coincide add up. */
  burstBytes: number;
  /** 0–1. */
  killChance: number;
  /** Readings of this age and interval could see the kill coming. */
  protectable: boolean;
}

/** A true ramp, from the broker's death on: minutes to the kill, as measured on the real service. */
interface BrokerAdvice {
  kind: 'broker-down';
  killMinutes: readonly [earliest: number, latest: number];
}

export type Advice = BurstAdvice | BrokerAdvice;

export interface LevelledFacts extends BurstFacts {
  users: number;
}

export function adviceFor(facts: LevelledFacts): Advice[] {
  const burst = (kind: BurstAdvice['kind'], to: number, changes: Partial<BurstFacts>): BurstAdvice => {
    const changed = { ...facts, ...changes };
    const risk = burstRisk(changed);
    return {
      kind,
      to,
      burstBytes: burstBytes(changed.flagValue),
      killChance: risk.chanceInTenMinutes,
      protectable: !risk.unprotectable,
    };
  };
  const value = Math.min(10_000, Math.max(2_000, facts.flagValue * 2));
  const users = Math.min(500, Math.max(50, facts.users * 2));
  return [
    burst('value', value, { flagValue: value }),
    burst('users', users, { ordersPerSecond: (facts.ordersPerSecond * users) / Math.max(1, facts.users) }),
    { kind: 'broker-down', killMinutes: [7, 13] },
  ];
}
