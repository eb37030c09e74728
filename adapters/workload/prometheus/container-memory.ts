/** cAdvisor's series of one container → what it showed, sample by sample. Pure. */
import type { Series } from './matrix.ts';
import { anyOf, rangeSelector } from './selector.ts';

const used = 'container_memory_working_set_bytes';
const rss = 'container_memory_rss';
const highest = 'container_memory_max_usage_bytes';
const ownLimit = 'container_spec_memory_limit_bytes';
/** Of kube-state-metrics: what the spec says. */
const specLimit = 'kube_pod_container_resource_limits';

/** Two scrapes a minute, or one a minute twice. */
const windowSeconds = 150;

export function memorySelector(namespace: string, container: string): string {
  return rangeSelector(
    [
      { label: '__name__', operator: '=~', value: anyOf([used, rss, highest, ownLimit, specLimit]) },
      { label: 'namespace', operator: '=', value: namespace },
      { label: 'container', operator: '=', value: container },
    ],
    windowSeconds,
  );
}

/** What one scrape showed of one container. */
export interface MemorySample {
  sourceAt: number;
  usedBytes: number | null;
  rssBytes: number | null;
  /** The highest usage since the container began, as cAdvisor has it: it never falls. */
  maxBytes: number | null;
}

/** One container as one scrape job shows it. */
export interface MemorySeries {
  pod: string;
  /** Equal for what belongs together: all labels but the name. */
  key: string;
  /** The runtime's id of the container, where the labels say it; null: they do not. */
  containerId: string | null;
  /** Oldest first, dates differ. */
  samples: MemorySample[];
}

export interface ContainerMemory {
  series: MemorySeries[];
  /** Bytes by pod; a pod without is not in it. */
  limits: ReadonlyMap<string, number>;
}

export function containerMemory(all: readonly Series[]): ContainerMemory {
  const byKey = new Map<string, Series[]>();
  const limits = new Map<string, number>();
  for (const series of all) {
    const { pod } = series.labels;
    if (pod === undefined) continue;
    const limit = limitOf(series);
    if (limit !== null) limits.set(pod, Math.min(limit, limits.get(pod) ?? limit));
    const key = keyOf(series.labels);
    byKey.set(key, [...(byKey.get(key) ?? []), series]);
  }
  const series = [...byKey].flatMap(([key, parts]): MemorySeries[] => {
    const labels = parts[0]?.labels ?? {};
    const samples = samplesOf(parts);
    return samples.length === 0 ? [] : [{ pod: labels.pod ?? '', key, containerId: idOf(labels), samples }];
  });
  return { series, limits };
}

function keyOf(labels: Series['labels']): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** All of one scrape have its date. */
function samplesOf(parts: readonly Series[]): MemorySample[] {
  const at = new Map<number, MemorySample>();
  for (const { name, samples } of parts) {
    for (const { sourceAt, value } of samples) {
      const empty = { sourceAt, usedBytes: null, rssBytes: null, maxBytes: null };
      const sample = at.get(sourceAt) ?? empty;
      // 0 is a container that is beginning or ending, or a node whose cgroups do not say: unknown.
      const bytes = value > 0 ? value : null;
      if (name === used) at.set(sourceAt, { ...sample, usedBytes: bytes });
      if (name === rss) at.set(sourceAt, { ...sample, rssBytes: bytes });
      if (name === highest) at.set(sourceAt, { ...sample, maxBytes: bytes });
    }
  }
  return [...at.values()].sort((a, b) => a.sourceAt - b.sourceAt);
}

/** cAdvisor says 0 or a number near 2^63 where there is no limit. */
const noLimitBytes = 2 ** 60;

function limitOf({ name, labels, samples }: Series): number | null {
  if (name !== ownLimit && !(name === specLimit && labels.resource === 'memory')) return null;
  const bytes = samples.at(-1)?.value ?? 0;
  return bytes > 0 && bytes < noLimitBytes ? bytes : null;
}

/** cAdvisor's `id` is the cgroup's path, `name` the runtime's name of the container. */
function idOf({ id = '', name = '' }: Series['labels']): string | null {
  return /[0-9a-f]{64}/.exec(id)?.[0] ?? /^[0-9a-f]{64}$/.exec(name)?.[0] ?? null;
}
