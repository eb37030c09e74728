/** Listens to the engine's events of the target for as long as it is wanted, over outages of the engine too. */
import { Failure, wordsOf } from '../../../src/failure.ts';
import type { Clock } from '../../../src/ports.ts';
import type { EngineClient } from './engine.ts';
import { type ContainerEvent, eventInstant, eventsOf, watchedActions } from './engine-events.ts';

interface EventFilter {
  /** As the engine's `filters` has it: `{label: [...]}` or `{container: [...]}`. */
  [key: string]: string[];
}

interface WatchParts {
  engine: EngineClient;
  filter: EventFilter;
  clock: Clock;
  logger:
    | { info(details: object, message: string): void; warn(details: object, message: string): void }
    | undefined;
  record(event: ContainerEvent): void;
}

/** Events that were heard for so long were heard: what ends them before that would end them again at once. */
const servedMs = 10_000;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/** Until the signal aborts; never rejects. What came while nobody listened is asked for with `since`. */
export async function watchContainers(
  { engine, filter, clock, logger, record }: WatchParts,
  happened: () => void,
  signal: AbortSignal,
): Promise<void> {
  let since: number | null = null;
  let lost = false;
  let pauseMs = firstPauseMs;
  const heardAgain = () => {
    if (lost) logger?.info({}, 'events of the Docker engine are heard again');
    lost = false;
  };
  while (!signal.aborted) {
    let why: unknown = null;
    let begunMono: number | null = null;
    try {
      const stream = await engine.stream(
        {
          method: 'GET',
          path: '/events',
          query: {
            filters: JSON.stringify({ ...filter, type: ['container'], event: [...watchedActions] }),
            ...(since === null ? {} : { since: eventInstant(since) }),
          },
          doing: 'listen to its events',
        },
        signal,
      );
      begunMono = clock.monotonic();
      // An engine that was away may have forgotten what it had told.
      if (lost) happened();
      if (pauseMs === firstPauseMs) heardAgain();
      for await (const event of eventsOf(stream)) {
        heardAgain();
        since = event.sourceAt;
        record(event);
        if (event.action !== 'oom') happened();
      }
    } catch (error) {
      why = error;
    }
    if (signal.aborted) return;
    if (!lost) {
      const said = why instanceof Failure ? wordsOf(why) : 'the Docker engine ended them';
      logger?.warn(
        { why: said },
        'events of the Docker engine are not heard: a kill is seen at the next poll',
      );
    }
    lost = true;
    const isBrief = begunMono !== null && clock.monotonic() - begunMono < servedMs;
    await clock.sleep(pauseMs, signal);
    pauseMs = isBrief ? Math.min(longestPauseMs, pauseMs * 2) : firstPauseMs;
  }
}
