/** A sighting of the target: readings, restarts and kills, and what the breaker says of them (rules 18–22). */
import type { Pod, Reading, Sighting } from '../ports.ts';
import { judge, timeToStopMs } from '../safety/breaker.ts';
import { assessReading } from './assess-run.ts';
import { outside } from './decisions.ts';
import { type Draft, decided, happened } from './draft.ts';
import type { Answered, Moment } from './observation.ts';

export function seeReadings(draft: Draft, sighting: Answered<Sighting>, moment: Moment): void {
  if (sighting.kind === 'failed') {
    draft.readingsWhy = sighting.why;
    return;
  }
  const { pods, readings, readingsWhy } = sighting.value;
  draft.readingsWhy = readingsWhy;
  const sound = readings.filter((reading) => reading.usedBytes > 0 && Number.isFinite(reading.at));
  seePods(draft, pods, sound, moment);
  const nearest = nearestLimit(sound, pods, draft.limitBytes);
  const found = nearest !== null && isNew(draft, nearest) ? nearest : null;
  if (found !== null) {
    followLimit(draft, pods, found, moment);
    draft.readings = [...draft.readings, found];
    assessReading(draft, found, moment);
  }
}

/** `readings`: that came with them; none where the pods are told alone. */
export function seePods(draft: Draft, pods: Pod[], readings: Reading[], moment: Moment): void {
  draft.eyes.sightMono = moment.mono;
  for (const pod of pods) seePod(draft, pod, moment);
  if (pods.length > 0) seeReplacement(draft, pods, moment);
  seeDates(draft, pods, readings, moment);
  draft.pods = pods.map(({ name, restarts, startedAt, ready }) => ({ name, restarts, startedAt, ready }));
}

/**
 * Of each pod the last new date. Blind is decided by the running pod that is longest not seen: a pod near its limit
 * that nobody reads any more is blindness, whatever another one shows (promise 3). One that restarts is excused.
 */
function seeDates(draft: Draft, pods: Pod[], readings: Reading[], moment: Moment): void {
  const { eyes } = draft;
  const known = eyes.seen;
  const takenUp = { at: Number.NEGATIVE_INFINITY, mono: eyes.newDateMono, ageMs: eyes.newDateAgeMs };
  const first = Object.keys(known).length === 0;
  // A pod that is out of sight for a moment is not new when it is back: blindness goes on counting.
  eyes.seen = { ...known };
  for (const pod of pods) {
    const before = known[pod.name] ?? (first ? takenUp : { ...takenUp, mono: moment.mono, ageMs: 0 });
    const reading = readings.find((candidate) => candidate.pod === pod.name);
    const isLater = reading !== undefined && reading.at > before.at;
    eyes.seen[pod.name] = isLater
      ? { at: reading.at, mono: moment.mono, ageMs: Math.max(0, moment.at - reading.at) }
      : before;
    if (isLater && moment.at - reading.at < draft.blindAfterMs) eyes.freshSeen = true;
  }
  const restarting = pods.filter((pod) => isRestarting(draft, pod, moment));
  const awaited = pods.filter((pod) => !restarting.includes(pod)).map((pod) => eyes.seen[pod.name]!);
  draft.restartKnown = pods.length > 0 && awaited.length === 0;
  const oldest = awaited.toSorted((a, b) => a.mono - a.ageMs - (b.mono - b.ageMs))[0];
  if (oldest !== undefined) {
    eyes.newDateMono = oldest.mono;
    eyes.newDateAgeMs = oldest.ageMs;
  }
}

/** Rule 19: judged by its own limit. A limit that changed under one pod is somebody's doing, and told. */
function followLimit(draft: Draft, pods: Pod[], reading: Reading, moment: Moment): void {
  const limitBytes = pods.find((pod) => pod.name === reading.pod)?.limitBytes ?? draft.limitBytes;
  if (limitBytes === draft.limitBytes) return;
  if (draft.readings.at(-1)?.pod === reading.pod) {
    happened(draft, {
      at: moment.at,
      kind: 'trouble',
      by: outside,
      text: `memory limit changed from ${draft.limitBytes} to ${limitBytes} bytes`,
    });
  }
  draft.limitBytes = limitBytes;
}

/** Time since a fresh reading, on the monotonic clock: a wall clock that steps blinds nobody. */
function readingAgeMs(draft: Draft, moment: Moment): number {
  return draft.eyes.newDateAgeMs + (moment.mono - draft.eyes.newDateMono);
}

/** Fresh is not blind (rule 18). */
export function isFresh(draft: Draft, moment: Moment): boolean {
  return draft.eyes.freshSeen && readingAgeMs(draft, moment) < draft.blindAfterMs;
}

export function knowsOfRestart(draft: Draft, moment: Moment): boolean {
  return draft.restartKnown && moment.mono - draft.eyes.sightMono < draft.blindAfterMs;
}

