/** Series as cAdvisor in a kubelet shows them of the demo's checkout, with the labels that its scrape job adds. */
import type { PrometheusStandIn } from './prometheus-stand-in.ts';

export const podName = 'checkout-6d8f9c7b5d-x2x7k';
export const firstContainer = '3f1b0c9d2a4e5f60718293a4b5c6d7e8f9010203040506070809aabbccddeeff';
export const nextContainer = 'aaab0c9d2a4e5f60718293a4b5c6d7e8f9010203040506070809aabbccddee00';

const MiB = 2 ** 20;

export interface Scrape {
  at: number;
  usedMiB: number;
  rssMiB?: number;
  maxMiB?: number;
  limitMiB?: number;
  pod?: string;
  /** null: a job that drops these labels. */
  containerId?: string | null;
  /** Of the scrape job, and what it is called where several see the same. */
  job?: string;
}

function cadvisorLabels(scrape: Pick<Scrape, 'pod' | 'containerId' | 'job'>): Record<string, string> {
  const { pod = podName, containerId = firstContainer, job = 'kubelet' } = scrape;
  return {
    job,
    metrics_path: '/metrics/cadvisor',
    node: 'node-1',
    namespace: 'otel-demo',
    pod,
    container: 'checkout',
    image: 'ghcr.io/open-telemetry/demo:3.0.0-checkout',
    ...(containerId === null
      ? {}
      : {
          id: `/kubepods.slice/kubepods-burstable.slice/cri-containerd-${containerId}.scope`,
          name: containerId,
        }),
  };
}

export function scraped(prometheus: PrometheusStandIn, scrape: Scrape): void {
  const labels = cadvisorLabels(scrape);
  const put = (name: string, mib: number | undefined) => {
    if (mib !== undefined) prometheus.put({ __name__: name, ...labels }, scrape.at, mib * MiB);
  };
  put('container_memory_working_set_bytes', scrape.usedMiB);
  put('container_memory_rss', scrape.rssMiB);
  put('container_memory_max_usage_bytes', scrape.maxMiB);
  put('container_spec_memory_limit_bytes', scrape.limitMiB);
}
