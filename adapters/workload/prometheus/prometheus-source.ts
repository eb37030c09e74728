/** What Prometheus shows of the target: memory of its container, and the goroutines of its service. */
import { Failure, wordsOf } from '../../../src/failure.ts';
import type { Clock, Pod } from '../../../src/ports.ts';
import { beside } from './beside.ts';
import {
  type ContainerMemory,
  containerMemory,
  type MemorySeries,
  memorySelector,
} from './container-memory.ts';
import { type GoroutineExport, goroutineExports, goroutineSelectors, goroutinesOf } from './goroutines.ts';
import { prometheusApi } from './prometheus-api.ts';
import { truePeaks } from './true-peaks.ts';

export interface PrometheusOptions {
  url: string;
  /** As its `job` or `service_name` says. */
  service: string;
  clock: Clock;
  /** Of one request, and how long a sight waits for it; real time. */
  timeoutMs?: number;
  patienceMs?: number;
}

/** On the bot's clock. */
export interface ShownMemory {
  at: number;
  usedBytes: number | null;
  rssBytes: number | null;
  maxBytes: number | null;
}

/** One scrape job's samples of the present process of a pod. */
export interface ShownSeries {
  key: string;
  /** Oldest first; at least one. */
  samples: ShownMemory[];
}

export interface PrometheusSource {
  /** The address without credentials. */
  readonly shown: string;
  /** Asks what it is made for, at the same time; never rejects, and never waits longer than its patience. */
  look(signal?: AbortSignal): Promise<void>;
  /** The scrape job that has the newest sample first. `containerId`: the present one, where it is known. */
  memoryOf(pod: Pod, containerId: string | null): ShownSeries[];
  /** Where the pod itself has none; null: unknown. */
  limitOf(pod: Pod): number | null;
  /** The last export of the present process; null: none is known. */
  goroutinesOf(pod: Pod, pods: readonly Pod[]): number | null;
  /** The highest usage since the reading before, for a reading dated `at`; null: unknown. */
  peakOf(pod: Pod, at: number, samples: readonly ShownMemory[]): number | null;
  /** Why the last look failed, in words; null: it did not. */
  trouble(): string | null;
}

const timeoutMs = 4_000;
const patienceMs = 1_000;

/** `container` null: its memory is not asked for. */
export function prometheusSource(
  options: PrometheusOptions,
  container: { namespace: string; container: string } | null,
): PrometheusSource {
  const api = prometheusApi({
    url: options.url,
    clock: options.clock,
    timeoutMs: options.timeoutMs ?? timeoutMs,
  });
  const patience = options.patienceMs ?? patienceMs;
  const peaks = truePeaks();
  const selectors = goroutineSelectors(options.service);
  let tried = 0;

  const memory =
    container === null
      ? null
      : beside<ContainerMemory>(async () => {
          const selector = memorySelector(container.namespace, container.container);
          return containerMemory(await api.samples(selector));
        }, patience);

  /** One way of naming the service a look, until one finds something; that one is kept as long as it does. */
  const goroutines = beside<GoroutineExport[]>(async () => {
    const found = goroutineExports(await api.samples(selectors[tried % selectors.length] ?? ''));
    if (found.length === 0) tried += 1;
    return found;
  }, patience);

  /** Of another container, or of the process before: not of this one. */
  function isPresent(series: MemorySeries, pod: Pod, containerId: string | null): boolean {
    if (series.pod !== pod.name) return false;
    const isComparable = series.containerId !== null && /^[0-9a-f]{64}$/.test(containerId ?? '');
    return !isComparable || series.containerId === containerId;
  }

  return {
    shown: api.shown,
    async look(signal) {
      await Promise.all([memory?.ask(signal), goroutines.ask(signal)]);
    },
    memoryOf(pod, containerId) {
      const { startedAt } = pod;
      if (startedAt === null) return [];
      return (memory?.last()?.series ?? [])
        .filter((series) => isPresent(series, pod, containerId))
        .map(({ key, samples }) => ({
          key,
          samples: samples
            .map(({ sourceAt, ...bytes }) => ({ at: api.dated(sourceAt), ...bytes }))
            // The start has whole seconds, and no source samples a process in the second of its start.
            .filter(({ at }) => at >= startedAt + 1_000),
        }))
        .filter(({ samples }) => samples.length > 0)
        .sort((a, b) => newestOf(b) - newestOf(a) || (a.key < b.key ? -1 : 1));
    },
    limitOf: (pod) => memory?.last()?.limits.get(pod.name) ?? null,
    goroutinesOf: (pod, pods) => goroutinesOf(goroutines.last() ?? [], pod, pods.length === 1, api.dated),
    peakOf(pod, at, samples) {
      return peaks.of(`${pod.uid} ${pod.restarts}`, { at, startedAt: pod.startedAt }, samples);
    },
    trouble() {
      const failure = memory?.failure() ?? goroutines.failure();
      if (failure === null || failure === undefined) return null;
      const remedy = failure instanceof Failure && failure.remedy !== null ? `; ${failure.remedy}` : '';
      return `${wordsOf(failure)}${remedy}`;
    },
  };
}

function newestOf({ samples }: ShownSeries): number {
  return samples.at(-1)?.at ?? 0;
}
