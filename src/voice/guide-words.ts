/** What the guide expects, and what was measured of the real service where it differs (facts/real-leak.md). */
import { brokerName } from '../run/broker-hold.ts';
import type { Run } from '../run/run.ts';
import { ordersPerSecond } from '../safety/burst-risk.ts';
import { brokerDownGrowth } from '../scenario/broker-down.ts';
import { type ExpectedGrowth, expectedGrowth, type MinuteBand, scenarioNamed } from '../scenario/catalog.ts';
import { durationRange, trend } from './number.ts';

/** `80 % at 7–12 m, kill at 10–20 m`, or the guide's words where it has no times. */
export function growthWords(growth: ExpectedGrowth): string {
  const to80 = growth.to80 === null ? [] : [`80\u00a0% at ${band(growth.to80)}`];
  const toKill = growth.toKill === null ? [] : [`kill at ${band(growth.toKill)}`];
  return [...to80, ...toKill].join(', ') || growth.words;
}

/** `80 % at 7–12 m, kill at 10–20 m`; of what reaches no 80 % in the guide what it is: `a true ramp …, kill at 7–13 m`. */
export function expectedWords(growth: ExpectedGrowth): string {
  const rise = growth.to80 === null ? growth.words : `80\u00a0% at ${band(growth.to80)}`;
  return growth.toKill === null ? rise : `${rise}, kill at ${band(growth.toKill)}`;
}

/** The guide for this run's scenario, or for the value nearest to the one that it began with. */
export function guideOf(run: Run): { growth: ExpectedGrowth; forValue: number | null } {
  const scenario = scenarioNamed(run.scenario);
  const value = firstValue(run);
  if (scenario.flagValue === value) return { growth: scenario.growth, forValue: null };
  const { nearestValue, ...growth } = expectedGrowth(value);
  return { growth, forValue: nearestValue === value ? null : nearestValue };
}

/** The flag value that the run began with: the guide is about it, whatever it was changed to. */
export function firstValue(run: Run): number {
  return run.flag.sent.find((write) => write.kind === 'live')?.value ?? run.flag.value;
}

/** `300`, or `2000 → 500` where it was changed. */
export function flagValues(run: Run): string {
  const first = firstValue(run);
  return first === run.flag.value ? `${first}` : `${first} → ${run.flag.value}`;
}

/** `7–12 m`. */
export function band([earliest, latest]: MinuteBand): string {
  return durationRange(earliest * 60_000, latest * 60_000);
}

/** The real service with a healthy broker, at about 25 users: highest true peaks by flag value. */
export function measuredWords(flagValue: number): string {
  if (flagValue >= 2500) return 'killed out of nothing when orders coincide';
  if (flagValue >= 1500) return 'level, with bursts to 81–96\u00a0%, while Kafka is well';
  if (flagValue >= 750) return 'level, with bursts to 72\u00a0%, while Kafka is well';
  if (flagValue >= 400) return 'level, with bursts to 65\u00a0%, while Kafka is well';
  return 'level at 57–60\u00a0% while Kafka is well';
}

/** With the broker dead: `with Kafka down up 7 points a minute, kill 7–13 m after`. */
export function brokerDownWords(run: Pick<Run, 'broker' | 'users'>, flagValue: number): string {
  const { pointsAMinute, toKill } = brokerDownGrowth(flagValue, ordersPerSecond(run.users) * 60);
  const name = run.broker === null ? 'Kafka' : brokerName(run.broker);
  const kill = toKill === null ? 'no kill within 2\u00a0h' : `kill ${band(toKill)} after`;
  return `with ${name} down ${trend(pointsAMinute)}, ${kill}`;
}
