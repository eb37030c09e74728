/** What flagd serves, what the flag file says, and how our writes ended (rules 6–13). */
import type { FlagDefinition } from '../flag/definition.ts';
import { sameJson } from '../flag/equal.ts';
import {
  expiredDeadlineSeconds,
  isOwner,
  leaseDefinition,
  mark,
  type SentWrite,
  writeNumber,
} from '../flag/lease.ts';
import { type Whose, whose } from '../flag/whose.ts';
import type { Served } from '../ports.ts';
import { type Draft, decided, happened } from './draft.ts';
import type { Answered, FlagWriteResult, Moment } from './observation.ts';
import { ownWrites } from './own-writes.ts';
import { isTripReason } from './run.ts';

type Answer = Extract<Served, { kind: 'served' }>;

const outside = 'someone outside leakops';
/** How long flagd may take from a stored write to serving it before the start is given up. */
const armingPatienceMs = 15_000;
/** flagd-ui answers before it stores: the file may show the state before our write for this long. */
const goneGraceMs = 2_000;

export function seeFlagWrite(draft: Draft, result: FlagWriteResult, moment: Moment): void {
  const { flag } = draft;
  if (result.kind === 'failed') {
    flag.failures += 1;
    flag.failingSince ??= moment.at;
    flag.failureWhy = result.why;
    draft.eyes.flagRetryMono = moment.mono + Math.min(5_000, 250 * 2 ** Math.min(flag.failures, 5));
    if (draft.state === 'preparing') {
      if (result.operation === 'probe') flag.arming = { step: 'none' };
      if (result.operation === 'live') flag.arming = { step: 'proved', since: moment.at };
      if (moment.at - flag.failingSince > armingPatienceMs) abort(draft, moment, result.why);
    }
    return;
  }
  flag.failures = 0;
  flag.failingSince = null;
  flag.failureWhy = null;
  draft.eyes.flagRetryMono = 0;
  if (result.kind === 'kept-off') {
    flag.undo = 'kept-off';
    flag.failureWhy = result.why;
    return;
  }
  if (result.operation === 'undo') {
    // Left, and as before: an earlier undo whose answer was lost.
    const undone = result.kind === 'written' || sameJson(result.definition, flag.earlier);
    flag.undo = undone ? 'sent' : 'not-ours';
    flag.asBefore = undone ? sameJson(result.definition, flag.earlier) : null;
  }
  if (result.operation !== 'undo' && result.kind === 'left') draft.eyes.flagRetryMono = moment.mono + 3_000;
  seeDefinition(draft, { kind: 'ok', value: result.definition }, moment);
}

export function seeServed(draft: Draft, served: Served, moment: Moment): void {
  if (served.kind === 'unknown') return;
  const { flag } = draft;
  const ours = isOwner(served.metadata, flag.owner);
  const deadline = deadlineOf(served);
  if (ours && deadline !== null && deadline > expiredDeadlineSeconds) flag.servedDeadlineSeconds = deadline;
  flag.serving = { off: served.off, ours, value: served.value };
  if (draft.decision !== null) {
    seeOff(draft, served, ours, moment);
    return;
  }
  switch (flag.arming.step) {
    case 'none':
    case 'proved':
      return;
    case 'probe':
    case 'live':
      seeArming(draft, served, ours, moment);
      return;
    case 'armed':
      if (!ours) seeGone(draft, moment);
      else if (served.off && typeof served.metadata[mark.reason] === 'string') {
        decideAsWritten(draft, String(served.metadata[mark.reason]), moment);
        seeOff(draft, served, ours, moment);
      }
      // A person's toggle is off with the same reason: only a deadline that has passed is the lease's doing.
      else if (
        served.off &&
        served.reason === 'TARGETING_MATCH' &&
        hasPassed(deadline, moment) &&
        !flag.editedSeen
      ) {
        decided(draft, {
          kind: 'trip',
          reason: 'lease',
          at: moment.at,
          by: 'lease',
          why: 'the lease ran out: flagd serves off by itself',
          reading: draft.readings.at(-1) ?? null,
        });
        flag.seenOffAt = moment.at;
      }
  }
}

function deadlineOf(served: Answer): number | null {
  const deadline = served.metadata[mark.deadline];
  return typeof deadline === 'number' ? deadline : null;
}

function hasPassed(deadlineSeconds: number | null, moment: Moment): boolean {
  return deadlineSeconds !== null && moment.flagdSeconds !== null && deadlineSeconds <= moment.flagdSeconds;
}

/** Rule 6: deadline 1 must be seen to serve off, then the live one to serve the value. */
function seeArming(draft: Draft, served: Answer, ours: boolean, moment: Moment): void {
  const { flag } = draft;
  const { arming } = flag;
  if (arming.step !== 'probe' && arming.step !== 'live') return;
  const seen = ours && writeNumber(served.metadata) === arming.write;
  if (seen && arming.step === 'probe') {
    if (!served.off) {
      abort(draft, moment, 'flagd serves the value past its deadline: it does not know $flagd.timestamp');
    } else if (served.reason === 'TARGETING_MATCH') {
      draft.propagationsMs.push(moment.at - arming.sentAt);
      flag.arming = { step: 'proved', since: moment.at };
      return;
    }
  }
  if (seen && arming.step === 'live' && served.value === flag.value) {
    draft.propagationsMs.push(moment.at - arming.sentAt);
    flag.arming = { step: 'armed' };
    happened(draft, {
      at: moment.at,
      kind: 'flag',
      by: draft.owner.name,
      text: `flag ${flag.key} ${String(earlierValue(draft))} → ${flag.value}`,
    });
    return;
  }
  if (moment.at - arming.sentAt > armingPatienceMs && moment.inFlight.flag === null) {
    abort(draft, moment, 'flagd does not serve what was written within 15\u00a0s');
  }
}

