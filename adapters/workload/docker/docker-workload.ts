/** The target as a Docker engine shows it: one container, or the replicas of one Compose service. */
import { z } from 'zod';
import { Failure, wordsOf } from '../../../src/failure.ts';
import type { Clock, Pod, Reading, Sighting, TargetHints, Workload } from '../../../src/ports.ts';
import { countLines, logLimitBytes } from '../log-lines.ts';
import { serverClock } from '../server-clock.ts';
import { sourceDates } from '../source-dates.ts';
import { type Container, podOf, variableOf } from './container.ts';
import { endings, eventsAfterMs, eventsBeforeMs } from './endings.ts';
import { type EngineAddress, type EngineRequest, engineClient } from './engine.ts';
import { eventInstant, eventsIn, watchedActions } from './engine-events.ts';
import { findContainers, inspectContainer } from './find-containers.ts';
import { textOfLog } from './log-frames.ts';
import { processCount } from './process-count.ts';
import { containerRestarts } from './restart-container.ts';
import { sampleOf } from './stats.ts';
import { truePeaks } from './true-peaks.ts';
import { watchContainers } from './watch-containers.ts';

interface DockerWorkloadOptions {
  engine: EngineAddress;
  /** The Compose service. */
  workload: string;
  /** Name or id of the one container that is meant; null: those of the service. */
  container: string | null;
  clock: Clock;
  logger?:
    | { info(details: object, message: string): void; warn(details: object, message: string): void }
    | undefined;
  /** Of one request, real time. Statistics take a second by themselves. */
  timeoutMs?: number;
}

const info = z.object({ ID: z.string().min(1) });
/** A container that is down for longer, and that nothing starts again, is none: its memory is unknown, not excused. */
const downMs = 60_000;

interface SeenContainer {
  container: Container;
  pod: Pod;
}

interface Look {
  pod: Pod;
  reading: Reading | null;
  why: string | null;
}

