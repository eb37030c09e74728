/** What the flag file says, and how our writes to it ended (rules 7, 9, 12, 13, 14). */
import type { FlagDefinition } from '../flag/definition.ts';
import { sameJson } from '../flag/equal.ts';
import { expiredDeadlineSeconds, leaseDefinition, mark, type SentWrite, writeNumber } from '../flag/lease.ts';
import { isOurTargeting } from '../flag/undo.ts';
import { type Whose, whose } from '../flag/whose.ts';
import { abort, decideAsWritten, outside } from './decisions.ts';
import { type Draft, decided, happened } from './draft.ts';
import type { Answered, FlagWriteResult, Moment } from './observation.ts';
import { ownWrites } from './own-writes.ts';

/** How long flagd may take from a stored write to serving it before the start is given up. */
export const armingPatienceMs = 15_000;
/** flagd-ui answers before it stores: the file may show the state before our write for this long. */
const goneGraceMs = 2_000;

export function seeFlagWrite(draft: Draft, result: FlagWriteResult, moment: Moment): void {
  const { flag, eyes } = draft;
  if (result.operation === 'undo') {
    // Counted when it was tried: an undo that waits for its save is no write.
    flag.lastWrite = Math.max(flag.lastWrite, result.write);
    flag.lastWriteAt = moment.at;
  }
  if (result.kind === 'failed') {
    seeFailure(draft, result, moment);
    return;
  }
  flag.failures = 0;
  flag.failingSince = null;
  flag.failureWhy = null;
  eyes.flagRetryMono = 0;
  if (result.kind === 'kept-off') {
    flag.undo = 'kept-off';
    flag.failureWhy = result.why;
    return;
  }
  if (result.operation === 'undo') {
    // Left, and as before: an earlier undo whose answer was lost.
    const asBefore = sameJson(result.definition, flag.earlier);
    const undone = result.kind === 'written' || asBefore;
    flag.undo = undone ? 'sent' : 'not-ours';
    flag.asBefore = undone ? asBefore : null;
    flag.stateLeft = undone ? (result.definition?.state ?? null) : null;
    // What was served before it tells nothing of what is served now.
    flag.serving = null;
  } else if (result.kind === 'left') {
    eyes.flagRetryMono = moment.mono + 3_000;
    if (result.operation === 'probe') {
      seeForestalled(draft, moment);
      return;
    }
  }
  seeDefinition(draft, { kind: 'ok', value: result.definition }, moment);
}

function seeFailure(
  draft: Draft,
  result: Extract<FlagWriteResult, { kind: 'failed' }>,
  moment: Moment,
): void {
  const { flag, eyes } = draft;
  flag.failures += 1;
  // From when it was sent: one that hangs has failed for as long.
  flag.failingSince ??= flag.lastWriteAt ?? moment.at;
  flag.failureWhy = result.why;
  eyes.flagRetryMono = moment.mono + Math.min(5_000, 250 * 2 ** Math.min(flag.failures, 5));
  if (draft.state !== 'preparing') return;
  // Seen served meanwhile is armed all the same: only what still waits is begun again.
  if (result.operation === 'probe' && flag.arming.step === 'probe') flag.arming = { step: 'none' };
  if (result.operation === 'live' && flag.arming.step === 'live')
    flag.arming = { step: 'proved', since: moment.at };
  if (moment.at - flag.failingSince > armingPatienceMs) abort(draft, moment, result.why);
}

/** Between preflight and the first write somebody changed the flag: it is theirs (rule 12). */
function seeForestalled(draft: Draft, moment: Moment): void {
  draft.flag.idGone = true;
  draft.flag.undo = 'not-ours';
  abort(draft, moment, 'the flag was changed by someone else just before it was set');
}

/** The definition as its source has it: whose it is decides whether the run may go on. */
export function seeDefinition(
  draft: Draft,
  definition: Answered<FlagDefinition | null>,
  moment: Moment,
): void {
  const { flag, eyes } = draft;
  eyes.sourceSilent = definition.kind === 'failed';
  if (definition.kind === 'failed') return;
  if (flag.sent.length === 0) return;
  const found = whoseNow(draft, definition.value, moment);
  if (found.kind !== 'gone') eyes.goneSinceMono = null;
  flag.standing = found.kind === 'ours' ? found.write.write : null;
  flag.leaseStands = definition.value !== null && isOurTargeting(definition.value.targeting, ownWrites(flag));
  flag.readBackDeadlineSeconds =
    found.kind === 'ours' && found.write.kind === 'live' ? found.write.deadlineSeconds : null;
  noteDeadline(draft);
  if (found.kind !== 'gone') undoAgain(draft);
  switch (found.kind) {
    case 'ours':
      return;
    case 'person-off':
      decided(draft, { kind: 'person', at: moment.at, by: outside, why: `flag turned off: ${found.how}` });
      return;
    case 'edited':
      if (flag.editedSeen || flag.offWrite !== null) return;
      flag.editedSeen = true;
      happened(draft, { at: moment.at, kind: 'edit', by: outside, text: 'flag edited, renewals stop' });
      if (draft.state === 'preparing') abort(draft, moment, 'the flag was edited while the run was prepared');
      return;
    case 'gone':
      if (draft.decision !== null && flag.seenOffAt !== null && sameJson(definition.value, flag.earlier)) {
        // As it was before the run: an undo whose answer was lost, or a reset that does the same.
        flag.undo = 'seen';
        flag.asBefore = true;
        flag.stateLeft = flag.earlier.state;
      } else {
        const replaced = definition.value !== null && !sameJson(definition.value, flag.earlier);
        seeGone(draft, moment, replaced);
      }
  }
}

