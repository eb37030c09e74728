/** The answer of metrics.k8s.io → readings. Pure. */
import { z } from 'zod';
import { instant, listOf, optional, text } from '../lenient.ts';
import { bytesOfQuantity } from '../memory-size.ts';
import type { ListedPod } from './pod.ts';
import { type Readings, readingsOf, type Sample } from './readings.ts';

const metricsItems = listOf(
  z.object({
    metadata: z.object({ name: z.string() }),
    /** Of the earliest sample of its containers. */
    timestamp: instant,
    containers: listOf(
      z.object({ name: text, usage: optional(z.object({ memory: z.unknown().optional() })) }),
    ),
  }),
);

const source = 'metrics.k8s.io';

export function metricsReadings(
  items: unknown,
  pods: readonly ListedPod[],
  container: string,
  dated: (sourceAt: number) => number,
  now: number,
): Readings {
  const metrics = metricsItems.parse(items);
  const sampleOf = ({ pod }: ListedPod): Sample | string | null => {
    const newest = metrics
      .filter((item) => item.metadata.name === pod.name)
      .sort((a, b) => (b.timestamp ?? 0) - (a.timestamp ?? 0))[0];
    if (newest === undefined) return null;
    const sample = newest.containers.find((one) => one.name === container);
    if (sample === undefined) return `${source} has no container ${container} in pod ${pod.name}`;
    return {
      sourceAt: newest.timestamp,
      usedBytes: bytesOfQuantity(sample.usage?.memory),
      rssBytes: null,
    };
  };
  return readingsOf(source, sampleOf, pods, dated, now);
}
