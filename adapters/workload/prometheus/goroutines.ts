/**
 * The last export of the service's goroutine count. OpenTelemetry's `go.goroutine.count` is `go_goroutine_count` in
 * Prometheus (with its dots where that keeps UTF-8 names); `process_runtime_go_goroutines` with the deprecated runtime
 * metrics on, `go_goroutines` by Prometheus's own client. Whose it is stands in `job`, which Prometheus makes of
 * `service.namespace/service.name`, in `exported_job` where a Collector is scraped, or in `service_name`.
 */
import type { Series } from './matrix.ts';
import { anyOf, literally, type Matcher, rangeSelector } from './selector.ts';

const names = ['go_goroutine_count', 'go.goroutine.count', 'process_runtime_go_goroutines', 'go_goroutines'];

/** Exports come once a minute, and may be scraped once a minute. */
const windowSeconds = 150;

/** In the order in which they are tried: one label can be matched at a time. */
export function goroutineSelectors(service: string): string[] {
  const ofJob = `(.*/)?${literally(service)}`;
  const whose: Matcher[] = [
    { label: 'job', operator: '=~', value: ofJob },
    { label: 'service_name', operator: '=', value: service },
    { label: 'exported_job', operator: '=~', value: ofJob },
    { label: 'container', operator: '=', value: service },
  ];
  return whose.map((matcher) =>
    rangeSelector([{ label: '__name__', operator: '=~', value: anyOf(names) }, matcher], windowSeconds),
  );
}

export interface GoroutineExport {
  /** The pod that its labels name; null: they name none. */
  pod: string | null;
  /** Oldest first, on the source's clock. */
  samples: { sourceAt: number; value: number }[];
}

/** Of several names that one process exports the first in the list above. */
export function goroutineExports(all: readonly Series[]): GoroutineExport[] {
  const name = names.find((one) => all.some((series) => series.name === one));
  return all
    .filter((series) => series.name === name)
    .map(({ labels, samples }) => ({
      pod: labels.k8s_pod_name ?? labels['k8s.pod.name'] ?? labels.pod ?? null,
      samples,
    }));
}

/** A process, as the sight of the target shows it; on the bot's clock. */
interface RunningPod {
  name: string;
  startedAt: number | null;
}

/**
 * The newest export of this pod's present process; null: none is known. Where the labels name no pod it can only be the
 * one that there is, and only while one process alone exports so: another demo's may have the same job. An export from
 * before the start is the last process's.
 */
export function goroutinesOf(
  exports: readonly GoroutineExport[],
  pod: RunningPod,
  isOnlyPod: boolean,
  dated: (sourceAt: number) => number,
): number | null {
  const { startedAt } = pod;
  if (startedAt === null) return null;
  const present = exports
    .map((one) => ({
      pod: one.pod,
      last: one.samples.findLast(({ sourceAt }) => dated(sourceAt) >= startedAt + 1_000),
    }))
    .flatMap(({ pod: named, last }) => (last === undefined ? [] : [{ named, ...last }]));
  const named = present.filter((one) => one.named === pod.name).toSorted((a, b) => b.sourceAt - a.sourceAt);
  const nameless = isOnlyPod ? present.filter((one) => one.named === null) : [];
  const found = named[0] ?? (nameless.length === 1 ? nameless[0] : undefined);
  return found === undefined ? null : Math.round(found.value);
}
