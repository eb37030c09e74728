/** Before the start: looks at all that a run touches and changes nothing but residue of an ended run (rules 1–5, 9). */
import { Failure, remedyOf, wordsOf } from '../failure.ts';
import type { FlagDefinition } from '../flag/definition.ts';
import type { Clock, Load, LoadState, Pod, Reading } from '../ports.ts';
import { burstStart } from '../safety/before-start.ts';
import { type FlagdClock, flagdSeconds, sampled, unknownFlagdClock } from '../safety/flagd-clock.ts';
import { inSeconds } from '../voice/number.ts';
import type { BrokerHold } from './broker-hold.ts';
import type { Finding, StartRequest } from './desk.ts';
import { type FoundBroker, lookAtBroker, lookForHold } from './preflight-broker.ts';
import {
  assessFlag,
  assessLoad,
  assessReadings,
  assessTarget,
  type Foresight,
  foresee,
  limitOf,
  problem,
  thresholdOf,
} from './preflight-facts.ts';
import type { World } from './runner.ts';

export interface PreflightParts {
  world: World;
  clock: Clock;
  flagKey: string;
  bot: string;
  liveRun: () => string | null;
  pollMs: number;
  blindAfterMs: number;
  leaseMs: number | null;
  /** Puts back what an ended run left in the flag; called before the flag is judged. */
  clearResidue: () => Promise<void>;
  /** Brings back a broker that an ended run left down; called before it is judged. */
  clearBroker: () => Promise<void>;
}

/** All that a run starts from. */
export interface Prepared {
  earlier: FlagDefinition;
  /** Fingerprint of all other flags. */
  otherFlags: string;
  load: { kind: Load['kind']; before: LoadState | null };
  /** null: the broker is left alone. */
  broker: BrokerHold | null;
  pods: Pod[];
  limitBytes: number;
  readings: [Reading, Reading];
  cadenceMs: number;
  oldestAgeMs: number;
  foresight: Foresight;
  clusterId: string | null;
}

export type PreflightResult =
  | { kind: 'passed'; findings: Finding[]; prepared: Prepared }
  | { kind: 'failed'; findings: Finding[] };

const readingsPatienceMs = 60_000;
const warmUpMs = 240_000;
const spawningPatienceMs = 15_000;
const retryAfterMs = 1_000;

/** Resolves early, as failed, when the signal aborts. */
export async function preflight(
  parts: PreflightParts,
  request: Pick<StartRequest, 'flagValue' | 'users' | 'breaker' | 'brokerDown'>,
  signal: AbortSignal,
  progress: (finding: Finding) => void,
): Promise<PreflightResult> {
  const findings: Finding[] = [];
  const found = (finding: Finding) => {
    findings.push(finding);
    progress(finding);
    return finding.verdict !== 'problem';
  };
  const [flag, target, load, broker] = await Promise.all([
    lookAtFlag(parts, signal),
    lookAtTarget(parts, signal),
    lookAtLoad(parts, signal),
    lookAtOurBroker(parts, request, signal),
  ]);
  found(flag.finding);
  found(target.finding);
  found(load.finding);
  if (broker !== null) found(broker.finding);
  const limitBytes = limitOf(target.pods);
  if (findings.some((finding) => finding.verdict === 'problem') || limitBytes === null || signal.aborted) {
    return { kind: 'failed', findings };
  }
  const seen = await watchReadings(parts, signal);
  const thresholdPercent = thresholdOf(request.breaker);
  const source = parts.world.workload.readingsFrom.name;
  for (const finding of assessReadings({ ...seen, source, limitBytes, thresholdPercent, ...parts }))
    found(finding);
  const failed = findings.some((finding) => finding.verdict === 'problem');
  if (
    failed ||
    signal.aborted ||
    seen.first === null ||
    seen.second === null ||
    flag.definition === null ||
    load.kind === null
  ) {
    return { kind: 'failed', findings };
  }
  const second = seen.second;
  const pods = seen.pods.length > 0 ? seen.pods : target.pods;
  const pod = pods.find((candidate) => candidate.name === second.pod);
  const foresight = foresee(request, {
    ...burstStart([seen.first, second], limitBytes, pod?.startedAt ?? null),
    limitBytes,
    hasGomemlimit: pod?.gomemlimitBytes != null,
    intervalMs: seen.cadenceMs,
    ageMs: seen.oldestAgeMs,
    pollMs: parts.pollMs,
    warmingUp: pod?.startedAt != null && parts.clock.now() - pod.startedAt < warmUpMs,
  });
  if (parts.leaseMs === null) foresight.warnings.push('No lease: if leakops dies, the flag stays on');
  for (const finding of findings) {
    if (finding.verdict === 'warning' || finding.verdict === 'unknown') foresight.warnings.push(finding.text);
  }
  return {
    kind: 'passed',
    findings,
    prepared: {
      earlier: flag.definition,
      otherFlags: flag.others,
      load: { kind: load.kind, before: load.state },
      broker: broker?.hold ?? null,
      pods,
      limitBytes,
      readings: [seen.first, second],
      cadenceMs: seen.cadenceMs,
      oldestAgeMs: seen.oldestAgeMs,
      foresight,
      clusterId: await parts.world.workload.identity(signal).catch(() => null),
    },
  };
}

