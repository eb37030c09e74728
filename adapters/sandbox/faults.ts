/**
 * What can be made to go wrong in the sandbox, by server. Settings stay until they are switched off; the actions
 * (`pod.restart`, `flagFile.reset`, `flagFile.remove`) happen once, when they are asked for. All `…Ms` are
 * milliseconds on the sandbox's clock.
 */
import { z } from 'zod';
import { Failure } from '../../src/failure.ts';
import { issueWords } from './issue-words.ts';

const faultyServers = ['flagd-ui', 'ofrep', 'locust', 'kubernetes'] as const;
export type FaultyServer = (typeof faultyServers)[number];

/** What any of the servers can do to a request. `null` and `false` are off. */
interface WireFaults {
  /** Waits that long before it answers. */
  latencyMs: number;
  /** Answers with this status (4xx, 5xx) and does nothing. */
  status: number | null;
  /** Takes the request, does nothing, never answers. */
  hang: boolean;
  /** Does what was asked and destroys the socket in the middle of the answer. */
  cut: boolean;
  /** Answers 200 text/html and does nothing, as a login page or a proxy does. */
  html: boolean;
}

interface FlagdUiFaults extends WireFaults {
  /** So many of the next writes, or all, are answered and not stored; a number counts down. */
  dropWrites: number | 'all';
  /** Writes are stored that much after their answer. */
  lateWritesMs: number;
  /**
   * Right after so many of the next writes, or all, somebody else's whole file lands: from a copy read before the
   * write, with another flag changed. A number counts down; `true` is all.
   */
  secondWriter: number | 'all';
}

interface PodExit {
  exitCode: number;
  /** As in `lastState.terminated`: `OOMKilled`, `Error`, `Completed`. */
  reason: string;
}

interface FaultSettings {
  'flagd-ui': FlagdUiFaults;
  ofrep: WireFaults;
  locust: WireFaults;
  kubernetes: WireFaults;
  /** stale: the newest sample never gets newer; missing: the API group is not served. */
  metrics: { stale: boolean; missing: boolean };
  /** missing: no pod of the target is listed. */
  pod: { missing: boolean };
  /** cold: as on a node that has just booted, checkout's page cache counts as working set. */
  pageCache: { cold: boolean };
  /** Added to the clock of flagd (its `$flagd.timestamp` and its `Date`). */
  clockOffsetMs: number;
}

/** The live settings: fields are read at each request. */
export interface Faults extends Readonly<FaultSettings> {
  /** Merges a JSON document into the settings and performs its actions; nothing changes when it is not valid. */
  merge(wanted: unknown): void;
  /** All off. What has happened stays so. */
  clear(): void;
  settings(): FaultSettings;
  onRestart(listener: (exit: PodExit) => void): void;
  /** reset: a fresh stock file, as after a restart of flagd's pod; remove: the file is deleted. */
  onFlagFile(listener: (action: 'reset' | 'remove') => void): void;
  /** True when the fault applies to this write; counts down. */
  take(fault: 'dropWrites' | 'secondWriter'): boolean;
}

const ms = z.number().min(0).max(86_400_000);
const count = z
  .union([z.int().min(0), z.literal('all'), z.boolean()])
  .transform((times) => (times === true ? 'all' : times === false ? 0 : times));
const wire = {
  latencyMs: ms,
  status: z.int().min(400).max(599).nullable(),
  hang: z.boolean(),
  cut: z.boolean(),
  html: z.boolean(),
};
const wireFaults = z.strictObject(wire).partial();
const wantedFaults = z
  .strictObject({
    'flagd-ui': z
      .strictObject({
        ...wire,
        dropWrites: count,
        lateWritesMs: ms,
        secondWriter: count,
      })
      .partial(),
    ofrep: wireFaults,
    locust: wireFaults,
    kubernetes: wireFaults,
    metrics: z.strictObject({ stale: z.boolean(), missing: z.boolean() }).partial(),
    pod: z
      .strictObject({
        missing: z.boolean(),
        restart: z.strictObject({
          exitCode: z.int().min(0).max(255).default(137),
          reason: z.string().min(1).max(100).default('Error'),
        }),
      })
      .partial(),
    pageCache: z.strictObject({ cold: z.boolean() }).partial(),
    flagFile: z.strictObject({ reset: z.literal(true), remove: z.literal(true) }).partial(),
    clockOffsetMs: z.number().min(-86_400_000).max(86_400_000),
  })
  .partial();

const noWireFaults = (): WireFaults => ({
  latencyMs: 0,
  status: null,
  hang: false,
  cut: false,
  html: false,
});

const noFaults = (): FaultSettings => ({
  'flagd-ui': { ...noWireFaults(), dropWrites: 0, lateWritesMs: 0, secondWriter: 0 },
  ofrep: noWireFaults(),
  locust: noWireFaults(),
  kubernetes: noWireFaults(),
  metrics: { stale: false, missing: false },
  pod: { missing: false },
  pageCache: { cold: false },
  clockOffsetMs: 0,
});

const allowed =
  'flagd-ui, ofrep, locust, kubernetes {latencyMs, status, hang, cut, html}; ' +
  'flagd-ui also {dropWrites, secondWriter: number or "all", lateWritesMs}; metrics {stale, missing}; ' +
  'pod {missing, restart: {exitCode, reason}}; pageCache {cold}; flagFile {reset: true, remove: true}; clockOffsetMs';

function parseWanted(wanted: unknown): z.infer<typeof wantedFaults> {
  const parsed = wantedFaults.safeParse(wanted);
  if (parsed.success) return parsed.data;
  throw new Failure('sandbox-faults', `These faults are not understood: ${issueWords(parsed.error)}.`, {
    retryable: false,
    remedy: `Allowed: ${allowed}.`,
  });
}

export function createFaults(): Faults {
  const current = noFaults();
  const restartListeners: ((exit: PodExit) => void)[] = [];
  const flagFileListeners: ((action: 'reset' | 'remove') => void)[] = [];

  const assign = (wanted: z.infer<typeof wantedFaults>): void => {
    for (const server of faultyServers) Object.assign(current[server], wanted[server]);
    Object.assign(current.metrics, wanted.metrics);
    Object.assign(current.pageCache, wanted.pageCache);
    if (wanted.pod?.missing !== undefined) current.pod.missing = wanted.pod.missing;
    if (wanted.clockOffsetMs !== undefined) current.clockOffsetMs = wanted.clockOffsetMs;
  };

  return {
    'flagd-ui': current['flagd-ui'],
    ofrep: current.ofrep,
    locust: current.locust,
    kubernetes: current.kubernetes,
    metrics: current.metrics,
    pod: current.pod,
    pageCache: current.pageCache,
    get clockOffsetMs() {
      return current.clockOffsetMs;
    },
    merge(document) {
      const wanted = parseWanted(document);
      assign(wanted);
      const exit = wanted.pod?.restart;
      if (exit !== undefined) for (const listener of restartListeners) listener(exit);
      for (const action of ['remove', 'reset'] as const) {
        if (wanted.flagFile?.[action]) for (const listener of flagFileListeners) listener(action);
      }
    },
    clear: () => assign(noFaults()),
    settings: () => structuredClone(current),
    onRestart: (listener) => void restartListeners.push(listener),
    onFlagFile: (listener) => void flagFileListeners.push(listener),
    take(fault) {
      const left = current['flagd-ui'][fault];
      if (left === 'all') return true;
      if (left > 0) current['flagd-ui'][fault] = left - 1;
      return left > 0;
    },
  };
}
