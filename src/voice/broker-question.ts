/** Asked before a run that takes the broker down: what else that touches, what to expect, what is done in the end. */
import { brokerName } from '../run/broker-hold.ts';
import type { Predict } from '../run/run.ts';
import { burstRisk, ordersPerSecond } from '../safety/burst-risk.ts';
import { brokerDownGrowth } from '../scenario/broker-down.ts';
import type { Question } from './answer-question.ts';
import { band } from './guide-words.ts';
import { chance, duration, percent, trend, usersCount } from './number.ts';

interface BrokerStart {
  scenario: string;
  flagValue: number;
  users: number;
  durationMs: number;
  breaker: { thresholdPercent: number; state: 'armed' | 'off' };
  predict: Predict;
  /** The broker's workload. */
  broker: string;
  /** The target's workload. */
  target: string;
}

/** The demo's checkout before the start, as preflight has not looked yet (facts/real-leak.md). */
const usual = {
  levelPercent: 60,
  limitBytes: 20 * 2 ** 20,
  hasGomemlimit: true,
  intervalMs: 15_000,
  hasPeak: false,
  ageMs: 20_000,
};

export function brokerQuestion(start: BrokerStart): Question {
  const broker = brokerName({ name: start.broker });
  const { target } = start;
  return {
    asks: `Take ${broker} down for ${start.scenario}, flag ${start.flagValue}, ${usersCount(start.users)}, at most ${duration(start.durationMs)}?`,
    effect: [
      `${broker} is scaled to 0 once flag and load are on. All that uses it is affected: orders stop, in the demo accounting and fraud-detection too; what waits in it may be lost.`,
      growthLine(start, broker),
      breakerLine(start),
      `In the end: flag off, memory level again or ${target} restarted, whatever LEAKOPS_RESTART says, then ${broker} back. If leakops dies, ${broker} stays at 0 until it is started again.`,
    ],
    label: `Take ${broker} down`.slice(0, 34),
    style: 'danger',
  };
}

function growthLine({ flagValue, users, target }: BrokerStart, broker: string): string {
  const { pointsAMinute, toKill } = brokerDownGrowth(flagValue, ordersPerSecond(users) * 60);
  const kill = toKill === null ? 'no kill within 2\u00a0h' : `a kill ${band(toKill)} after ${broker} is gone`;
  const bursts = burstRisk({ ...usual, flagValue, ordersPerSecond: ordersPerSecond(users) });
  return (
    `Expected: ${target} ${trend(pointsAMinute)}, ${kill} unless the flag is off by then. From its usual ` +
    `${percent(usual.levelPercent)} headroom is ${100 - usual.levelPercent}\u00a0points; chance of a kill by bursts within 10\u00a0m: ${chance(bursts.chanceInTenMinutes)}.`
  );
}

function breakerLine({ breaker, predict }: BrokerStart): string {
  if (breaker.state === 'off') {
    return 'The breaker is off: the flag stays on whatever memory does, a kill is to be expected.';
  }
  const sooner = predict === 'off' ? '; no forecast is acted on' : ', or before a forecast kill';
  return `The flag goes off over ${percent(breaker.thresholdPercent)}${sooner}.`;
}