export function dockerWorkload(options: DockerWorkloadOptions): Workload {
  const { workload, clock, logger } = options;
  const target = { workload, container: options.container };
  const server = serverClock();
  const dates = sourceDates(server);
  const engine = engineClient({
    engine: options.engine,
    clock,
    server,
    timeoutMs: options.timeoutMs ?? 4_000,
  });
  const ends = endings();
  const counted = processCount();
  const peaks = truePeaks();
  const restarts = containerRestarts(engine, clock);
  let cautions: TargetHints['cautions'] = [];
  const dated = (sourceAt: number) => dates.onBotClock(sourceAt, clock.now());

  /** The answer, or why there is none; rejects only when it was cut off. */
  async function statistics(id: string, signal: AbortSignal | undefined): Promise<unknown> {
    const request: EngineRequest = {
      method: 'GET',
      path: `/containers/${encodeURIComponent(id)}/stats`,
      query: { stream: 'false', 'one-shot': 'true' },
      doing: 'read memory statistics',
    };
    try {
      return await engine.json(request, signal);
    } catch (error) {
      if (signal?.aborted) throw error;
      return { why: wordsOf(error) };
    }
  }

  /** What the engine told of an end, asked on its own clock; it waits until all must have been told. */
  async function judgeEnd(container: Container, signal: AbortSignal | undefined): Promise<void> {
    const endedAt = ends.unjudged(container);
    if (endedAt === null) return;
    const request: EngineRequest = {
      method: 'GET',
      path: '/events',
      query: {
        since: eventInstant(endedAt - eventsBeforeMs),
        until: eventInstant(endedAt + eventsAfterMs),
        filters: JSON.stringify({
          container: [container.id],
          type: ['container'],
          event: [...watchedActions],
        }),
      },
      doing: `ask how ${container.name} ended`,
      timeoutMs: eventsAfterMs + (options.timeoutMs ?? 4_000),
    };
    try {
      const { body } = await engine.send(request, signal);
      for (const event of eventsIn(body.toString())) ends.record(event);
    } catch (error) {
      if (signal?.aborted) throw error;
      // Not allowed: what the container itself shows is all there is. Otherwise the next look asks again.
      if (!(error instanceof Failure) || error.retryable) return;
    }
    ends.judge(container);
  }

  function isDownForGood({ up, restarting, sourceFinishedAt }: Container, now: number): boolean {
    return !up && !restarting && (sourceFinishedAt === null || now - dated(sourceFinishedAt) > downMs);
  }

  /** `gone`: there is no such container, or it is down for good. */
  async function inspected(
    id: string,
    signal: AbortSignal | undefined,
  ): Promise<SeenContainer | { gone: string }> {
    const container = await inspectContainer(engine, id, signal);
    if (container === null) return { gone: `there is no container ${id}` };
    await judgeEnd(container, signal);
    const { name, status } = container;
    cautions = cautionsOf(container);
    const now = clock.now();
    if (isDownForGood(container, now)) {
      return { gone: `${name} is not running (${status}): docker start ${name}` };
    }
    const count = counted.of(container);
    return { container, pod: podOf(container, count, ends.shown(container, dated, now), dated) };
  }

  /** Statistics first: they are of the process inspected. */
  async function lookAt(id: string, signal: AbortSignal | undefined): Promise<Look | { gone: string }> {
    const stats = await statistics(id, signal);
    const found = await inspected(id, signal);
    if ('gone' in found) return found;
    const { container, pod } = found;
    const { name, up, status, sourceStartedAt } = container;
    const none = (why: string): Look => ({ pod, reading: null, why });
    if (!up) return none(`${name} is not running (${status})`);
    if (isWhy(stats)) return none(stats.why);
    const sample = sampleOf(stats, name);
    if ('why' in sample) return none(sample.why);
    if (sourceStartedAt !== null && sample.sourceAt <= sourceStartedAt) {
      return none(`${name} has restarted, and its last reading is from before that`);
    }
    const process = `${container.id} ${sourceStartedAt}`;
    const reading: Reading = {
      at: dated(sample.sourceAt),
      seenAt: clock.now(),
      usedBytes: sample.usedBytes,
      rssBytes: sample.rssBytes,
      peakBytes: peaks.of(process, sample.sourceAt, sample.highestBytes),
      goroutines: null,
      orders: null,
      restarts: pod.restarts,
      pod: name,
    };
    return { pod, reading, why: null };
  }

  async function present(signal: AbortSignal | undefined): Promise<Container[]> {
    const ids = await findContainers(engine, target, signal);
    const found = await Promise.all(ids.map((id) => inspectContainer(engine, id, signal)));
    return found.filter((one) => one !== null);
  }

  return {
    title: `${target.container ?? workload} on Docker`,

    readingsFrom: { name: 'the Docker engine', cautions: [] },

    get hints() {
      return {
        missing:
          'Check LEAKOPS_WORKLOAD or LEAKOPS_CONTAINER, and DOCKER_HOST; `docker ps -a` shows what there is',
        unlimited: 'Set mem_limit or deploy.resources.limits.memory in the Compose file (the demo has 20M)',
        unreachable: 'Check DOCKER_HOST and that the engine runs',
        cautions,
      };
    },

    async identity(signal) {
      const request: EngineRequest = { method: 'GET', path: '/info', doing: 'read its id' };
      try {
        const { body, podman } = await engine.send(request, signal);
        // Podman makes a new one up for every answer.
        if (podman) return null;
        const parsed = info.safeParse(parsedJson(body));
        if (!parsed.success) throw engine.oddAnswer(request);
        return parsed.data.ID;
      } catch (error) {
        // A proxy before the engine may keep it to itself (rule 25).
        if (error instanceof Failure && /^docker-40[13]$/.test(error.code)) return null;
        throw error;
      }
    },

    async sight(signal): Promise<Sighting> {
      const ids = await findContainers(engine, target, signal);
      const looks = await Promise.all(ids.map((id) => lookAt(id, signal)));
      const seen = looks.filter((look) => 'pod' in look);
      const readings = seen.map(({ reading }) => reading).filter((one) => one !== null);
      const whys = looks.map((look) => ('gone' in look ? look.gone : look.why)).filter((why) => why !== null);
      return {
        pods: seen.map(({ pod }) => pod),
        readings,
        readingsWhy: readings.length > 0 ? null : whys.join('; '),
      };
    },

    async pods(signal) {
      const ids = await findContainers(engine, target, signal);
      const found = await Promise.all(ids.map((id) => inspected(id, signal)));
      return found.filter((one) => 'pod' in one).map(({ pod }) => pod);
    },

    watch: (happened, signal) =>
      watchContainers(
        {
          engine,
          filter:
            target.container === null
              ? { label: [`com.docker.compose.service=${workload}`] }
              : { container: [target.container] },
          clock,
          logger,
          record: ends.record,
        },
        happened,
        signal,
      ),

    // Who may use the engine may do everything with it.
    rights: async () => [],

    async restart(wish, signal) {
      const containers = await present(signal);
      if (containers.length === 0) throw noContainer(target);
      const now = clock.now();
      // A replica that somebody stopped is none of the target: only what is down altogether is started.
      const inUse = containers.filter((container) => !isDownForGood(container, now));
      const wanted = inUse.length > 0 ? inUse : containers;
      await Promise.all(wanted.map((container) => restarts.restart(container, wish, dated, signal)));
    },

    async countLogLines(text, sinceAt, signal) {
      const newest = (await present(signal)).sort(
        (a, b) => (b.sourceCreatedAt ?? 0) - (a.sourceCreatedAt ?? 0),
      )[0];
      if (newest === undefined) return null;
      const sourceSince = sinceAt + server.offsetMs();
      try {
        const { body } = await engine.send(
          {
            method: 'GET',
            path: `/containers/${newest.id}/logs`,
            query: {
              stdout: '1',
              stderr: '1',
              timestamps: '1',
              since: String(Math.max(0, Math.floor(sourceSince / 1_000))),
            },
            doing: `read the log of ${newest.name}`,
          },
          signal,
        );
        if (body.length >= logLimitBytes) return null;
        return countLines(textOfLog(body, newest.tty), text, sourceSince);
      } catch (error) {
        // Gone meanwhile, not allowed, or a logging driver that keeps nothing.
        if (error instanceof Failure && unreadable.test(error.code)) return null;
        throw error;
      }
    },
  };
}

