import type { ReadingsSource, Sighting, Workload } from '../../../src/ports.ts';
import { type PrometheusOptions, prometheusSource } from './prometheus-source.ts';

/**
 * Any target, with the goroutines of its service as Prometheus has them. All else is the target's own: a Prometheus
 * that hangs or fails takes nothing from it.
 */
export function withGoroutines(workload: Workload, options: PrometheusOptions): Workload {
  const prometheus = prometheusSource(options, null);
  return {
    title: workload.title,
    get readingsFrom(): ReadingsSource {
      const trouble = prometheus.trouble();
      const { name, cautions } = workload.readingsFrom;
      return { name, cautions: trouble === null ? cautions : [...cautions, `no goroutines: ${trouble}`] };
    },
    get hints() {
      return workload.hints;
    },
    identity: (signal) => workload.identity(signal),
    async sight(signal): Promise<Sighting> {
      const [sighting] = await Promise.all([workload.sight(signal), prometheus.look(signal)]);
      const { pods, readings } = sighting;
      return {
        ...sighting,
        readings: readings.map((reading) => {
          const pod = pods.find(({ name }) => name === reading.pod);
          const found = pod === undefined ? null : prometheus.goroutinesOf(pod, pods);
          return { ...reading, goroutines: reading.goroutines ?? found };
        }),
      };
    },
    pods: (signal) => workload.pods(signal),
    watch: (happened, signal) => workload.watch(happened, signal),
    rights: (signal) => workload.rights(signal),
    restart: (key, signal) => workload.restart(key, signal),
    countLogLines: (text, sinceAt, signal) => workload.countLogLines(text, sinceAt, signal),
  };
}
