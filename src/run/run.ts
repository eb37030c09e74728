/**
 * A run: one scenario played on one world, from request to report. All of it is JSON but `readings`, which the store
 * keeps in rows of their own. Instants are milliseconds since the epoch on the bot's clock.
 */
import type { LoadState, Person, Reading, Said } from '../ports.ts';
import { percentOfLimit } from '../safety/percent-of-limit.ts';
import type { Sign, SignReason } from '../safety/signs.ts';
import type { BrokerHold } from './broker-hold.ts';
import { noOrdersSeen, type OrdersSeen } from './count-orders.ts';
import type { FlagHold } from './flag-hold.ts';
import type { Reach } from './reach.ts';

/** `run-42`. */
export type RunId = `run-${number}`;

export type Outcome =
  | 'averted'
  | 'oom-killed'
  | 'levelled'
  | 'completed'
  | 'stopped'
  | 'aborted'
  | 'lost-sight';
export type Recovery = 'recovered' | 'restart-needed' | 'unknown';
export type Regime = 'warm-up' | 'level' | 'bursts' | 'ramp' | 'step';
export const tripReasons = [
  'threshold',
  'forecast',
  'stalled',
  'leak',
  'peak',
  'risk',
  'blind',
  'lease',
  'storage',
  'command',
] as const;
export type TripReason = (typeof tripReasons)[number];

export function isTripReason(word: string): word is TripReason {
  return (tripReasons as readonly string[]).includes(word);
}

export type Predict = 'off' | 'on' | 'cautious';
export type ScenarioName = 'slow' | 'gentle' | 'gradual' | 'fast' | 'spike' | 'broker-down' | 'postgres';

/** Where a run belongs (rule 25). Two worlds are the same when all of it is equal. */
export interface WorldIdentity {
  target: 'sandbox' | 'kubernetes' | 'docker';
  flagKey: string;
  /** What is written: flagd-ui's address, or the flag file. */
  flagSource: string;
  ofrepUrl: string;
  /** On Docker the container that is named, '' where it is found by its service. */
  namespace: string;
  workload: string;
  /** uid of kube-system; for the embedded sandbox its boot id; null: may not be read. */
  clusterId: string | null;
}

export interface Forecast {
  /** The reading's date that it was made from. */
  at: number;
  breakerAt: number | null;
  killAt: number;
  earliestKillAt: number;
  latestKillAt: number;
}

export interface Kill {
  at: number;
  exitCode: number;
  reason: string;
  afterTrip: boolean;
  /** The breaker was off when it came: expected. */
  breakerOff: boolean;
}

export interface RunEvent {
  at: number;
  kind:
    | 'start'
    | 'flag'
    | 'load'
    | 'broker'
    | 'growing'
    | 'threshold'
    | 'trip'
    | 'stop'
    | 'seen-off'
    | 'kill'
    | 'restart'
    | 'recovery'
    | 'undo'
    | 'lease'
    | 'edit'
    | 'breaker'
    | 'extend'
    | 'trouble'
    | 'end';
  /** A person's name, or `breaker`, `lease`, `time limit`, `leakops`, `someone outside leakops`. */
  by: string;
  text: string;
}

/** Why the flag goes off. The first decision stands. */
export type Decision =
  | { kind: 'trip'; reason: TripReason; at: number; by: string; why: string; reading: Reading | null }
  | { kind: 'stop'; at: number; by: string; why: string }
  /** A person turned the flag off, or reset it (rules 12, 13). */
  | { kind: 'person'; at: number; by: string; why: string }
  | { kind: 'time'; at: number; by: 'time limit'; why: string; regime: Regime }
  /** Our own failure, or an edit while preparing. */
  | { kind: 'abort'; at: number; by: string; why: string }
  /** A kill that came before any trip (rule 22). */
  | { kind: 'kill'; at: number; by: string; why: string };

export interface LoadHold {
  kind: 'locust' | 'flagd' | 'none';
  before: LoadState | null;
  /** Every count sent in this run (rule 15). */
  sentUsers: number[];
  spawnRate: number;
  /** Set when the generator has taken the order. */
  onAt: number | null;
  /** 'person': someone changed the count, it stays. */
  undo: 'not-yet' | 'sent' | 'done' | 'person';
  failures: number;
  failureWhy: string | null;
}