const unreadable = /^docker-(400|403|404|500|501|too-large)$/;

function isWhy(stats: unknown): stats is { why: string } {
  return typeof stats === 'object' && stats !== null && 'why' in stats && typeof stats.why === 'string';
}

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}

/** What delays a kill, or keeps the flag from doing anything. */
function cautionsOf(container: Container): { text: string; remedy: string }[] {
  const { limitBytes, memoryAndSwapBytes, name } = container;
  const swaps = limitBytes !== null && memoryAndSwapBytes !== limitBytes;
  const brokerless = variableOf(container, 'KAFKA_ADDR') === null;
  return [
    ...(swaps
      ? [
          {
            text: `${name} may swap beyond its limit where the machine has swap: a kill may come late`,
            remedy: 'Set memswap_limit to the memory limit in the Compose file',
          },
        ]
      : []),
    ...(brokerless
      ? [
          {
            text: `${name} has no KAFKA_ADDR: the demo's flag does nothing without it`,
            remedy: 'Start the demo with its full Compose file, the one with Kafka',
          },
        ]
      : []),
  ];
}

function noContainer({ workload, container }: { workload: string; container: string | null }): Failure {
  return new Failure(
    'docker-404',
    container === null
      ? `there is no container of a Compose service ${workload}, and none of that name, to restart`
      : `there is no container ${container} to restart`,
    { retryable: false, remedy: 'Check LEAKOPS_WORKLOAD, LEAKOPS_CONTAINER and DOCKER_HOST.' },
  );
}