/** Rule 9: off as served, with an off write's number or with the id gone; or the lease has ended it. */
function seeOff(draft: Draft, served: Answer, ours: boolean, moment: Moment): void {
  const { flag } = draft;
  if (!served.off || flag.seenOffAt !== null) return;
  const number = writeNumber(served.metadata);
  const byNumber = flag.sent.some((sent) => sent.kind === 'off' && sent.write === number);
  const byLease = hasPassed(deadlineOf(served), moment);
  if (!ours || byNumber || byLease) {
    flag.seenOffAt = moment.at;
    if (byNumber && flag.lastWriteAt !== null) draft.propagationsMs.push(moment.at - flag.lastWriteAt);
    const by = ours && !byNumber ? 'lease' : draft.decision!.by;
    happened(draft, { at: moment.at, kind: 'seen-off', by, text: 'flag seen off' });
  }
}

/** The definition as its source has it: whose it is decides whether the run may go on. */
export function seeDefinition(
  draft: Draft,
  definition: Answered<FlagDefinition | null>,
  moment: Moment,
): void {
  if (definition.kind === 'failed') return;
  const { flag } = draft;
  if (flag.arming.step === 'none') return;
  let found = whose(definition.value, ownWrites(flag));
  if (definition.value !== null && (found.kind === 'edited' || found.kind === 'person-off')) {
    found = takeUnsavedOff(draft, definition.value, moment) ?? found;
  }
  if (found.kind !== 'gone') draft.eyes.goneSinceMono = null;
  flag.standing = found.kind === 'ours' ? found.write.write : null;
  switch (found.kind) {
    case 'ours':
      if (found.write.kind === 'live') flag.servedDeadlineSeconds = found.write.deadlineSeconds;
      // A late write of ours came back after the undo: it is put off and undone again (rule 9).
      if (flag.undo !== 'not-yet') flag.undo = 'not-yet';
      flag.idGone = false;
      return;
    case 'person-off':
      if (draft.decision !== null) return;
      decided(draft, { kind: 'person', at: moment.at, by: outside, why: `flag turned off: ${found.how}` });
      return;
    case 'edited':
      if (flag.editedSeen || flag.offWrite !== null) return;
      flag.editedSeen = true;
      happened(draft, { at: moment.at, kind: 'edit', by: outside, text: 'flag edited, renewals stop' });
      if (draft.state === 'preparing') abort(draft, moment, 'the flag was edited while the run was prepared');
      return;
    case 'gone':
      seeGone(draft, moment);
  }
}

/** Rule 26: an off that was sent just before a crash, and not saved, is known by the reason in its metadata. */
function takeUnsavedOff(draft: Draft, current: FlagDefinition, moment: Moment): Whose | null {
  const { flag } = draft;
  const reason = current.metadata?.[mark.reason];
  const write = writeNumber(current.metadata);
  if (typeof reason !== 'string' || write === null || write <= flag.lastWrite) return null;
  const sent: SentWrite = {
    write,
    kind: 'off',
    value: flag.value,
    deadlineSeconds: expiredDeadlineSeconds,
    reason,
  };
  if (!sameJson(current, leaseDefinition(flag.earlier, flag.names, sent, flag.owner))) return null;
  flag.sent.push(sent);
  flag.lastWrite = write;
  flag.lastWriteAt = moment.at;
  flag.offWrite ??= write;
  decideAsWritten(draft, reason, moment);
  return { kind: 'ours', write: sent, latest: true };
}

function decideAsWritten(draft: Draft, reason: string, moment: Moment): void {
  const why = `decided before leakops was interrupted: ${reason}`;
  if (isTripReason(reason)) {
    const reading = draft.readings.at(-1) ?? null;
    decided(draft, { kind: 'trip', reason, at: moment.at, by: 'breaker', why, reading });
  } else {
    decided(draft, { kind: 'stop', at: moment.at, by: 'leakops', why });
  }
}

/** Rule 13, and rule 26 for a run that was still being prepared. */
function seeGone(draft: Draft, moment: Moment): void {
  const { flag, eyes } = draft;
  if (flag.undo === 'sent') flag.undo = 'seen';
  if (flag.idGone || flag.undo !== 'not-yet' || moment.inFlight.flag !== null) return;
  eyes.goneSinceMono ??= moment.mono;
  // A write that was answered may not be stored yet: gone must last.
  if (moment.mono - eyes.goneSinceMono < goneGraceMs) return;
  if (flag.arming.step === 'armed') {
    flag.idGone = true;
    flag.undo = 'not-ours';
    happened(draft, {
      at: moment.at,
      kind: 'edit',
      by: outside,
      text: 'flag reset or edited outside leakops',
    });
    if (draft.decision !== null) return;
    if (draft.state === 'preparing') abort(draft, moment, 'the flag was reset while the run was prepared');
    else
      decided(draft, {
        kind: 'person',
        at: moment.at,
        by: outside,
        why: 'flag reset or edited outside leakops',
      });
    return;
  }
  const sentAt = flag.lastWriteAt ?? draft.startedAt;
  if (eyes.resumed) abort(draft, moment, 'leakops was interrupted while the flag was armed');
  else if (moment.at - sentAt > armingPatienceMs)
    abort(draft, moment, 'the flag was not stored within 15\u00a0s');
}

function abort(draft: Draft, moment: Moment, why: string): void {
  decided(draft, { kind: 'abort', at: moment.at, by: 'leakops', why });
}

function earlierValue(draft: Draft): unknown {
  const { earlier } = draft.flag;
  const value =
    typeof earlier.defaultVariant === 'string' ? earlier.variants[earlier.defaultVariant] : undefined;
  return typeof value === 'number' ? value : 0;
}
