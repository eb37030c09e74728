/**
 * What a kubelet's cAdvisor and the demo's Collector show of checkout, in the text format of Prometheus: memory with
 * the date of its sample, as cAdvisor does, goroutines without.
 */
import { createServer } from 'node:http';

const MiB = 2 ** 20;

export interface ShownContainer {
  pod: string;
  containerId: string;
  usedMiB: number;
  rssMiB: number;
  maxMiB: number;
  limitMiB: number;
  /** When cAdvisor has sampled it, ms. */
  sampledAt: number;
}

export interface Exporter {
  /** `127.0.0.1:12345` */
  address: string;
  /** Taken anew at each scrape. */
  containers: () => ShownContainer[];
  /** By labels beside job; empty: the service exports nothing. */
  goroutines: { value: number; instance: string }[];
  /** Scrapes so far. */
  scrapes: number;
  close(): Promise<void>;
}

/** cAdvisor shows a container that has begun or ended a little later: dates are those of its samples. */
export async function startExporter(): Promise<Exporter> {
  const exporter: Exporter = {
    address: '',
    containers: () => [],
    goroutines: [],
    scrapes: 0,
    close: async () => {},
  };
  const server = createServer((request, response) => {
    exporter.scrapes += 1;
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(request.url === '/metrics/cadvisor' ? cadvisor(exporter) : collector(exporter));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  exporter.address = `127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
  exporter.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return exporter;
}

function cadvisor(exporter: Exporter): string {
  const containers = exporter.containers();
  const metric = (name: string, of: (one: ShownContainer) => number, dated = true) => [
    `# TYPE ${name} gauge`,
    ...containers.flatMap((one) => {
      const date = dated ? ` ${one.sampledAt}` : '';
      const pod = `namespace="otel-demo",pod="${one.pod}"`;
      const id = `/kubepods.slice/cri-containerd-${one.containerId}.scope`;
      const bytes = of(one) * MiB;
      return [
        `${name}{container="checkout",id="${id}",image="demo",name="${one.containerId}",${pod}} ${bytes}${date}`,
        // The pod's own cgroup, and its pause.
        `${name}{container="",id="/kubepods.slice/pod-${one.pod}.slice",image="",name="",${pod}} ${bytes * 2}${date}`,
        `${name}{container="POD",id="/kubepods.slice/pause-${one.pod}",image="pause",name="p",${pod}} 1${date}`,
      ];
    }),
  ];
  return `${[
    ...metric('container_memory_working_set_bytes', (one) => one.usedMiB),
    ...metric('container_memory_rss', (one) => one.rssMiB),
    ...metric('container_memory_max_usage_bytes', (one) => one.maxMiB),
    ...metric('container_spec_memory_limit_bytes', (one) => one.limitMiB, false),
  ].join('\n')}\n`;
}

function collector({ goroutines }: Exporter): string {
  const lines = goroutines.map(
    ({ value, instance }) =>
      `go_goroutine_count{job="opentelemetry-demo/checkout",instance="${instance}"} ${value}`,
  );
  return `# TYPE go_goroutine_count gauge\n${lines.join('\n')}\n`;
}
