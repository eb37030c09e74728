/** The answer of metrics.k8s.io → readings. Pure. Missing is unknown, never 0 and never healthy. */
import { z } from 'zod';
import type { Reading } from '../../../src/ports.ts';
import { instant, listOf, optional, text } from '../lenient.ts';
import { bytesOfQuantity } from '../memory-size.ts';
import type { ListedPod } from './pod.ts';

const metricsItem = z.object({
  metadata: z.object({ name: z.string() }),
  /** Of the earliest sample of its containers. */
  timestamp: instant,
  containers: listOf(z.object({ name: text, usage: optional(z.object({ memory: z.unknown().optional() })) })),
});
const metricsItems = listOf(metricsItem);

interface Readings {
  /** At most one a pod. */
  readings: Reading[];
  /** In words why there is none; null when there is one. */
  why: string | null;
}

/** `dated` puts an instant of the cluster on the bot's clock; `now` is on the bot's. */
export function readingsOf(
  items: unknown,
  pods: readonly ListedPod[],
  container: string,
  dated: (sourceAt: number) => number,
  now: number,
): Readings {
  const metrics = metricsItems.parse(items);
  const found = pods.map((listed) => readingOf(metrics, listed, container, dated, now));
  const readings = found.filter((one) => typeof one !== 'string');
  const whys = found.filter((one) => typeof one === 'string');
  return { readings, why: readings.length > 0 ? null : whys.join('; ') || 'there is no pod to read' };
}

/** A reading, or why there is none. */
function readingOf(
  metrics: z.output<typeof metricsItems>,
  listed: ListedPod,
  container: string,
  dated: (sourceAt: number) => number,
  now: number,
): Reading | string {
  const { pod } = listed;
  const newest = metrics
    .filter((item) => item.metadata.name === pod.name)
    .sort((a, b) => (b.timestamp ?? 0) - (a.timestamp ?? 0))[0];
  if (newest === undefined) return absence(listed, now);
  const sample = newest.containers.find((one) => one.name === container);
  if (sample === undefined) return `metrics.k8s.io has no container ${container} in pod ${pod.name}`;
  if (newest.timestamp === null) return `the reading of ${pod.name} in metrics.k8s.io has no timestamp`;
  const usedBytes = bytesOfQuantity(sample.usage?.memory);
  if (usedBytes === null)
    return `the reading of ${pod.name} in metrics.k8s.io has no memory that can be read`;
  if (usedBytes === 0) return `metrics.k8s.io says 0 bytes for ${pod.name}: that is no reading`;
  // Dates have whole seconds, and no source samples a process in the second of its start.
  const since = listed.sourceStartedAt ?? listed.sourceCreatedAt;
  if (since !== null && newest.timestamp <= since) {
    return `${pod.name} has restarted, and its last reading is from before that`;
  }
  return {
    at: dated(newest.timestamp),
    seenAt: now,
    usedBytes,
    rssBytes: null,
    peakBytes: null,
    goroutines: null,
    orders: null,
    restarts: pod.restarts,
    pod: pod.name,
  };
}

/** How long a source may need for the first reading of a process. */
const firstReadingMs = 60_000;

function absence({ pod }: ListedPod, now: number): string {
  if (pod.waiting !== null) return `${pod.name} is not running (${pod.waiting})`;
  if (pod.startedAt === null) return `${pod.name} is not running`;
  const ageMs = now - pod.startedAt;
  if (ageMs < firstReadingMs) {
    return `${pod.name} started ${Math.max(0, Math.round(ageMs / 1_000))} s ago and has no reading yet`;
  }
  return `metrics.k8s.io has no reading of ${pod.name}`;
}
