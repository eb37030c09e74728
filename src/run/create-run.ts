/** A run as it is when preflight has passed: undo is in it before anything is touched. */
import { chooseNames } from '../flag/lease.ts';
import { percentOfLimit } from '../safety/percent-of-limit.ts';
import type { StartRequest } from './desk.ts';
import type { Prepared } from './preflight.ts';
import { wholeReach } from './reach.ts';
import { freshEyes, type Run, type RunId, type WorldIdentity } from './run.ts';

export interface RunSettings {
  flagKey: string;
  bot: string;
  leaseMs: number | null;
  blindAfterMs: number;
  pollMs: number;
  progressMs: number;
  maxDurationMs: number;
  spawnRate: number;
  restartPolicy: Run['restartPolicy'];
  targetTitle: string;
}

export function createRun(
  id: RunId,
  request: StartRequest,
  world: WorldIdentity,
  prepared: Prepared,
  settings: RunSettings,
  now: number,
  mono: number,
): Run {
  const [, baseline] = prepared.readings;
  const pod = prepared.pods.find((candidate) => candidate.name === baseline.pod);
  const spawnRate = request.spawnRate ?? settings.spawnRate;
  return {
    state: 'preparing',
    id,
    world,
    chat: request.chat,
    channel: request.channel,
    thread: null,
    owner: request.owner,
    command: request.command,
    scenario: request.scenario,
    target: settings.targetTitle,
    users: request.users,
    startedAt: now,
    growingAt: null,
    endsAt: now + request.durationMs,
    durationMs: request.durationMs,
    maxDurationMs: settings.maxDurationMs,
    restartPolicy: settings.restartPolicy,
    leaseMs: settings.leaseMs,
    blindAfterMs: settings.blindAfterMs,
    pollMs: settings.pollMs,
    progressMs: settings.progressMs,
    baselineBytes: baseline.usedBytes,
    limitBytes: prepared.limitBytes,
    gomemlimitBytes: pod?.gomemlimitBytes ?? null,
    processStartedAt: pod?.startedAt ?? null,
    cadenceMs: prepared.cadenceMs,
    oldestAgeMs: prepared.oldestAgeMs,
    killChance: prepared.foresight.killChance,
    warnings: prepared.foresight.warnings,
    unseen: prepared.foresight.unseen,
    protectableValue: prepared.foresight.protectableValue,
    propagationsMs: [],
    regime: 'warm-up',
    evidence: 'too few readings',
    levelPercent: null,
    signs: [],
    heldPercent: percentOfLimit(baseline.usedBytes, prepared.limitBytes),
    roseAlready: false,
    breaker: { ...request.breaker, predict: request.predict, reason: null, trippedAt: null, readingAt: null },
    flag: {
      key: settings.flagKey,
      owner: { run: id, bot: settings.bot },
      earlier: prepared.earlier,
      value: request.flagValue,
      names: chooseNames(prepared.earlier, id),
      arming: { step: 'none' },
      sent: [],
      lastWrite: 0,
      latestDeadlineSeconds: 0,
      servedDeadlineSeconds: null,
      readBackDeadlineSeconds: null,
      lastWriteAt: null,
      standing: null,
      everServed: false,
      leaseStands: false,
      serving: null,
      editedSeen: false,
      idGone: false,
      offWrite: null,
      offTries: 0,
      seenOffAt: null,
      again: null,
      undo: 'not-yet',
      othersBefore: prepared.otherFlags,
      othersSame: null,
      asBefore: null,
      stateLeft: null,
      failures: 0,
      failingSince: null,
      failureWhy: null,
    },
    load: {
      ...prepared.load,
      sentUsers: [],
      spawnRate,
      onAt: null,
      undo: 'not-yet',
      failures: 0,
      failureWhy: null,
    },
    broker: prepared.broker,
    forecast: null,
    forecastSaid: null,
    forecasts: [],
    kills: [],
    restartsSeen: [],
    knownTerminations: prepared.pods.flatMap((p) =>
      p.lastTermination === null ? [] : [p.lastTermination.key],
    ),
    pods: prepared.pods.map(({ name, restarts, startedAt, ready }) => ({ name, restarts, startedAt, ready })),
    restartKnown: false,
    readingsWhy: null,
    restart: null,
    events: [{ at: now, kind: 'start', by: request.owner.name, text: request.command }],
    readings: prepared.readings,
    decision: null,
    outbox: [],
    saidKeys: [],
    reach: wholeReach,
    announced: {},
    lastMilestoneAt: null,
    milestones: [],
    afterOff: null,
    recovery: null,
    recoveryAt: null,
    recoveryWhy: null,
    eyes: {
      ...freshEyes(mono, now),
      freshSeen: true,
      resumed: false,
      newDateAgeMs: Math.max(0, now - baseline.at),
    },
  };
}
