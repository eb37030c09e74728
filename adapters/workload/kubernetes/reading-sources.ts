/** Where the readings of a target on Kubernetes come from, as LEAKOPS_READINGS says, and how they come together. */
import type { Clock, ReadingsSource } from '../../../src/ports.ts';
import { type PrometheusSource, prometheusSource } from '../prometheus/prometheus-source.ts';
import type { KubernetesClient } from './client.ts';
import { kubeletCaution, kubeletReadings } from './kubelet-source.ts';
import { metricsReadings } from './metrics-readings.ts';
import { readMetrics } from './metrics-source.ts';
import type { ListedPod } from './pod.ts';
import { readingMix } from './reading-mix.ts';
import type { Readings } from './readings.ts';

export interface ReadingSourcesOptions {
  namespace: string;
  workload: string;
  container: string;
  /** `auto`: metrics.k8s.io, and Prometheus where there is one and it is fresher; never the kubelet. */
  readings: 'auto' | 'metrics-api' | 'kubelet' | 'prometheus';
  /** Adds to the readings of any source what Prometheus has besides; `prometheus` needs it. null: none is asked. */
  prometheusUrl: string | null;
  clock: Clock;
  /** Of one request, real time; undefined: as each source's own. */
  timeoutMs: number | undefined;
}

/** What was asked beside the list of pods. */
type Asked = Awaited<ReturnType<typeof readMetrics>> | null;

export interface ReadingSources {
  readonly from: ReadingsSource;
  /** What needs no pod to be asked; never rejects. `selector`: of the pods. */
  askBeside(selector: string, signal: AbortSignal | undefined): Promise<Asked>;
  /** Where a pod has no limit of its own: what Prometheus says. */
  withLimit(listed: ListedPod): ListedPod;
  /** Never rejects. `dated` puts an instant of the cluster on the bot's clock. */
  readingsOf(
    asked: Asked,
    pods: readonly ListedPod[],
    dated: (sourceAt: number) => number,
    signal: AbortSignal | undefined,
  ): Promise<Readings>;
}

export function readingSources(client: KubernetesClient, options: ReadingSourcesOptions): ReadingSources {
  const { namespace, container, workload, readings, clock, timeoutMs } = options;
  const asksMetrics = readings === 'metrics-api' || readings === 'auto';
  const prometheus =
    options.prometheusUrl === null
      ? null
      : prometheusSource(
          {
            url: options.prometheusUrl,
            service: workload,
            clock,
            ...(timeoutMs === undefined ? {} : { timeoutMs }),
          },
          { namespace, container },
        );
  const mix = prometheus === null ? null : readingMix(prometheus, !isOwn(readings));
  /** Why the metrics API or the kubelet had nothing at the last look; null: they had something, or are not asked. */
  let missing: string | null = null;

  /** What the metrics API or the kubelet show; null: neither is asked. */
  async function ownReadings(
    asked: Asked,
    pods: readonly ListedPod[],
    dated: (sourceAt: number) => number,
    signal: AbortSignal | undefined,
  ): Promise<Readings | null> {
    if (readings === 'kubelet') {
      return kubeletReadings(client, { namespace, container }, pods, dated, clock.now, signal);
    }
    if (asked === null) return null;
    if ('why' in asked) return { readings: [], why: asked.why };
    return metricsReadings(asked.items, pods, container, dated, clock.now());
  }

  return {
    get from() {
      return sourceWords(readings, prometheus, missing);
    },
    async askBeside(selector, signal) {
      const [asked] = await Promise.all([
        asksMetrics ? readMetrics(client, namespace, selector, signal) : null,
        prometheus?.look(signal),
      ]);
      return asked;
    },
    withLimit(listed) {
      if (listed.pod.limitBytes !== null || prometheus === null) return listed;
      return { ...listed, pod: { ...listed.pod, limitBytes: prometheus.limitOf(listed.pod) } };
    },
    async readingsOf(asked, pods, dated, signal) {
      const own = await ownReadings(asked, pods, dated, signal);
      missing = own?.why ?? null;
      return mix?.of(pods, own, clock.now()) ?? own ?? none;
    },
  };
}

const none: Readings = { readings: [], why: 'no source of readings is set' };

/** Prometheus only adds to these. */
function isOwn(readings: ReadingSourcesOptions['readings']): boolean {
  return readings === 'metrics-api' || readings === 'kubelet';
}

function sourceWords(
  readings: ReadingSourcesOptions['readings'],
  prometheus: PrometheusSource | null,
  missing: string | null,
): ReadingsSource {
  if (readings === 'prometheus') return { name: 'Prometheus', cautions: [] };
  const trouble = prometheus?.trouble() ?? null;
  const lacking = trouble === null ? [] : [`no peaks, no goroutines: ${trouble}`];
  if (readings === 'kubelet') return { name: 'the kubelet', cautions: [kubeletCaution, ...lacking] };
  if (readings === 'metrics-api' || prometheus === null) return { name: 'metrics-server', cautions: lacking };
  const alone = missing === null ? [] : [`from Prometheus alone: ${missing}`];
  return { name: 'metrics-server and Prometheus', cautions: [...alone, ...lacking] };
}
