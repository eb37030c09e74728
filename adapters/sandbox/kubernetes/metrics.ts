/** `metrics.k8s.io` as metrics-server answers it: samples at intervals, readable only some time later. */
import type { Clock } from '../../../src/ports.ts';
import type { Faults } from '../faults.ts';
import type { Cluster } from './cluster.ts';
import { timestamp } from './kube-object.ts';
import type { Route } from './route.ts';
import { labelTest } from './selectors.ts';
import { methodNotAllowed, notFound } from './status.ts';

export interface MetricsOptions {
  cluster: Cluster;
  clock: Clock;
  faults: Pick<Faults, 'metrics'>;
  /** Between two samples. */
  readingsEveryMs: number;
  /** From a sample to when it can be read. */
  readingsAgeMs: number;
  bootAt: number;
}

interface PodMetrics {
  metadata: {
    name: string;
    namespace: string;
    creationTimestamp: string;
    labels: Record<string, string>;
  };
  timestamp: string;
  window: string;
  containers: { name: string; usage: { cpu: string; memory: string } }[];
}

/** metrics-server leaves a container out that has just been started. */
const leftOutMs = 10_000;
/** A process that did not run at the instant of the sample was not sampled. */
const sampleSlackMs = 1500;

export interface MetricsApi {
  answer(method: string, route: Route, query: URLSearchParams): object;
}

export function createMetrics(options: MetricsOptions): MetricsApi {
  const { cluster, clock, faults, readingsEveryMs, readingsAgeMs, bootAt } = options;
  let served: PodMetrics[] | null = null;

  function sampled(): PodMetrics[] {
    const now = clock.now();
    const sinceBootMs = now - readingsAgeMs - bootAt;
    const at = bootAt + Math.floor(sinceBootMs / readingsEveryMs) * readingsEveryMs;
    return cluster.pods().flatMap(({ pod, deployed }): PodMetrics[] => {
      const { id, state } = pod.container;
      if (state.kind !== 'running' || now - state.startedAt < leftOutMs) return [];
      const sample = deployed.sample(id, at);
      if (sample === null || sample.at < at - sampleSlackMs || sample.at < state.startedAt) return [];
      return [
        {
          metadata: {
            name: pod.name,
            namespace: cluster.namespace,
            creationTimestamp: timestamp(now),
            labels: { ...pod.template.metadata.labels, 'pod-template-hash': pod.hash },
          },
          timestamp: timestamp(sample.at),
          window: `${readingsEveryMs / 1000}s`,
          containers: pod.template.spec.containers.map((container) => ({
            name: container.name,
            usage: { cpu: '2731890n', memory: `${Math.ceil(sample.usedBytes / 1024)}Ki` },
          })),
        },
      ];
    });
  }

  function items(): PodMetrics[] {
    if (!faults.metrics.stale || served === null) served = sampled();
    return served;
  }

  return {
    answer(method, route, query) {
      if (method !== 'GET') throw methodNotAllowed();
      const here = items().filter(
        ({ metadata }) => route.namespace === null || metadata.namespace === route.namespace,
      );
      const apiVersion = 'metrics.k8s.io/v1beta1';
      if (route.name !== null) {
        const found = here.find(({ metadata }) => metadata.name === route.name);
        if (found === undefined) throw notFound('metrics.k8s.io', 'pods', route.name);
        return { kind: 'PodMetrics', apiVersion, ...found };
      }
      const test = labelTest(query.get('labelSelector') ?? '');
      return {
        kind: 'PodMetricsList',
        apiVersion,
        metadata: {},
        items: here.filter(({ metadata }) => test(metadata.labels)),
      };
    },
  };
}