/** Whatever carries our id after the undo is a late write of ours, or an edit upon one: undone again (rule 9). */
function undoAgain({ flag }: Draft): void {
  if (flag.undo === 'not-yet' || flag.undo === 'kept-off') return;
  flag.undo = 'not-yet';
  flag.idGone = false;
}

/** A source that does not answer hides a late write: OFREP shows it, once flagd had its time to load what we wrote. */
export function seeIdServed(draft: Draft, moment: Moment): void {
  const { flag, eyes } = draft;
  if (!eyes.sourceSilent || moment.inFlight.flag !== null) return;
  if (moment.at - (flag.lastWriteAt ?? 0) > armingPatienceMs) undoAgain(draft);
}

/** Rule 7: the deadline is the one served, else the one read back, never the one believed. */
export function noteDeadline(draft: Draft): void {
  const { flag, eyes } = draft;
  const served = eyes.ofrepSilentSince === null && flag.serving?.ours ? flag.serving.deadlineSeconds : null;
  const deadline = served ?? flag.readBackDeadlineSeconds;
  if (deadline !== null && deadline > expiredDeadlineSeconds) flag.servedDeadlineSeconds = deadline;
}

function whoseNow(draft: Draft, current: FlagDefinition | null, moment: Moment): Whose {
  const found = whose(current, ownWrites(draft.flag));
  if (current === null || (found.kind !== 'edited' && found.kind !== 'person-off')) return found;
  return takeUnsavedOff(draft, current, moment) ?? found;
}

/** Rule 26: an off that was sent just before a crash, and not saved, is known by the reason in its metadata. */
function takeUnsavedOff(draft: Draft, current: FlagDefinition, moment: Moment): Whose | null {
  const { flag } = draft;
  const reason = current.metadata?.[mark.reason];
  const write = writeNumber(current.metadata);
  const value = current.variants[flag.names.variant];
  const isKnown = write === null || write <= flag.lastWrite;
  // 0 is no value of ours: a person's off upon our off.
  if (typeof reason !== 'string' || isKnown || typeof value !== 'number' || value === 0) return null;
  const sent: SentWrite = { write, kind: 'off', value, deadlineSeconds: expiredDeadlineSeconds, reason };
  if (!sameJson(current, leaseDefinition(flag.earlier, flag.names, sent, flag.owner))) return null;
  flag.sent.push(sent);
  flag.lastWrite = write;
  flag.lastWriteAt = moment.at;
  flag.offWrite ??= write;
  decideAsWritten(draft, reason, moment);
  return { kind: 'ours', write: sent, latest: true };
}

/**
 * Rule 13, and rule 26 for a run that was still being prepared.
 *
 * @param replaced what stands there is not what was read before the run either
 */
export function seeGone(draft: Draft, moment: Moment, replaced: boolean): void {
  const { flag, eyes } = draft;
  if (flag.undo === 'sent') flag.undo = 'seen';
  if (flag.idGone || flag.undo !== 'not-yet' || moment.inFlight.flag !== null) return;
  eyes.goneSinceMono ??= moment.mono;
  // A write that was answered may not be stored yet: gone must last.
  if (moment.mono - eyes.goneSinceMono < goneGraceMs) return;
  // A start that was given up waits for no flag that is somebody else's by now.
  if (flag.arming.step === 'armed' || (draft.decision !== null && replaced)) {
    flag.idGone = true;
    flag.undo = 'not-ours';
    const why = 'flag reset or edited outside leakops';
    happened(draft, { at: moment.at, kind: 'edit', by: outside, text: why });
    if (draft.state === 'preparing') abort(draft, moment, 'the flag was reset while the run was prepared');
    else decided(draft, { kind: 'person', at: moment.at, by: outside, why });
    return;
  }
  const sentAt = flag.lastWriteAt ?? draft.startedAt;
  if (eyes.resumed) abort(draft, moment, 'leakops was interrupted while the flag was armed');
  else if (moment.at - sentAt > armingPatienceMs)
    abort(draft, moment, 'the flag was not stored within 15\u00a0s');
}
