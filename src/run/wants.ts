/**
 * What must be done now, from the run as it stands: level-triggered, so that a crash, a lost answer and a doubled one
 * end in the same effects. A lane (flag, load, broker, restart) has one effect under way; only a flag off goes past it.
 * Numbers and deadlines are taken here, so that they are saved before they are sent (rule 9).
 */
import { expiredDeadlineSeconds, type SentWrite } from '../flag/lease.ts';
import { servicePercent } from '../safety/service-memory.ts';
import type { Draft } from './draft.ts';
import type { Effect, Moment } from './observation.ts';
import { isFresh, knowsOfRestart } from './see-readings.ts';
import { brokerWant } from './want-broker.ts';

/** An off that was stored but is not served is written again after this. */
const offAgainMs = 3_000;
const clockLagMs = 2_000;

export function wants(draft: Draft, moment: Moment): Effect[] {
  if (draft.state === 'ended') return [];
  const wanted = [
    flagWant(draft, moment),
    loadWant(draft, moment),
    brokerWant(draft, moment),
    restartWant(draft, moment),
  ];
  return wanted.filter((effect) => effect !== null);
}

function flagWant(draft: Draft, moment: Moment): Effect | null {
  const busy = moment.inFlight.flag;
  const due = moment.mono >= draft.eyes.flagRetryMono;
  if (draft.decision !== null) {
    if (busy === 'off' || busy === 'undo') return null;
    if (wantsOff(draft, moment)) return due || draft.flag.offWrite === null ? off(draft, moment) : null;
    if (busy === null && due && wantsUndo(draft))
      return { kind: 'flag', operation: 'undo', write: draft.flag.lastWrite + 1 };
    return null;
  }
  if (busy !== null || !due) return null;
  const { flag } = draft;
  switch (flag.arming.step) {
    case 'none': {
      if (draft.leaseMs === null) return live(draft, moment);
      const sent = send(draft, moment, 'probe', expiredDeadlineSeconds, null);
      flag.arming = { step: 'probe', write: sent.write, sentAt: moment.at };
      return { kind: 'flag', operation: 'probe', sent };
    }
    case 'proved':
      // After a restart of the bot not before one fresh reading (rule 7).
      if (draft.eyes.resumed && flag.standing === null) return null;
      return isFresh(draft, moment) ? live(draft, moment) : null;
    case 'probe':
    case 'live':
      return null;
    case 'armed':
      return mayRenew(draft, moment) && wantsRenewal(draft, moment) ? live(draft, moment) : null;
  }
}

/** Rule 7, all of it but what is looked at again immediately before sending. */
function mayRenew(draft: Draft, moment: Moment): boolean {
  const { flag, breaker } = draft;
  if (flag.editedSeen || flag.idGone || flag.standing === null) return false;
  if (!isFresh(draft, moment) && !(draft.eyes.freshSeen && knowsOfRestart(draft, moment))) return false;
  if (breaker.state !== 'off' && memoryOverThreshold(draft)) return false;
  if (draft.leaseMs === null) return true;
  if (moment.flagdSeconds === null || flag.servedDeadlineSeconds === null) return false;
  return flag.servedDeadlineSeconds - moment.flagdSeconds >= 1;
}

function wantsRenewal(draft: Draft, moment: Moment): boolean {
  const { flag } = draft;
  const standing = flag.sent.find((sent) => sent.write === flag.standing);
  if (standing === undefined || standing.kind !== 'live') return false;
  if (standing.value !== flag.value) return true;
  if (draft.leaseMs === null || moment.flagdSeconds === null || flag.servedDeadlineSeconds === null)
    return false;
  // Stored and not served yet: flagd is given its time, and asked after it, before the same is sent again.
  const pending = standing.deadlineSeconds !== flag.servedDeadlineSeconds;
  const patienceMs = Math.min(offAgainMs, draft.leaseMs / 6);
  const heardMs = moment.mono - (draft.eyes.servedMono ?? moment.mono);
  if (pending && moment.at - (flag.lastWriteAt ?? 0) - heardMs < patienceMs) return false;
  const older = standing.write < (flag.sent.findLast((sent) => sent.kind === 'live')?.write ?? 0);
  const leftMs = (flag.servedDeadlineSeconds - moment.flagdSeconds) * 1000;
  // Longer than a lease is: flagd's clock was set back, and the bot's death would leave the flag on for as long.
  return older || leftMs <= (draft.leaseMs * 2) / 3 || leftMs > draft.leaseMs + clockLagMs;
}

function live(draft: Draft, moment: Moment): Effect | null {
  const { flag } = draft;
  if (draft.leaseMs !== null && moment.flagdSeconds === null) return null;
  const deadline = draft.leaseMs === null ? null : Math.floor(moment.flagdSeconds! + draft.leaseMs / 1000);
  const sent = send(draft, moment, 'live', deadline, null);
  if (flag.arming.step !== 'armed') flag.arming = { step: 'live', write: sent.write, sentAt: moment.at };
  return { kind: 'flag', operation: 'live', sent };
}

function wantsOff(draft: Draft, moment: Moment): boolean {
  const { flag } = draft;
  // A trip during the arming write queues behind it and wins (rule 24); before the first write there is nothing.
  if (flag.sent.length === 0) return false;
  if (flag.offWrite === null) return true;
  const standing = flag.sent.find((sent) => sent.write === flag.standing);
  const late = standing?.kind === 'live';
  const serves = flag.serving !== null && !flag.serving.off;
  const theirsToo = mayPutOff(draft);
  if (flag.idGone || flag.undo === 'not-ours') return late || (serves && theirsToo && isAgain(draft, moment));
  if (late) return true;
  if (flag.seenOffAt === null || (serves && flag.serving!.ours)) return isAgain(draft, moment);
  return serves && theirsToo && isAgain(draft, moment);
}

