/** metrics.k8s.io on loopback, aggregated by the API server as metrics-server is: what it answers is up to the test. */
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Certificate } from './certificates.ts';
import type { HandedCluster } from './handed.ts';
import { created } from './kubelet.ts';

/** Answers a list of PodMetrics of one namespace. */
export type MetricsAnswer = (response: ServerResponse) => void;

export interface MetricsServer {
  /** Until it is said again; a namespace without gets an empty list. */
  answers(namespace: string, answer: MetricsAnswer): void;
  /** Whether the group is there at all. Resolves when the API server has taken it up. */
  registered(on: boolean): Promise<void>;
  stop(): Promise<void>;
}

const group = '/apis/metrics.k8s.io/v1beta1';
const apiService = '/apis/apiregistration.k8s.io/v1/apiservices';
const name = 'v1beta1.metrics.k8s.io';
const service = { namespace: 'default', name: 'metrics-server' };

export async function startMetricsServer(
  cluster: HandedCluster,
  serving: Certificate,
): Promise<MetricsServer> {
  const { request } = cluster;
  const answers = new Map<string, MetricsAnswer>();
  const server = createServer(
    { cert: readFileSync(serving.certificate), key: readFileSync(serving.key) },
    (asked, response) => {
      const { pathname } = new URL(asked.url ?? '/', 'https://metrics');
      const namespace = /^\/apis\/metrics\.k8s\.io\/v1beta1\/namespaces\/([^/]+)\/pods$/.exec(pathname)?.[1];
      if (namespace !== undefined) (answers.get(namespace) ?? podMetrics([]))(response);
      else if (pathname === group) json(response, 200, resourceList);
      else json(response, 404, { kind: 'Status', code: 404 });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const served = async (wanted: boolean) => {
    for (let n = 0; n < 600; n++) {
      const { status } = await request('GET', group);
      if ((status === 200) === wanted && (wanted || status === 404)) return;
      await pause(50);
    }
    throw new Error(`${group} is ${wanted ? 'not served' : 'still served'}`);
  };
  const metrics: MetricsServer = {
    answers: (namespace, answer) => void answers.set(namespace, answer),
    async registered(on) {
      await request('DELETE', `${apiService}/${name}`);
      await request('DELETE', `/api/v1/namespaces/default/services/${service.name}`);
      await served(false);
      if (!on) return;
      // A ClusterIP on loopback is refused, an external name is not.
      await created(cluster, '/api/v1/namespaces/default/services', {
        metadata: { name: service.name },
        spec: { type: 'ExternalName', externalName: '127.0.0.1' },
      });
      await created(cluster, apiService, {
        metadata: { name },
        spec: {
          ...{ group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100 },
          ...{ insecureSkipTLSVerify: true, service: { ...service, port } },
        },
      });
      await served(true);
    },
    async stop() {
      await metrics.registered(false);
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  await metrics.registered(true);
  return metrics;
}

export function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

export interface Sample {
  pod: string;
  /** As the API writes it. */
  timestamp: string;
  memory: string;
}

export function podMetrics(samples: readonly Sample[]): MetricsAnswer {
  const items = samples.map(({ pod, timestamp, memory }) => ({
    ...{ metadata: { name: pod }, timestamp, window: '15s' },
    containers: [{ name: 'checkout', usage: { cpu: '12m', memory } }],
  }));
  return (response) =>
    json(response, 200, {
      kind: 'PodMetricsList',
      apiVersion: 'metrics.k8s.io/v1beta1',
      metadata: {},
      items,
    });
}

/** Without it the API server does not take the group as available. */
const resourceList = {
  ...{ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'metrics.k8s.io/v1beta1' },
  resources: [
    {
      ...{ name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics' },
      verbs: ['get', 'list'],
    },
  ],
};
