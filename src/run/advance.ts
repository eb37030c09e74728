/** From state to state, as time passes and facts come together. */

import { expiredDeadlineSeconds } from '../flag/lease.ts';
import { warmUpSeconds } from '../safety/warm-up.ts';
import { finalLine } from '../voice/final-line.ts';
import { grows, paceAfter, stopsWithinMs } from './after-off.ts';
import { type BrokerHold, brokerName, owesBroker } from './broker-hold.ts';
import { abort } from './decisions.ts';
import { type Draft, decided, happened, sealed } from './draft.ts';
import { judgeDraft, serviceReadings, watchedFrom } from './judge-draft.ts';
import type { Moment } from './observation.ts';
import { outcomeOf } from './outcome.ts';
import { watchMs } from './recovery.ts';
import { armingPatienceMs } from './see-flag.ts';
import { settleBroker } from './settle-broker.ts';
import { memoryOverThreshold } from './wants.ts';

/** Load that cannot be put on, or a broker that cannot be scaled, for this long ends the start. */
const startPatienceMs = 15_000;
/** Undo of flag and load is tried for as long after the watch could have ended; then it is named in the report. */
/** So long a cluster that does not answer keeps a run open that another process left. */
const firstLookMs = 30_000;
const undoPatienceMs = 300_000;
/** Without a lease nothing ends what a late write brings back: it is watched for as long as with the default one. */
const watchWithoutLeaseMs = 90_000;

export function advance(draft: Draft, moment: Moment): void {
  switch (draft.state) {
    case 'preparing':
      grow(draft, moment);
      return;
    case 'growing':
      if (moment.at >= draft.endsAt) {
        decided(draft, {
          kind: 'time',
          at: moment.at,
          by: 'time limit',
          why: 'time is over',
          regime: draft.regime,
        });
      }
      return;
    case 'stopping':
      if (isOff(draft)) draft.state = 'recovering';
      return;
    case 'recovering':
      recover(draft, moment);
      if (mayEnd(draft, moment)) {
        draft.state = 'ended';
        draft.endedAt = moment.at;
        draft.outcome = outcomeOf(draft.decision!, draft.kills);
        const ended = sealed(draft);
        // The event keeps the line: lists of runs are read without readings.
        const text = ended.state === 'ended' ? finalLine(ended) : draft.outcome;
        happened(draft, { at: moment.at, kind: 'end', by: 'leakops', text });
      }
      return;
    case 'ended':
      return;
  }
}

function grow(draft: Draft, moment: Moment): void {
  if (draft.eyes.resumed && draft.flag.arming.step === 'none') {
    const why = 'leakops was interrupted before the flag was set';
    decided(draft, { kind: 'abort', at: moment.at, by: 'leakops', why });
    return;
  }
  if (draft.flag.arming.step !== 'armed') {
    if (isUnseenForLong(draft, moment)) abort(draft, moment, 'flagd did not answer within 15\u00a0s');
    return;
  }
  const { load } = draft;
  if (load.kind === 'none' || load.onAt !== null) {
    if (draft.broker !== null && !isDown(draft, draft.broker, moment)) return;
    draft.state = 'growing';
    draft.growingAt = moment.at;
    happened(draft, { at: moment.at, kind: 'growing', by: 'leakops', text: 'growth begins' });
    return;
  }
  // Not the last write: a short lease is renewed more often than this takes.
  const armedAt = draft.events.find((event) => event.kind === 'flag')?.at ?? draft.startedAt;
  if (load.failureWhy !== null && moment.at - armedAt > startPatienceMs) {
    decided(draft, {
      kind: 'abort',
      at: moment.at,
      by: 'leakops',
      why: `load could not be put on: ${load.failureWhy}`,
    });
  }
}

/** The growth begins with the broker's death; a start that cannot bring it about ends. */
function isDown(draft: Draft, broker: BrokerHold, moment: Moment): boolean {
  if (broker.downAt !== null) return true;
  const name = brokerName(broker);
  if (draft.eyes.resumed) abort(draft, moment, `leakops was interrupted before ${name} was down`);
  else if (
    broker.failureWhy !== null &&
    broker.sentAt !== null &&
    moment.at - broker.sentAt > startPatienceMs
  ) {
    abort(draft, moment, `${name} could not be scaled to 0: ${broker.failureWhy}`);
  }
  return false;
}

/** Said in the report where it is not; a workload that somebody else has scaled to nothing is not waited for. */
function isReadyAgain(broker: BrokerHold | null, moment: Moment): boolean {
  if (broker === null || broker.backAt === null || broker.readyAt !== null) return true;
  if (broker.seen === null || broker.seen.replicas === 0) return true;
  return moment.at - broker.backAt > undoPatienceMs;
}

/** Sent, and nobody can see what became of it: without a lease nothing else would end it. */
function isUnseenForLong({ flag, eyes }: Draft, moment: Moment): boolean {
  const { arming } = flag;
  if (arming.step === 'none' || arming.step === 'armed' || eyes.ofrepSilentSince === null) return false;
  const begunAt = arming.step === 'proved' ? arming.since : arming.sentAt;
  const sinceAt = Math.max(begunAt, eyes.ofrepSilentSince);
  return moment.at - sinceAt > armingPatienceMs && moment.inFlight.flag === null;
}