/** Asked at every step while the run grows: blindness comes without any reading. */
export function consultBreaker(draft: Draft, moment: Moment, readingIsNew: boolean): void {
  if (draft.decision !== null || (draft.state !== 'growing' && draft.state !== 'preparing')) return;
  const ageMs = readingAgeMs(draft, moment);
  const trip = judge({
    breaker: draft.breaker,
    limitBytes: draft.limitBytes,
    reading: draft.readings.at(-1) ?? null,
    readingIsNew,
    readingAgeMs: ageMs,
    sinceNewDateMs: moment.mono - draft.eyes.newDateMono,
    blindAfterMs: draft.blindAfterMs,
    restartKnown: knowsOfRestart(draft, moment),
    forecast: draft.state === 'growing' ? draft.forecast : null,
    signs: draft.state === 'growing' ? draft.eyes.signsNow : [],
    pageCache: draft.eyes.pageCache,
    brokerDown: draft.broker !== null,
    timeToStopMs: timeToStopMs({
      ageMs,
      pollMs: draft.pollMs,
      propagationsMs: draft.propagationsMs,
      inRamp: draft.regime === 'ramp',
    }),
  });
  if (trip !== null) decided(draft, { kind: 'trip', at: moment.at, by: 'breaker', ...trip });
}

/** Later than all of its pod that are known: repeated and out-of-order dates are no readings. */
function isNew(draft: Draft, reading: Reading): boolean {
  const known = draft.readings.findLast((other) => other.pod === reading.pod);
  return known === undefined || reading.at > known.at;
}

/** Rule 19: several pods, the one nearest its limit. */
function nearestLimit(readings: Reading[], pods: Pod[], limitBytes: number): Reading | null {
  const share = (reading: Reading) =>
    reading.usedBytes / (pods.find((pod) => pod.name === reading.pod)?.limitBytes ?? limitBytes);
  return readings.reduce<Reading | null>(
    (best, reading) => (best === null || share(reading) > share(best) ? reading : best),
    null,
  );
}

/** Not running, or running for so short that there can be no reading yet (rule 18). */
function isRestarting(draft: Draft, pod: Pod, moment: Moment): boolean {
  if (pod.startedAt === null) return pod.waiting !== null || pod.lastTermination !== null;
  const read = draft.eyes.seen[pod.name];
  return (read === undefined || read.at < pod.startedAt) && moment.at - pod.startedAt < draft.blindAfterMs;
}

/** Every pod that was known is gone: a new series, and not our doing unless we asked for it. */
function seeReplacement(draft: Draft, pods: Pod[], moment: Moment): void {
  if (draft.pods.length === 0 || draft.pods.some((known) => pods.some((pod) => pod.name === known.name)))
    return;
  draft.forecast = null;
  happened(draft, {
    at: moment.at,
    kind: 'restart',
    by: draft.restart === null ? outside : draft.restart.by,
    text: `pod replaced by ${pods.map((pod) => pod.name).join(', ')}`,
  });
  draft.restartsSeen.push({ at: moment.at, exit: null });
}

function seePod(draft: Draft, pod: Pod, moment: Moment): void {
  const end = pod.lastTermination;
  if (end === null || draft.knownTerminations.includes(end.key)) return;
  draft.knownTerminations.push(end.key);
  // Of a pod that comes into sight: an end from before the growth is no news of this run.
  const isOld = end.finishedAt + 2_000 < (draft.growingAt ?? draft.startedAt);
  if (!isOld) seeTermination(draft, pod, end, moment);
}

function seeTermination(
  draft: Draft,
  pod: Pod,
  end: NonNullable<Pod['lastTermination']>,
  moment: Moment,
): void {
  draft.forecast = null;
  if (end.reason !== 'OOMKilled' || draft.growingAt === null || draft.state === 'ended') {
    happened(draft, {
      at: moment.at,
      kind: 'restart',
      by: outside,
      text: `${pod.name} restarted: ${end.reason}, exit ${end.exitCode}`,
    });
    draft.restartsSeen.push({ at: moment.at, exit: { exitCode: end.exitCode, reason: end.reason } });
    return;
  }
  // `finishedAt` has whole seconds: a kill in the second of the trip came after it.
  const afterTrip = draft.breaker.trippedAt !== null && end.finishedAt + 1_000 > draft.breaker.trippedAt;
  const breakerOff = draft.breaker.state === 'off';
  draft.kills.push({ at: end.finishedAt, exitCode: end.exitCode, reason: end.reason, afterTrip, breakerOff });
  // Each kill has its milestones, and its recovery is judged anew (rule 23).
  draft.milestones = [];
  draft.recovery = null;
  draft.recoveryAt = null;
  draft.recoveryWhy = null;
  happened(draft, {
    at: moment.at,
    kind: 'kill',
    by: 'kernel',
    text: `${pod.name} OOMKilled, exit ${end.exitCode}`,
  });
  if (draft.state === 'growing' && draft.breaker.state !== 'off') {
    decided(draft, {
      kind: 'kill',
      at: moment.at,
      by: 'breaker',
      why: `${pod.name} was OOM-killed before any trip`,
    });
  }
}
