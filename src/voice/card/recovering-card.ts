import type { Recovering } from '../../run/run.ts';
import { detailsButton, restartButton, restartUnderWay } from '../actions.ts';
import { compose, type Line } from '../compose.ts';
import { eventName, turnedOffWords, wasReset } from '../decision-words.ts';
import { instantSeconds } from '../instant.ts';
import { freshReading, peakPercent, percentOf } from '../memory.ts';
import { duration, percent, percentBeside } from '../number.ts';
import { sparkLine } from '../run-sparkline.ts';
import { headline } from '../state-words.ts';
import { nameOf } from '../typed.ts';
import { toWidth, whoWhenLine } from './width.ts';

/** How long recovery is watched after the flag was seen off (rule 23). */
const watchMs = 5 * 60_000;

export function recoveringCard(run: Recovering, now: number) {
  const height = percentBeside(peakPercent(run), run.breaker.thresholdPercent);
  const spark = sparkLine(run, now, ` ${run.kills.length === 0 ? 'peak' : 'highest read'} ${height}`);
  return compose({
    kind: 'card',
    level: 'info',
    lines: [
      headline(run, now),
      toWidth(offLine(run)),
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

function offLine(run: Recovering): string {
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
      return value === null
        ? 'Restart needed · memory unknown'
        : `Restart needed · memory at ${percent(value)}`;
    }
    case 'unknown':
      return 'Recovery unknown: no fresh readings';
    case null:
      return waiting(run, now);
  }
}

function waiting(run: Recovering, now: number): Line {
  const until = (run.flag.seenOffAt ?? run.decision.at) + watchMs;
  return until <= now
    ? 'Memory must fall or hold'
    : {
        shown: `Must fall or hold until ${instantSeconds(until)}`,
        spoken: `Memory must fall or hold for ${duration(until - now)}`,
      };
}