/** Nothing was ever written, flagd serves off, or what it serves is somebody else's and does no harm (rule 13). */
function isOff(draft: Draft): boolean {
  const { flag } = draft;
  if (flag.sent.length === 0 || flag.seenOffAt !== null) return true;
  return flag.idGone && flag.serving !== null && !flag.serving.ours && !memoryOverThreshold(draft);
}

function recover(draft: Draft, moment: Moment): void {
  settleBroker(draft, moment);
  const { restart } = draft;
  const waiting = restart !== null && !restart.done && restart.why === null;
  if (draft.growingAt === null || waiting) return;
  const { offAt, restartedAt } = watchedFrom(draft);
  const isOn = draft.flag.again !== null && draft.flag.again.until === null;
  // A new process warms up: its first minutes are steeper than most leaks.
  const warmsUp = restartedAt > 0 && moment.at - restartedAt < warmUpSeconds * 1000;
  if (restartedAt <= offAt && !isOn && !warmsUp) seePace(draft, offAt);
  else draft.afterOff = null;
  // What memory does in the end is known when the broker is back: orders that hung may go on then.
  if (owesBroker(draft.broker)) return;
  // What needs a restart may come down by itself; all else stands.
  if (draft.recovery !== null && draft.recovery !== 'restart-needed') return;
  const verdict = judgeDraft(draft, moment);
  if (verdict === null || (draft.recovery !== null && verdict.recovery !== 'recovered')) return;
  if (verdict.recovery === 'restart-needed' && draft.restartPolicy === 'auto' && restart === null) {
    draft.restart = { requestedAt: moment.at, by: 'leakops', done: false, why: null };
    happened(draft, {
      at: moment.at,
      kind: 'restart',
      by: 'leakops',
      text: `${verdict.why}: restart, as LEAKOPS_RESTART=auto says`,
    });
    return;
  }
  recovered(draft, moment, verdict.recovery, verdict.why);
}

/** Whether growth has stopped, a minute after the flag was seen off and from then on. */
function seePace(draft: Draft, offAt: number): void {
  const pace = paceAfter(serviceReadings(draft), draft.limitBytes, offAt);
  const known = draft.afterOff;
  if (pace === null || pace.at - offAt < stopsWithinMs || pace.at === known?.at) return;
  const stoppedAt = grows(pace) ? null : (known?.stoppedAt ?? pace.at);
  draft.afterOff = { ...pace, grows: grows(pace), stoppedAt };
}

function recovered(
  draft: Draft,
  moment: Moment,
  recovery: NonNullable<Draft['recovery']>,
  why: string,
): void {
  draft.recovery = recovery;
  draft.recoveryAt = moment.at;
  draft.recoveryWhy = why;
  happened(draft, { at: moment.at, kind: 'recovery', by: 'leakops', text: `${recovery}: ${why}` });
}

/** A process that took the run up looks at the target once: a kill that nobody saw is of this run too (rule 22). */
function hasLooked({ eyes }: Draft, moment: Moment): boolean {
  return !eyes.resumed || eyes.sightMono > eyes.anchorMono || moment.mono - eyes.anchorMono > firstLookMs;
}

/** Rule 9's watch is over, memory is judged, and the world is back, or has been tried for long enough. */
function mayEnd(draft: Draft, moment: Moment): boolean {
  const { flag, load, broker } = draft;
  // Nobody else brings it back: however long that takes.
  if (owesBroker(broker) || !isReadyAgain(broker, moment)) return false;
  if (draft.recovery === null && draft.growingAt !== null) return false;
  if (draft.growingAt !== null && !hasLooked(draft, moment)) return false;
  // A kill that may come yet is of this run (rule 22): what still grows is watched for its five minutes.
  if (draft.afterOff?.grows === true && moment.at - watchedFrom(draft).offAt < watchMs) return false;
  if (flag.sent.length > 0) {
    if (flag.latestDeadlineSeconds > expiredDeadlineSeconds) {
      if (moment.flagdSeconds === null || moment.flagdSeconds <= flag.latestDeadlineSeconds) return false;
    }
    const lastWriteAt = flag.lastWriteAt ?? draft.startedAt;
    if (moment.at - lastWriteAt < (draft.leaseMs ?? watchWithoutLeaseMs)) return false;
    if (flag.serving !== null && !flag.serving.off && flag.serving.ours) return false;
  }
  const flagBack = flag.sent.length === 0 || ['seen', 'kept-off', 'not-ours'].includes(flag.undo);
  const loadBack = load.sentUsers.length === 0 || load.undo === 'done' || load.undo === 'person';
  const tried = moment.at - draft.decision!.at > undoPatienceMs + (draft.leaseMs ?? 0);
  return (flagBack && loadBack) || tried;
}