async function lookAtOurBroker(
  parts: PreflightParts,
  { brokerDown }: Pick<StartRequest, 'brokerDown'>,
  signal: AbortSignal,
): Promise<FoundBroker | null> {
  // What cannot be brought back now is found, and named, by the look itself.
  await parts.clearBroker().catch(() => {});
  const run = parts.liveRun();
  const liveHolder = run === null ? null : `${run}@${parts.bot}`;
  const look = brokerDown ? lookAtBroker : lookForHold;
  return look(parts.world.brokers.allowed, liveHolder, signal);
}

async function lookAtFlag(parts: PreflightParts, signal: AbortSignal) {
  const { flags } = parts.world;
  let flagdClock: FlagdClock = unknownFlagdClock;
  try {
    const [served, definition, others] = await twice(parts.clock, async () => {
      await parts.clearResidue();
      return Promise.all([
        flags.served(parts.flagKey, signal),
        flags.read(parts.flagKey, signal),
        flags.others(parts.flagKey, signal),
      ]);
    });
    if (served.kind === 'served' && served.serverAt !== null) {
      flagdClock = sampled(flagdClock, served.serverAt, served.receivedMono);
    }
    const now = flagdSeconds(flagdClock, parts.clock.monotonic());
    if (served.kind === 'served' && now === null && parts.leaseMs !== null) {
      const finding = problem(
        'flag',
        'OFREP sends no Date: a lease cannot be timed',
        'Set LEAKOPS_LEASE=off',
      );
      return { finding, definition: null, others: '' };
    }
    const evaluation =
      definition === null ? null : flags.evaluate(parts.flagKey, definition, now ?? parts.clock.now() / 1000);
    const finding = assessFlag({
      key: parts.flagKey,
      served,
      definition,
      evaluation,
      bot: parts.bot,
      liveRun: parts.liveRun(),
      flagdSeconds: now,
    });
    return { finding, definition, others };
  } catch (error) {
    return {
      finding: problem('flag', wordsOf(error), 'Check FLAGD_UI_URL, then `/leak doctor`'),
      definition: null,
      others: '',
    };
  }
}

async function lookAtTarget(parts: PreflightParts, signal: AbortSignal) {
  const { workload } = parts.world;
  try {
    const { pods } = await twice(parts.clock, () => workload.sight(signal));
    return { finding: assessTarget({ title: workload.title, hints: workload.hints, pods }), pods };
  } catch (error) {
    const remedy = remedyOf(error) ?? workload.hints.unreachable;
    return { finding: problem('target', wordsOf(error), remedy), pods: [] };
  }
}

async function lookAtLoad(parts: PreflightParts, signal: AbortSignal) {
  try {
    const load = await twice(parts.clock, () => parts.world.loads.choose(signal));
    const state = load.kind === 'none' ? null : await settledLoad(load, parts.clock, signal);
    return { finding: assessLoad({ kind: load.kind, state, why: null }), state, kind: load.kind };
  } catch (error) {
    return { finding: assessLoad({ kind: null, state: null, why: wordsOf(error) }), state: null, kind: null };
  }
}

/** One answer that was late or lost on a busy machine refuses no start. */
async function twice<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure) || !error.retryable) throw error;
    clock.turn();
    await clock.sleep(retryAfterMs);
    return work();
  }
}

/** Between two counts what was there before cannot be told: it is waited for. */
async function settledLoad(load: Load, clock: Clock, signal: AbortSignal): Promise<LoadState> {
  const startedMono = clock.monotonic();
  for (;;) {
    const state = await load.read(signal);
    if (!state.spawning) return state;
    if (signal.aborted || clock.monotonic() - startedMono >= spawningPatienceMs) return state;
    clock.turn();
    await clock.sleep(1_000, signal);
  }
}

interface SeenReadings {
  first: Reading | null;
  second: Reading | null;
  why: string | null;
  cadenceMs: number;
  oldestAgeMs: number;
  pods: Pod[];
}

/** The first two readings with different dates of one pod: baseline, cadence and oldest age (rules 3, 18). */
async function watchReadings(parts: PreflightParts, signal: AbortSignal): Promise<SeenReadings> {
  const { clock, pollMs } = parts;
  const seen: SeenReadings = { first: null, second: null, why: null, cadenceMs: 0, oldestAgeMs: 0, pods: [] };
  const startedMono = clock.monotonic();
  while (!signal.aborted && clock.monotonic() - startedMono < readingsPatienceMs) {
    clock.turn();
    try {
      const sighting = await parts.world.workload.sight(signal);
      seen.why = sighting.readingsWhy;
      seen.pods = sighting.pods;
      const reading = nearest(sighting.readings);
      if (reading !== null) {
        const ageMs = Math.max(0, clock.now() - reading.at);
        if (ageMs >= parts.blindAfterMs) {
          seen.why = `the newest is ${inSeconds(ageMs)} old`;
        } else if (seen.first === null || seen.first.pod !== reading.pod) {
          seen.first = reading;
        } else if (reading.at > seen.first.at) {
          seen.second = reading;
          seen.cadenceMs = reading.at - seen.first.at;
          // Just before the next one comes a reading is as old as its age when seen and one cadence.
          seen.oldestAgeMs = Math.max(seen.oldestAgeMs, ageMs, Math.max(0, reading.seenAt - reading.at));
          return seen;
        }
        seen.oldestAgeMs = Math.max(seen.oldestAgeMs, ageMs);
      }
    } catch (error) {
      seen.why = wordsOf(error);
    }
    await clock.sleep(pollMs, signal);
  }
  return seen;
}

function nearest(readings: readonly Reading[]): Reading | null {
  return readings.reduce<Reading | null>(
    (best, reading) => (best === null || reading.usedBytes > best.usedBytes ? reading : best),
    null,
  );
}
