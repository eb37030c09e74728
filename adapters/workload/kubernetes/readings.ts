/** What a source has of the pods → readings. Pure. Missing is unknown, never 0 and never healthy. */
import type { Reading } from '../../../src/ports.ts';
import type { ListedPod } from './pod.ts';

/** What a source shows of the container in one pod. */
export interface Sample {
  /** On the source's clock, ms; null: not dated. */
  sourceAt: number | null;
  /** null: none that can be read. */
  usedBytes: number | null;
  rssBytes: number | null;
}

export interface Readings {
  /** At most one a pod. */
  readings: Reading[];
  /** In words why there is none; null when there is one. */
  why: string | null;
}

/**
 * `sampleOf`: the source's sample of a pod; a text: why there is none; null: it does not have the pod. `dated` puts an
 * instant of the cluster on the bot's clock; `now` is on the bot's.
 */
export function readingsOf(
  source: string,
  sampleOf: (listed: ListedPod) => Sample | string | null,
  pods: readonly ListedPod[],
  dated: (sourceAt: number) => number,
  now: number,
): Readings {
  const found = pods.map((listed) => readingOf(source, sampleOf(listed), listed, dated, now));
  const readings = found.filter((one) => typeof one !== 'string');
  const whys = [...new Set(found.filter((one) => typeof one === 'string'))];
  return { readings, why: readings.length > 0 ? null : whys.join('; ') || 'there is no pod to read' };
}

/** A reading, or why there is none. */
function readingOf(
  source: string,
  sample: Sample | string | null,
  listed: ListedPod,
  dated: (sourceAt: number) => number,
  now: number,
): Reading | string {
  const { pod } = listed;
  if (sample === null) return absence(source, listed, now);
  if (typeof sample === 'string') return sample;
  const { sourceAt, usedBytes, rssBytes } = sample;
  if (sourceAt === null) return `the reading of ${pod.name} in ${source} has no timestamp`;
  if (usedBytes === null) return `the reading of ${pod.name} in ${source} has no memory that can be read`;
  if (usedBytes === 0) return `${source} says 0 bytes for ${pod.name}: that is no reading`;
  // Dates have whole seconds, and no source samples a process in the second of its start.
  const since = listed.sourceStartedAt ?? listed.sourceCreatedAt;
  if (since !== null && Math.floor(sourceAt / 1_000) * 1_000 <= since) {
    return `${pod.name} has restarted, and its last reading is from before that`;
  }
  return {
    at: dated(sourceAt),
    seenAt: now,
    usedBytes,
    rssBytes,
    peakBytes: null,
    goroutines: null,
    orders: null,
    restarts: pod.restarts,
    pod: pod.name,
  };
}

/** How long a source may need for the first reading of a process. */
const firstReadingMs = 60_000;

/** Why a source has nothing of this pod. */
export function absence(source: string, { pod }: ListedPod, now: number): string {
  if (pod.waiting !== null) return `${pod.name} is not running (${pod.waiting})`;
  if (pod.startedAt === null) return `${pod.name} is not running`;
  const ageMs = now - pod.startedAt;
  if (ageMs < firstReadingMs) {
    return `${pod.name} started ${Math.max(0, Math.round(ageMs / 1_000))} s ago and has no reading yet`;
  }
  return `${source} has no reading of ${pod.name}`;
}
