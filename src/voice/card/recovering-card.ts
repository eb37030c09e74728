import { brokerName, owesBroker } from '../../run/broker-hold.ts';
import { recoveredPercent, watchMs } from '../../run/recovery.ts';
import type { Recovering } from '../../run/run.ts';
import { detailsButton, restartButton, restartUnderWay } from '../actions.ts';
import { compose, type Line } from '../compose.ts';
import { eventName, turnedOffWords, wasReset } from '../decision-words.ts';
import { offSince } from '../growth-after-post.ts';
import { instantSeconds } from '../instant.ts';
import { freshReading, peakPercent, percentOf } from '../memory.ts';
import { duration, percent, percentBeside, trend } from '../number.ts';
import { sparkLine } from '../run-sparkline.ts';
import { headline } from '../state-words.ts';
import { nameOf, outsideWords } from '../typed.ts';
import { cardWidth, toWidth, visibleLength, whoWhenLine } from './width.ts';

export function recoveringCard(run: Recovering, now: number) {
  const height = percentBeside(peakPercent(run), run.breaker.thresholdPercent);
  const spark = sparkLine(run, now, ` ${run.kills.length === 0 ? 'peak' : 'highest read'} ${height}`);
  return compose({
    kind: 'card',
    level: 'info',
    lines: [
      headline(run, now),
      toWidth(withBroker(run, offLine(run))),
      ...(spark === null ? [] : [spark]),
      recoveryLine(run, now),
      whoWhenLine(run, now),
    ],
    actions:
      run.recovery === 'recovered' || restartUnderWay(run)
        ? [detailsButton(run)]
        : [restartButton(run), detailsButton(run)],
  });
}

/** Behind it, where there is room, that the broker is down still. */
function withBroker(run: Recovering, line: string): string {
  if (!owesBroker(run.broker)) return line;
  const both = `${line} · ${brokerName(run.broker)} at 0`;
  return visibleLength(both) <= cardWidth ? both : line;
}

function offLine(run: Recovering): string {
  const { again } = run.flag;
  if (again !== null && again.until === null) {
    const value = `${outsideWords(String(again.value), 8)} served`;
    return again.ours ? `Flag on again, ${value}: goes off` : `Flag on again outside leakops, ${value}`;
  }
  if (wasReset(run)) return 'Flag reset or edited outside leakops';
  const { seenOffAt } = run.flag;
  if (run.decision.kind === 'person') {
    return `Flag ${turnedOffWords(run.decision, 18)}${seenOffAt === null ? '' : ', seen off'}`;
  }
  if (seenOffAt === null) return run.flag.lastWrite === 0 ? 'Flag never written' : 'Flag not seen off';
  const after = Math.max(0, seenOffAt - run.decision.at);
  return after < 500
    ? `Flag seen off at ${eventName(run.decision)}`
    : `Flag seen off ${duration(after)} after ${eventName(run.decision)}`;
}

function recoveryLine(run: Recovering, now: number): Line {
  if (run.flag.again !== null && run.flag.again.until === null)
    return 'Recovery waits for the flag to be off';
  const { restart } = run;
  if (restart !== null && restartUnderWay(run)) {
    const by = nameOf(restart.by, 16);
    return restart.done ? `Restarted, as ${by} asked: must hold` : `Restart under way, as ${by} asked`;
  }
  switch (run.recovery) {
    case 'recovered':
      return 'Recovered · flag watched until its lease is over';
    case 'restart-needed': {
      const value = percentOf(run, freshReading(run, now));
      if (value !== null && run.afterOff?.grows === true) {
        return toWidth(`Restart needed · still ${trend(run.afterOff.pointsAMinute)}`);
      }
      return value === null
        ? 'Restart needed · memory unknown'
        : `Restart needed · memory at ${percent(value)}`;
    }
    case 'unknown':
      return toWidth(`Recovery unknown: ${outsideWords(run.recoveryWhy ?? 'no fresh readings', 30)}`);
    case null:
      return waiting(run, now);
  }
}

function waiting(run: Recovering, now: number): Line {
  const { afterOff } = run;
  if (afterOff?.grows === true) return toWidth(`Still ${trend(afterOff.pointsAMinute)} with the flag off`);
  const until = (offSince(run) ?? run.decision.at) + watchMs;
  const isLow = afterOff !== null && afterOff.percent <= recoveredPercent(run.heldPercent);
  const [start, must] =
    afterOff === null || isLow ? ['Must', 'fall or hold'] : ['Growth stopped · must', 'fall'];
  return until <= now
    ? `Memory must ${must}`
    : {
        shown: `${start} ${must} until ${instantSeconds(until)}`,
        spoken: `${start === 'Must' ? 'Memory' : 'Growth stopped, memory'} must ${must} for ${duration(until - now)}`,
      };
}