export interface BreakerState {
  thresholdPercent: number;
  predict: Predict;
  state: 'armed' | 'off' | 'tripped';
  reason: TripReason | null;
  trippedAt: number | null;
  /** Date of the reading that tripped it. */
  readingAt: number | null;
}

export interface AfterOff {
  grows: boolean;
  /** Date of the reading by which it was measured last. */
  at: number;
  pointsAMinute: number;
  percent: number;
  /** Date of the first reading by which it had stopped; null: it has not. */
  stoppedAt: number | null;
}

export interface Post {
  key: string;
  said: Said;
  /** When there was this to say; null: an earlier version kept no instant. */
  at: number | null;
}

interface RunBase {
  id: RunId;
  world: WorldIdentity;
  chat: 'web' | 'slack' | 'discord';
  channel: string;
  /** Message id of the root card; null until it is posted. */
  thread: string | null;
  owner: Person;
  /** As typed, for the card. */
  command: string;
  scenario: ScenarioName;
  /** For people: `checkout in otel-demo`. */
  target: string;
  users: number;
  startedAt: number;
  growingAt: number | null;
  endsAt: number;
  durationMs: number;
  /** `LEAKOPS_MAX_DURATION`, from the start. */
  maxDurationMs: number;
  /** `LEAKOPS_RESTART`. */
  restartPolicy: 'ask' | 'auto' | 'never';
  /** The lease's length; null: `LEAKOPS_LEASE=off`. */
  leaseMs: number | null;
  blindAfterMs: number;
  pollMs: number;
  progressMs: number;
  baselineBytes: number;
  limitBytes: number;
  gomemlimitBytes: number | null;
  /** Start of the target's process as known at preflight (process age). */
  processStartedAt: number | null;
  /** `read`able facts of the preflight that the plan and the report repeat. */
  cadenceMs: number;
  oldestAgeMs: number;
  /** 0–1, within ten minutes: as the plan says it, then as level and orders are measured; null: unknown. */
  killChance: number | null;
  /** Said in the plan: what could not be found out, what readings cannot see. */
  warnings: string[];
  /** Why readings may not see a kill of this start coming (rule 5); null: they can. */
  unseen: 'bursts' | 'too-fast' | null;
  /** Set where the start is unprotectable (rule 5) and a lower value is not; null otherwise. */
  protectableValue: number | null;
  /** From sending a write to seeing it served, of this run's own writes (rule 20). */
  propagationsMs: number[];
  regime: Regime;
  /** What the regime is judged by, in words with numbers. */
  evidence: string;
  /** The level that bursts and ramps start from, percent; null: too few readings. */
  levelPercent: number | null;
  /** Early signs, each reason once, when it was first seen; whether it was acted on is in `decision`. */
  signs: { reason: SignReason; at: number; why: string }[];
  /** Highest level held so far without rising, percent: recovery is measured against it (rule 23). */
  heldPercent: number;
  /** A ramp or step was seen: what is held from then on is not the level before it. */
  roseAlready: boolean;
  breaker: BreakerState;
  flag: FlagHold;
  load: LoadHold;
  /** null: this run leaves the broker alone. */
  broker: BrokerHold | null;
  forecast: Forecast | null;
  /** The last forecast that was made before the first kill or the decision: what the report grades. */
  forecastSaid: Forecast | null;
  /** Every forecast that was made, bounded: what the report grades. */
  forecasts: Forecast[];
  kills: Kill[];
  /** Restarts that are not kills; `exit` null: the pod was replaced. */
  restartsSeen: { at: number; exit: { exitCode: number; reason: string } | null }[];
  /** Keys of terminations already told. */
  knownTerminations: string[];
  pods: { name: string; restarts: number; startedAt: number | null; ready: boolean }[];
  /** The restart that is going on (rule 18): no reading is missed while it is known. */
  restartKnown: boolean;
  /** Why there is no reading, in words; null: there is one. */
  readingsWhy: string | null;
  /** When the target's restart was last asked for, and whether it was carried out. */
  restart: { requestedAt: number; by: string; done: boolean; why: string | null } | null;
  events: RunEvent[];
  readings: Reading[];
  decision: Decision | null;
  /** To be posted, in order; a key is stored before it is posted and posted once. */
  outbox: Post[];
  saidKeys: string[];
  reach: Reach;
  /** Its cards on other chats, in the channels where runs from elsewhere are announced: `final` when it ended there. */
  announced: { [chat: string]: 'open' | 'final' };
  lastMilestoneAt: number | null;
  /** Utilization milestones said, 70 · 80 · 85. */
  milestones: number[];
  /** What memory does a minute after the flag was seen off; null: not measured yet, or not the leak's any more. */
  afterOff: AfterOff | null;
  recovery: Recovery | null;
  recoveryAt: number | null;
  recoveryWhy: string | null;
  /** Set anew by `freshEyes` when a process takes the run up. */
  eyes: Eyes;
}

