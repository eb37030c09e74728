/** What is so whatever the bot believes: people's hands, kills, faults, and what was answered and asked. */
import type { FlagDefinition } from '../../src/flag/definition.ts';
import type { Reading } from '../../src/ports.ts';

/** Instants on the clock that never steps, ms; `never`: it did not happen. */
export const never = Number.NEGATIVE_INFINITY;

/** What a person did to the flag and must find again, as long as nobody else writes over it. */
export interface PersonsMark {
  name: string;
  holds: (definition: FlagDefinition) => boolean;
}

export interface Truth {
  /** What the seeds have done so far that a check was asked of: proof that there was something to find. */
  faults: Map<string, number>;
  checks: number;
  startedMono: number;
  /** Of the living process; infinite: there is none. */
  aliveSince: number;
  crashes: number;
  crashedAt: number;
  /** When a new process comes; null: not by itself. */
  reviveAt: number | null;

  flagTouched: number;
  marks: PersonsMark[];
  loadTouched: number;
  /** What a person left the load at; null: nobody touched it. */
  load: { running: boolean; users: number } | null;
  /** What people left it at before ours was on, where a change of ours overtook one: which was seen cannot be told. */
  loadsBefore: { running: boolean; users: number }[];
  loadRaced: boolean;
  loadPutOverPerson: string[];
  /** All other flags as people left them. */
  otherFlags: string;

  /** When the wires of flag, cluster, load and database were last other than well. */
  flagTrouble: number;
  sightTrouble: number;
  /** When all of the sight was last well. */
  sightGood: number;
  loadTrouble: number;
  diskTrouble: number;
  /** When flagd's clock was set, and the number of the last write then. */
  clockChanged: number;
  clockWrites: number;
  wallStepped: number;
  growthChanged: number;

  /** Kills for memory, and any other end of a process or pod, on the clock that never steps. */
  kills: number[];
  /** The last one that memory came to by itself. */
  leakKill: number;
  podChanged: number;

  /** As ordered, and answered "done". */
  breaker: { state: 'armed' | 'off'; thresholdPercent: number };
  ordered: {
    stop: boolean;
    trip: boolean;
    restart: boolean;
    users: number[];
    values: number[];
    sevens: number;
  };
  /** Since when, and why, the flag must go off: from what was answered to a living process. */
  mustBeOff: { since: number; why: string; answered: boolean } | null;
  /** When the run was first seen to have decided. */
  decidedAt: number | null;
  /** When OFREP last told a living process that it serves off. */
  offTold: number;
  /** When a change of the flag was last refused, or its answer lost. */
  writeTrouble: number;
  /** When an off was last asked of the flag's source, whether or not it answered. */
  offAsked: number;
  /** Of readings that reached the living process. */
  newDate: number;
  lastReading: Reading | null;
  /** The latest date that any process was told. */
  latestDates: Map<string, number>;
  freshSeen: boolean;
  /** Numbers of writes that OFREP was seen to serve as off. */
  seenOff: Set<number>;
  seenOn: Set<number>;
  /** First lines of posts that somebody must hear, by key. */
  wanted: Map<string, string>;
  /** Points of memory when the start was asked for. */
  percentBefore: number;
}

export function nothingYet(threshold: number | null): Truth {
  return {
    faults: new Map(),
    checks: 0,
    startedMono: 0,
    aliveSince: 0,
    crashes: 0,
    crashedAt: never,
    reviveAt: null,
    flagTouched: never,
    marks: [],
    loadTouched: never,
    load: null,
    loadsBefore: [],
    loadRaced: false,
    loadPutOverPerson: [],
    otherFlags: '',
    flagTrouble: never,
    sightTrouble: never,
    sightGood: 0,
    loadTrouble: never,
    diskTrouble: never,
    clockChanged: never,
    clockWrites: 0,
    wallStepped: never,
    growthChanged: never,
    kills: [],
    leakKill: never,
    podChanged: never,
    breaker: { state: threshold === null ? 'off' : 'armed', thresholdPercent: threshold ?? 80 },
    ordered: { stop: false, trip: false, restart: false, users: [25], values: [300], sevens: 0 },
    mustBeOff: null,
    offTold: never,
    writeTrouble: never,
    decidedAt: null,
    offAsked: never,
    newDate: never,
    lastReading: null,
    latestDates: new Map(),
    freshSeen: false,
    seenOff: new Set(),
    seenOn: new Set(),
    wanted: new Map(),
    percentBefore: 40,
  };
}
