/**
 * Watches the target's pods: list, watch from that version on, and again, for as long as it is wanted. Only a hint to
 * look: what it misses the next poll sees, so it may pause long where it is not served.
 */
import { Failure, wordsOf } from '../../../src/failure.ts';
import type { Clock } from '../../../src/ports.ts';
import type { KubernetesClient } from './client.ts';
import type { Deed } from './deed.ts';
import { statusFailure } from './failures.ts';
import type { PodFinder } from './pod-finder.ts';
import { differ, processesOf, processOf } from './processes.ts';
import { watchEvent } from './watch-event.ts';

export interface PodWatchParts {
  client: KubernetesClient;
  finder: PodFinder;
  namespace: string;
  container: string;
  clock: Clock;
  /** From 0 up to 1: many bots on one server do not come back in one breath. */
  random: () => number;
  logger:
    | { info(details: object, message: string): void; warn(details: object, message: string): void }
    | undefined;
}

/** The server ends a quiet watch then; what is lost without a word is noticed soon after. */
const watchSeconds = 60;
const silentAfterMs = (watchSeconds + 15) * 1_000;
/** A watch that served so long begins again at once. */
const servedMs = 10_000;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

const unwatched = 'pods of the target cannot be watched: a kill is seen at the next poll, not before it';

/** Where a watch goes on: after which version, with which processes seen. */
interface Position {
  selector: string;
  resourceVersion: string;
  processes: Map<string, string>;
}

/** Until the signal aborts; never rejects. `happened`: a process of the target has ended, begun or been replaced. */
export async function watchPods(
  parts: PodWatchParts,
  happened: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { clock, random, logger, namespace } = parts;
  let position: Position | null = null;
  let said: string | null = null;
  let pauseMs = firstPauseMs;
  while (!signal.aborted) {
    const startedMono = clock.monotonic();
    let failure: unknown = null;
    try {
      position = await atPresent(parts, position, happened, signal);
      const heard = await follow(parts, position, happened, signal);
      // A version from before the server was set back is followed in silence: without a word a list is safer.
      if (!heard) position.resourceVersion = '';
    } catch (error) {
      failure = error;
      // Its version may be too old (410), or of a state that is gone: a list says what has happened meanwhile.
      if (position !== null) position = { ...position, resourceVersion: '' };
    }
    if (signal.aborted) return;
    const isShort = clock.monotonic() - startedMono < servedMs;
    // Once it may be a server that goes down.
    if (failure === null && isShort && pauseMs === longestPauseMs) failure = endedSoon();
    const code = failure instanceof Failure ? failure.code : '';
    if (!isShort && code !== 'kubernetes-silent') {
      if (said !== null) logger?.info({ namespace }, 'pods of the target are watched again');
      said = null;
      pauseMs = firstPauseMs;
      if (failure === null) continue;
    } else if (failure !== null && code !== 'kubernetes-410' && said !== code) {
      said = code;
      logger?.warn({ namespace, why: wordsOf(failure), ...remedyOf(failure) }, unwatched);
    }
    await clock.sleep(pauseMs * (0.5 + random() / 2), signal);
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  }
}

function endedSoon(): Failure {
  return new Failure(
    'kubernetes-ended-soon',
    'what answers for the Kubernetes API ended the watch within seconds, again and again',
    {
      remedy: 'Check for a proxy in front of it that ends long answers.',
    },
  );
}

function remedyOf(error: unknown): object {
  return error instanceof Failure && error.remedy !== null ? { remedy: error.remedy } : {};
}

/** The position to go on from: the one there is, or that of a new list, which also says what was missed. */
async function atPresent(
  parts: PodWatchParts,
  last: Position | null,
  happened: () => void,
  signal: AbortSignal,
): Promise<Position> {
  const { finder, container } = parts;
  const known = finder.known();
  if (last !== null && last.resourceVersion !== '' && (known === null || known === last.selector))
    return last;
  const found =
    known === null ? await finder.find(signal) : { selector: known, ...(await finder.list(known, signal)) };
  const processes = processesOf(found.items, container);
  if (last !== null && differ(last.processes, processes)) happened();
  return {
    selector: found.selector,
    resourceVersion: found.resourceVersion ?? '',
    processes: new Map(processes),
  };
}

/** Resolves when the server ends the watch: whether anything was heard in it. Rejects with why it could not be. */
async function follow(
  parts: PodWatchParts,
  position: Position,
  happened: () => void,
  signal: AbortSignal,
): Promise<boolean> {
  const { client, namespace, container } = parts;
  const deed: Deed = { verb: 'watch', resource: 'pods', group: '', namespace, name: null };
  let failure: Failure | null = null;
  let heard = false;
  const stop = new AbortController();
  const fail = (why: Failure) => {
    failure ??= why;
    stop.abort();
  };
  const query = new URLSearchParams({
    watch: 'true',
    labelSelector: position.selector,
    resourceVersion: position.resourceVersion,
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(watchSeconds),
  });
  try {
    await client.stream(deed, {
      path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?${query}`,
      silentAfterMs,
      signal: AbortSignal.any([signal, stop.signal]),
      heard(line) {
        const event = watchEvent(line);
        if (event.kind === 'odd') return fail(client.oddAnswer(deed));
        if (event.kind === 'error') return fail(statusFailure(event.status, event.body, deed));
        heard = true;
        if (event.resourceVersion !== null) position.resourceVersion = event.resourceVersion;
        if (event.kind === 'pod' && noted(position.processes, event, container)) happened();
      },
    });
  } catch (error) {
    throw failure ?? error;
  }
  if (failure !== null) throw failure;
  return heard;
}

/** Whether the event tells of another process than was known. */
function noted(
  processes: Map<string, string>,
  event: { gone: boolean; item: unknown },
  container: string,
): boolean {
  const found = processOf(event.item, container);
  if (found === null) return false;
  const { uid, process } = found;
  if (event.gone) return processes.delete(uid);
  if (processes.get(uid) === process) return false;
  processes.set(uid, process);
  return true;
}