/** What only one process knows, on its monotonic clock: never saved as truth (rules 7, 18). */
export interface Eyes {
  /** When this process took the run up, on both clocks: a run's length is counted on the one that never steps. */
  anchorAt: number;
  anchorMono: number;
  /**
   * Of each pod in sight the last reading with a new date: its date, when it was seen, its age then. The moment that
   * this process took the run up, or that the pod came into sight, counts as one.
   */
  seen: { [pod: string]: { at: number; mono: number; ageMs: number } };
  /** The oldest of these among running pods: what is longest not seen decides on blindness. */
  newDateMono: number;
  newDateAgeMs: number;
  /** The last sighting that succeeded: what is known of restarts is as old. */
  sightMono: number;
  /** A fresh reading has been seen by this process. */
  freshSeen: boolean;
  /** Taken up after a restart of the bot: what was not begun then is not begun now (rule 26). */
  resumed: boolean;
  /** No new try in a lane before these. */
  flagRetryMono: number;
  loadRetryMono: number;
  brokerRetryMono: number;
  /** Since when the flag's source has shown our id gone; null: it does not. */
  goneSinceMono: number | null;
  /** Since when the load has shown a count that is not ours; null: it does not. */
  foreignSinceMono: number | null;
  /** Looked at since the decision, and ours: it may be put back (rule 15). */
  loadDue: boolean;
  /** Since when OFREP has not answered, this process not yet to begin with; null: it did when it was last asked. */
  ofrepSilentSince: number | null;
  /** By how much flagd's clock is ahead of the bot's, whole seconds in ms; null: not known yet (rule 6). */
  flagdAheadMs: number | null;
  /** When this process last heard OFREP; null: never. */
  servedMono: number | null;
  /** The flag's source did not answer when it was last asked. */
  sourceSilent: boolean;
  /** The last reading is judged again: the breaker was armed anew. */
  rejudge: boolean;
  /** The signs that hold now, of what this process has seen. */
  signsNow: Sign[];
  /** The present process's working set holds file pages (src/safety/service-memory.ts). */
  pageCache: boolean;
  orders: OrdersSeen;
}

/** When the run last did or saw anything: a process whose wall clock is behind that goes on from there. */
export function latestInstant(run: Run): number {
  return Math.max(run.startedAt, run.flag.lastWriteAt ?? 0, run.events.at(-1)?.at ?? 0);
}

export function freshEyes(mono: number, at: number): Eyes {
  return {
    anchorAt: at,
    anchorMono: mono,
    seen: {},
    newDateMono: mono,
    newDateAgeMs: 0,
    sightMono: mono,
    freshSeen: false,
    resumed: true,
    flagRetryMono: 0,
    loadRetryMono: 0,
    brokerRetryMono: 0,
    goneSinceMono: null,
    foreignSinceMono: null,
    loadDue: false,
    ofrepSilentSince: at,
    flagdAheadMs: null,
    servedMono: null,
    sourceSilent: false,
    rejudge: false,
    signsNow: [],
    pageCache: false,
    orders: noOrdersSeen,
  };
}

export interface Preparing extends RunBase {
  state: 'preparing';
}
export interface Growing extends RunBase {
  state: 'growing';
  growingAt: number;
}
/** Decided, not yet seen off. */
export interface Stopping extends RunBase {
  state: 'stopping';
  decision: Decision;
}
/** Seen off; memory is watched, the world put back, rule 9's watch kept. */
export interface Recovering extends RunBase {
  state: 'recovering';
  decision: Decision;
}
export interface Ended extends RunBase {
  state: 'ended';
  endedAt: number;
  outcome: Outcome;
}

export type Run = Preparing | Growing | Stopping | Recovering | Ended;

export function utilization(run: Run, usedBytes: number): number {
  return percentOfLimit(usedBytes, run.limitBytes);
}

export function latestReading(run: Run): Reading | null {
  return run.readings.at(-1) ?? null;
}