/** Often while it is seen to be on, less and less often while nobody can see it. */
function isAgain(draft: Draft, moment: Moment): boolean {
  const { flag, eyes } = draft;
  if (flag.failures > 0) return true;
  const seenOn = eyes.ofrepSilentSince === null && flag.serving !== null && !flag.serving.off;
  const waitMs = Math.min(seenOn ? 10_000 : 60_000, offAgainMs * 2 ** Math.max(0, flag.offTries - 1));
  return moment.at - (flag.lastWriteAt ?? 0) >= waitMs;
}

/** A value that somebody else serves: rule 13, and whoever asks for it (promise 8). */
export function mayPutOff(
  run: Pick<Draft, 'readings' | 'limitBytes' | 'breaker' | 'eyes' | 'flag'>,
): boolean {
  const { again } = run.flag;
  return memoryOverThreshold(run) || (again !== null && again.until === null && again.offAsked !== null);
}

/** Rule 13: a value that somebody serves is put off only while memory is over the threshold. */
export function memoryOverThreshold(
  run: Pick<Draft, 'readings' | 'limitBytes' | 'breaker' | 'eyes'>,
): boolean {
  const last = run.readings.at(-1);
  return (
    last !== undefined &&
    servicePercent(last, run.limitBytes, run.eyes.pageCache) > run.breaker.thresholdPercent
  );
}

function off(draft: Draft, moment: Moment): Effect {
  const decision = draft.decision!;
  const reason = decision.kind === 'trip' ? decision.reason : decision.kind;
  const sent = sameOff(draft, moment) ?? send(draft, moment, 'off', expiredDeadlineSeconds, reason);
  draft.flag.offWrite ??= sent.write;
  draft.flag.offTries += 1;
  return { kind: 'flag', operation: 'off', sent };
}

/** Sent again as it was: with nothing sent since, its number still tells that it is stored. */
function sameOff(draft: Draft, moment: Moment): SentWrite | null {
  const last = draft.flag.sent.at(-1);
  if (last?.kind !== 'off' || last.write !== draft.flag.lastWrite || last.value !== draft.flag.value)
    return null;
  draft.flag.lastWriteAt = moment.at;
  return last;
}

function wantsUndo(draft: Draft): boolean {
  const { flag } = draft;
  return flag.seenOffAt !== null && flag.sent.length > 0 && !flag.idGone && flag.undo === 'not-yet';
}

function send(
  draft: Draft,
  moment: Moment,
  kind: SentWrite['kind'],
  deadlineSeconds: number | null,
  reason: string | null,
): SentWrite {
  const { flag } = draft;
  const sent = { write: nextWrite(draft, moment), kind, value: flag.value, deadlineSeconds, reason };
  flag.sent.push(sent);
  flag.latestDeadlineSeconds = Math.max(flag.latestDeadlineSeconds, deadlineSeconds ?? 0);
  return sent;
}

function nextWrite(draft: Draft, moment: Moment): number {
  draft.flag.lastWrite += 1;
  draft.flag.lastWriteAt = moment.at;
  return draft.flag.lastWrite;
}

function loadWant(draft: Draft, moment: Moment): Effect | null {
  const { load, flag } = draft;
  if (load.kind === 'none' || load.undo === 'person' || moment.inFlight.load) return null;
  if (moment.mono < draft.eyes.loadRetryMono) return null;
  if (draft.decision !== null) {
    const due = draft.eyes.loadDue && load.sentUsers.length > 0 && load.undo === 'not-yet';
    return due ? { kind: 'load-restore' } : null;
  }
  if (flag.arming.step !== 'armed') return null;
  const changed = load.onAt === null || load.sentUsers.at(-1) !== draft.users;
  // A generator that is a flag has a lease of its own to renew (rule 17).
  const leaseDue =
    load.kind === 'flagd' && load.onAt !== null && moment.at - load.onAt > (draft.leaseMs ?? 90_000) / 3;
  if (!changed && !(leaseDue && isFresh(draft, moment))) return null;
  const leaseSeconds = (draft.leaseMs ?? 600_000) / 1000;
  const deadlineSeconds =
    moment.flagdSeconds === null ? null : Math.floor(moment.flagdSeconds + leaseSeconds);
  if (deadlineSeconds === null && load.kind === 'flagd') return null;
  if (load.sentUsers.at(-1) !== draft.users) load.sentUsers.push(draft.users);
  if (load.kind === 'flagd')
    flag.latestDeadlineSeconds = Math.max(flag.latestDeadlineSeconds, deadlineSeconds!);
  return {
    kind: 'load-on',
    order: {
      users: draft.users,
      spawnRate: load.spawnRate,
      runTag: `${flag.owner.run}@${flag.owner.bot}`,
      deadlineSeconds: deadlineSeconds ?? 0,
    },
  };
}

function restartWant(draft: Draft, moment: Moment): Effect | null {
  const { restart } = draft;
  if (restart === null || restart.done || restart.why !== null || moment.inFlight.restart) return null;
  if (draft.state !== 'recovering') return null;
  const { requestedAt } = restart;
  const key = `${draft.flag.owner.run}@${draft.flag.owner.bot}-${requestedAt}`;
  return { kind: 'restart', wish: { key, at: requestedAt } };
}
