/** Readings of the metrics API or the kubelet, and what Prometheus shows besides or instead. */
import type { Reading } from '../../../src/ports.ts';
import type { PrometheusSource, ShownMemory, ShownSeries } from '../prometheus/prometheus-source.ts';
import { type Offer, steadyChoice } from '../steady-choice.ts';
import type { ListedPod } from './pod.ts';
import { absence, type Readings } from './readings.ts';

/** rss is set beside the working set: of another moment it says nothing (src/safety/service-memory.ts). */
const sameMomentMs = 5_000;

export interface ReadingMix {
  /** `own`: of the metrics API or the kubelet; null: neither was asked. */
  of(pods: readonly ListedPod[], own: Readings | null, now: number): Readings;
}

/** `memory`: whether readings may be those of Prometheus; else it only adds to others. */
export function readingMix(prometheus: PrometheusSource, memory: boolean): ReadingMix {
  const choice = steadyChoice();

  function readingOf(listed: ListedPod, sample: ShownMemory, now: number): Reading | null {
    if (sample.usedBytes === null) return null;
    return {
      at: sample.at,
      seenAt: now,
      usedBytes: sample.usedBytes,
      rssBytes: sample.rssBytes,
      peakBytes: null,
      goroutines: null,
      orders: null,
      restarts: listed.pod.restarts,
      pod: listed.pod.name,
    };
  }

  function offersOf(listed: ListedPod, shown: readonly ShownSeries[], own: Readings | null, now: number) {
    const offers: Offer[] = (own?.readings ?? [])
      .filter(({ pod }) => pod === listed.pod.name)
      .map((reading) => ({ source: 'own', reading }));
    if (!memory) return offers;
    for (const { key, samples } of shown) {
      const sample = samples.findLast(({ usedBytes }) => usedBytes !== null);
      const reading = sample === undefined ? null : readingOf(listed, sample, now);
      if (reading !== null) offers.push({ source: key, reading });
    }
    return offers;
  }

  function found(listed: ListedPod, pods: readonly ListedPod[], own: Readings | null, now: number) {
    const { pod } = listed;
    const shown = prometheus.memoryOf(pod, listed.containerId);
    const offer = choice.of(`${pod.uid} ${pod.restarts}`, offersOf(listed, shown, own, now), now);
    if (offer === null) return null;
    const { reading } = offer;
    const samples = (shown.find(({ key }) => key === offer.source) ?? shown[0])?.samples ?? [];
    return {
      ...reading,
      rssBytes: reading.rssBytes ?? rssBeside(samples, reading.at),
      peakBytes: prometheus.peakOf(pod, reading.at, samples),
      goroutines: prometheus.goroutinesOf(
        pod,
        pods.map((one) => one.pod),
      ),
    };
  }

  function whyNone(pods: readonly ListedPod[], own: Readings | null, now: number): string {
    if (!memory) return own?.why ?? 'there is no pod to read';
    const source = `Prometheus at ${prometheus.shown}`;
    const whys = pods.map((listed) => absence(source, listed, now));
    return [own?.why ?? null, prometheus.trouble() ?? [...new Set(whys)].join('; ')]
      .filter((why, i, all) => why !== null && all.indexOf(why) === i)
      .join('; ');
  }

  return {
    of(pods, own, now) {
      const readings = pods
        .map((listed) => found(listed, pods, own, now))
        .filter((reading) => reading !== null);
      return { readings, why: readings.length > 0 ? null : whyNone(pods, own, now) };
    },
  };
}

function rssBeside(samples: readonly ShownMemory[], at: number): number | null {
  const near = samples.filter((one) => one.rssBytes !== null && Math.abs(one.at - at) <= sameMomentMs);
  const nearest = near.toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0];
  return nearest?.rssBytes ?? null;
}
