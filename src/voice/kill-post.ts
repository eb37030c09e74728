import type { Said } from '../ports.ts';
import type { Kill, Run } from '../run/run.ts';
import { workloadName } from './actions.ts';
import { compose } from './compose.ts';
import { capital, flagOffWords } from './decision-words.ts';
import { percentOf, readingAfterKill, readingBefore, zeroAt } from './memory.ts';
import { duration, offset, percent } from './number.ts';
import { outsideWords } from './typed.ts';

/**
 * A kill: the last reading before it, what the breaker had done, what came after. The first one is shown in the channel
 * and pings; with the breaker off more may follow, and the thread tells of them.
 */
export function killPost(run: Run, kill: Kill, _now: number): Said {
  const before = readingBefore(run, kill.at);
  const last =
    before === null
      ? 'last reading unknown'
      : `last reading ${percent(percentOf(run, before))} (${duration(kill.at - before.at)} before)`;
  const first = run.kills[0] === undefined || run.kills[0].at >= kill.at;
  const when = offset(kill.at - zeroAt(run));
  return compose({
    kind: 'milestone',
    level: 'error',
    lines: [
      `💥 ${workloadName(run)} killed at ${when}: ${outsideWords(kill.reason, 20)}, ${last}.`,
      `${breakerWords(run, kill)} ${afterWords(run, kill)} ${flagWords(run)}`,
    ],
    mention: first ? run.owner.id : null,
    broadcast: first,
  });
}

function breakerWords(run: Run, kill: Kill): string {
  const trip = run.decision?.kind === 'trip' ? run.decision : null;
  if (trip !== null && trip.at <= kill.at) return `Tripped ${duration(kill.at - trip.at)} before: too late.`;
  if (kill.breakerOff) return 'Breaker off: expected.';
  // A kill that is seen as it happens decides in its own instant.
  const decidesAt = run.decision?.kind === 'kill' ? kill.at : kill.at + 1;
  if (run.decision === null || run.decision.at >= decidesAt) return 'No trip before it.';
  const { seenOffAt } = run.flag;
  return seenOffAt !== null && seenOffAt <= kill.at
    ? 'The flag was off already.'
    : 'The flag was going off already.';
}

/** The new container, once it is up; what is not known yet is said to be unknown. */
function afterWords(run: Run, kill: Kill): string {
  const started = run.pods
    .map((pod) => pod.startedAt)
    .filter((at): at is number => at !== null && at >= kill.at)
    .sort((a, b) => a - b)[0];
  const after = percentOf(run, readingAfterKill(run, kill));
  const memory = after === null ? 'memory unknown' : percent(after);
  return started === undefined
    ? `Restarting, ${memory}.`
    : `Up again after ${duration(started - kill.at)}, ${memory}.`;
}

function flagWords(run: Run): string {
  if (run.state === 'growing') return 'The run goes on.';
  return `${capital(flagOffWords(run))}.`;
}
