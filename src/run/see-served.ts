/** What OFREP serves, and what follows: armed, seen off, the lease over, a person's hand (rules 4, 6, 8, 9). */
import { expiredDeadlineSeconds, isOwner, mark, writeNumber } from '../flag/lease.ts';
import type { Served } from '../ports.ts';
import { abort, decideAsWritten, outside } from './decisions.ts';
import { type Draft, decided, happened } from './draft.ts';
import type { Moment } from './observation.ts';
import { armingPatienceMs, noteDeadline, seeGone, seeIdServed } from './see-flag.ts';

type Answer = Extract<Served, { kind: 'served' }>;

/** Our view of flagd's clock is up to a second and an answer's way behind it. */
const clockLagSeconds = 2;
/** Beyond it no date is: what stands there is not a deadline. */
const latestSeconds = 8.64e12;

export function seeServed(draft: Draft, served: Served, moment: Moment): void {
  if (served.kind === 'unknown') {
    draft.eyes.ofrepSilentSince ??= moment.at;
    noteDeadline(draft);
    return;
  }
  draft.eyes.ofrepSilentSince = null;
  draft.eyes.servedMono = moment.mono;
  const { flag } = draft;
  const ours = isOwner(served.metadata, flag.owner);
  const deadlineSeconds = deadlineOf(served);
  flag.everServed ||= ours;
  flag.serving = { off: served.off, ours, value: served.value, deadlineSeconds };
  noteDeadline(draft);
  if (draft.decision !== null) {
    seeOff(draft, served, ours, moment);
    if (ours) seeIdServed(draft, moment);
    seeAgain(draft, served, ours, moment);
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
      if (!ours) seeGone(draft, moment, false);
      else if (served.off) seeUnasked(draft, served, moment);
  }
}

/** Off, and nobody here has decided it: by us before a crash, by the lease, or by a person. */
function seeUnasked(draft: Draft, served: Answer, moment: Moment): void {
  const { flag } = draft;
  const reason = served.metadata[mark.reason];
  const by = { at: moment.at, reading: draft.readings.at(-1) ?? null };
  if (typeof reason === 'string') {
    // The definition tells more of that write than its evaluation does: it is waited for where it can be read.
    if (!draft.eyes.sourceSilent) return;
    decideAsWritten(draft, reason, moment);
  } else if (served.reason !== 'DISABLED' && flag.leaseStands && leaseIsOver(served, moment)) {
    decided(draft, {
      kind: 'trip',
      reason: 'lease',
      by: 'lease',
      why: 'the lease ran out: flagd serves off by itself',
      ...by,
    });
  } else {
    decided(draft, { kind: 'person', at: moment.at, by: outside, why: 'flag turned off: flagd serves off' });
  }
  flag.seenOffAt = moment.at;
}

function leaseIsOver(served: Answer, moment: Moment): boolean {
  const deadline = deadlineOf(served);
  const now = Math.max(moment.flagdSeconds ?? 0, (served.serverAt ?? 0) / 1000);
  return deadline !== null && deadline <= now + clockLagSeconds;
}

function deadlineOf(served: Answer): number | null {
  const deadline = served.metadata[mark.deadline];
  const sound = typeof deadline === 'number' && Number.isSafeInteger(deadline) && deadline < latestSeconds;
  return sound && deadline > 0 ? deadline : null;
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
    const text = `flag ${flag.key} ${earlierValue(draft)} → ${flag.value}`;
    happened(draft, { at: moment.at, kind: 'flag', by: draft.owner.name, text });
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
  const deadline = deadlineOf(served);
  const byLease = deadline !== null && moment.flagdSeconds !== null && deadline <= moment.flagdSeconds;
  // What was served before our first write was loaded tells nothing of that write.
  const goneForGood =
    flag.everServed || (flag.standing === null && moment.inFlight.flag === null && flag.offWrite !== null);
  if (ours ? !byNumber && !byLease : !goneForGood) return;
  flag.seenOffAt = moment.at;
  if (byNumber && flag.lastWriteAt !== null) draft.propagationsMs.push(moment.at - flag.lastWriteAt);
  const by = ours && !byNumber && deadline !== expiredDeadlineSeconds ? 'lease' : draft.decision!.by;
  happened(draft, { at: moment.at, kind: 'seen-off', by, text: 'flag seen off' });
}

/** A value is served again after the flag was seen off: what was said of memory since is judged anew (rule 23). */
function seeAgain(draft: Draft, served: Answer, ours: boolean, moment: Moment): void {
  const { flag } = draft;
  // Until it was seen off it is not again; of a flag that was reset an off may never be seen.
  if (flag.seenOffAt === null && !flag.idGone) return;
  const known = flag.again;
  const isOn = known !== null && known.until === null;
  if (served.off) {
    if (!isOn) return;
    flag.again = { ...known, until: moment.at };
    if (known.ours) return;
    const by = (flag.lastWriteAt ?? 0) >= known.since ? (known.offAsked?.by ?? 'leakops') : outside;
    happened(draft, { at: moment.at, kind: 'seen-off', by, text: 'flag seen off again' });
    return;
  }
  if (isOn && (known.ours === ours || ours)) return;
  flag.again = isOn
    ? { ...known, value: served.value, ours }
    : {
        since: moment.at,
        until: null,
        value: served.value,
        ours,
        offAsked: null,
        times: (known?.times ?? 0) + 1,
      };
  draft.afterOff = null;
  draft.recovery = null;
  draft.recoveryAt = null;
  draft.recoveryWhy = null;
  if (ours) return;
  const text = `flag on again, ${JSON.stringify(served.value)} served`;
  happened(draft, { at: moment.at, kind: 'edit', by: outside, text });
}

function earlierValue(draft: Draft): number {
  const { earlier } = draft.flag;
  const value =
    typeof earlier.defaultVariant === 'string' ? earlier.variants[earlier.defaultVariant] : undefined;
  return typeof value === 'number' ? value : 0;
}
