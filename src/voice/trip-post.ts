/** That the flag goes off, why, and how far it is: for a trip and for every other decision. */

import type { Said } from '../ports.ts';
import { brokerName, owesBroker } from '../run/broker-hold.ts';
import { leaseEndsAt } from '../run/lease-end.ts';
import type { Decision, Run } from '../run/run.ts';
import { compose, type Line } from './compose.ts';
import { flagFailure, flagOffWords, turnedOffWords, wasReset, whyWords } from './decision-words.ts';
import { instantSeconds } from './instant.ts';
import { percentOf, readingBefore, rssWords, zeroAt } from './memory.ts';
import { duration, exactOffset, percentBeside } from './number.ts';
import { signWords, unsaidSigns } from './sign-post.ts';
import { nameOf } from './typed.ts';

/**
 * Call it when the flag was seen off, or once it takes long: it says what is so at `now`. Only a trip mentions the
 * owner. Throws a RangeError for a run that nothing has decided about.
 */
export function tripPost(run: Run, now: number): Said {
  const { decision } = run;
  if (decision === null) throw new RangeError(`${run.id} has no decision to tell of`);
  return compose({
    kind: 'milestone',
    level: levelOf(decision),
    lines: [`${head(run, decision)}, ${flagOffWords(run)}.`, ...why(run, decision), next(run, now)],
    mention: decision.kind === 'trip' ? run.owner.id : null,
  });
}

/** What was asked for, or agreed on at the start, is no warning. */
function levelOf({ kind }: Decision): Said['level'] {
  return kind === 'stop' || kind === 'time' ? 'default' : 'warning';
}

function head(run: Run, decision: Decision): string {
  switch (decision.kind) {
    case 'trip':
      return decision.reason === 'lease'
        ? `🛑 Lease over${at(run, decision)}`
        : `🛑 Tripped${at(run, decision)}`;
    case 'stop':
      return `⏹️ Stopped by ${nameOf(decision.by)}${at(run, decision)}`;
    case 'person':
      return wasReset(run)
        ? `⏹️ Flag reset or edited outside leakops${at(run, decision)}`
        : `⏹️ Flag ${turnedOffWords(decision)}${at(run, decision)}`;
    case 'time':
      return `🏁 Time over at ${exactOffset(decision.at - zeroAt(run))}`;
    case 'abort':
      return `🚫 Aborted${at(run, decision)}`;
    case 'kill':
      return `🛑 Killed before any trip at ${exactOffset(decision.at - zeroAt(run))}`;
  }
}

function at(run: Run, decision: Decision): string {
  const tripped = decision.kind === 'trip' ? decision.reading : null;
  const blind = decision.kind === 'trip' && decision.reason === 'blind';
  const reading = tripped ?? (blind ? null : readingBefore(run, decision.at));
  if (run.growingAt === null) return ' before the growth';
  if (blind || reading === null) return ' with memory unknown';
  return ` at ${percentBeside(percentOf(run, reading), run.breaker.thresholdPercent)}`;
}

/** Nothing where the head has said it already: `stopped by Ben`, `time is over`. */
function why(run: Run, decision: Decision): string[] {
  const words = whyWords(decision);
  const said =
    decision.kind === 'time' || (decision.kind === 'stop' && words === `stopped by ${nameOf(decision.by)}`);
  return said
    ? []
    : [`Why: ${words}${rssPart(run, decision)}${readingWords(decision)}.${alsoSeen(run, decision)}`];
}

/** The threshold is over the working set; where rss does not agree, that is said (facts/breaker-study.md, rule 7). */
function rssPart(run: Run, decision: Decision): string {
  const rss = decision.kind === 'trip' ? rssWords(run, decision.reading) : null;
  return rss === null ? '' : ` (${rss})`;
}

/** Signs that nothing has told of yet: the trip swallows them. */
function alsoSeen(run: Run, decision: Decision): string {
  const reason = decision.kind === 'trip' ? decision.reason : null;
  const others = unsaidSigns(run).filter((sign) => sign.reason !== reason);
  const told = reason === 'forecast' ? others.filter((sign) => sign.reason !== 'ramp') : others;
  return told.length === 0 ? '' : ` Also: ${told.map(signWords).join('; ')}.`;
}

function readingWords(decision: Decision): string {
  if (decision.kind !== 'trip' || decision.reading === null) return '';
  // Orders and goroutines are not what the reading shows; how long there was none is said already.
  if (['stalled', 'leak', 'blind'].includes(decision.reason)) return '';
  return `, reading ${duration(decision.at - decision.reading.at)} old`;
}

function next(run: Run, now: number): Line {
  if (run.flag.seenOffAt !== null || run.flag.lastWrite === 0) {
    return run.growingAt === null ? 'Next: what was changed goes back. Nothing to do.' : nextOfMemory(run);
  }
  const failure = flagFailure(run);
  const trouble = failure === null || run.flag.failures === 0 ? '' : ` ${failure}.`;
  return leaseEnd(run, now, `Next: the flag must be seen off.${trouble}`);
}

function nextOfMemory(run: Run): string {
  if (owesBroker(run.broker)) {
    const target = run.world.workload;
    return `Next: ${target} level again or restarted, then ${brokerName(run.broker)} back. Nothing to do.`;
  }
  const reason = run.decision?.kind === 'trip' ? run.decision.reason : null;
  switch (reason) {
    case 'stalled':
      return 'Next: look at the broker. When it is back all waiting orders go on at once: with the flag on that kills.';
    case 'leak':
      return 'Next: growth must stop within a minute. What waits is freed by a restart only.';
    case 'blind':
      return 'Next: memory is judged when readings are back. Nothing to do.';
    default:
      return 'Next: memory must hold for three readings. Nothing to do.';
  }
}

/** What the lease does without anyone's help; said as a deadline, never as a thing that has happened. */
export function leaseEnd(run: Run, now: number, words: string): Line {
  const endsAt = leaseEndsAt(run);
  if (run.leaseMs === null || endsAt === null) return `${words} No lease ends it.`;
  if (endsAt <= now) return `${words} Its lease is over.`;
  return {
    shown: `${words} The lease ends it at ${instantSeconds(endsAt)}.`,
    spoken: `${words} The lease ends it in ${duration(endsAt - now)}.`,
  };
}
