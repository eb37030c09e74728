/**
 * The sandbox's Kubernetes API: what clients need of one namespace of the demo. Plain HTTP; one bearer token. The
 * answers have the shapes of a real API server (facts/kubernetes-server.md).
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Json } from '../../src/flag/definition.ts';
import type { Clock } from '../../src/ports.ts';
import type { Broker } from './broker.ts';
import type { Checkout } from './checkout.ts';
import type { Faults } from './faults.ts';
import { sandboxToken } from './kubeconfig.ts';
import { createCluster } from './kubernetes/cluster.ts';
import { changeDeployments } from './kubernetes/deployments.ts';
import { discovery } from './kubernetes/discovery.ts';
import { createMetrics } from './kubernetes/metrics.ts';
import { podLog } from './kubernetes/pod-log.ts';
import { getObject, listObjects, watchObjects } from './kubernetes/reading.ts';
import { forbidden, isForbidden, type Route, routeOf, verbOf } from './kubernetes/route.ts';
import {
  badRequest,
  methodNotAllowed,
  notFound,
  StatusError,
  unauthorized,
  unknownPath,
} from './kubernetes/status.ts';
import { parseJson, readBody, sendJson } from './web.ts';

export interface KubernetesOptions {
  checkout: Checkout;
  broker: Pick<Broker, 'scale'>;
  clock: Clock;
  faults: Pick<Faults, 'metrics' | 'pod' | 'onRestart'>;
  /** Between two samples of the memory. */
  readingsEveryMs: number;
  /** From a sample to when it can be read. */
  readingsAgeMs: number;
  namespace: string;
}

/** Resources that are known and always empty here. */
const emptyResources: Readonly<Record<string, string>> = {
  statefulsets: 'StatefulSetList',
  daemonsets: 'DaemonSetList',
};

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(text);
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  const body = parseJson(await readBody(request));
  if (body === undefined) throw badRequest('the body of the request is not JSON');
  return body as Json;
}

export function createKubernetes(options: KubernetesOptions): RequestListener {
  const { checkout, clock, faults, namespace } = options;
  const cluster = createCluster(options);
  const metrics = createMetrics({ ...options, cluster, bootAt: checkout.bootAt });
  faults.onRestart((exit) => checkout.restart(exit));

  /** Answers a review of one's own rights. */
  function reviewAccess(review: Json): object {
    const spec = (review as { spec?: { resourceAttributes?: { group?: string; resource?: string } } } | null)
      ?.spec;
    const { group = '', resource = '' } = spec?.resourceAttributes ?? {};
    return {
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec: spec ?? {},
      status: { allowed: !isForbidden(group, resource) },
    };
  }

  /** The answer's JSON with its status, or null where it has been given already. */
  async function resourceAnswer(
    route: Route,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<{ status: number; body: object } | null> {
    const method = request.method ?? 'GET';
    const watching = query.get('watch') === 'true' || query.get('watch') === '1';
    const { group, version, resource, name, subresource } = route;
    if (isForbidden(group, resource)) throw forbidden(verbOf(method, route, watching), route, namespace);
    const asked = `${group}/${version}/${resource}`;

    if (asked === 'metrics.k8s.io/v1beta1/pods' && subresource === null)
      return { status: 200, body: metrics.answer(method, route, query) };
    if (asked === 'authorization.k8s.io/v1/selfsubjectaccessreviews') {
      if (method !== 'POST') throw methodNotAllowed();
      return { status: 201, body: reviewAccess(await bodyOf(request)) };
    }
    if (group === 'apps' && version === 'v1' && Object.hasOwn(emptyResources, resource)) {
      if (name !== null) throw notFound(group, resource, name);
      const metadata = { resourceVersion: String(cluster.ledger.version()) };
      return {
        status: 200,
        body: { kind: emptyResources[resource], apiVersion: 'apps/v1', metadata, items: [] },
      };
    }
    if (!['/v1/pods', '/v1/events', '/v1/namespaces', 'apps/v1/deployments'].includes(asked))
      throw unknownPath();

    if (resource === 'pods' && subresource === 'log') {
      if (method !== 'GET') throw methodNotAllowed();
      sendText(response, 200, podLog(cluster, clock, route, query));
      return null;
    }
    if (resource === 'deployments' && (subresource === 'scale' || method !== 'GET')) {
      const body = method === 'PATCH' || method === 'PUT' ? await bodyOf(request) : null;
      const contentType = request.headers['content-type'] ?? '';
      return { status: 200, body: changeDeployments(cluster, { route, query, method, body, contentType }) };
    }
    if (subresource !== null && subresource !== 'status') throw unknownPath();
    if (resource === 'pods' && method === 'DELETE' && name !== null && subresource === null) {
      const pod = getObject(cluster, route);
      for (const { deployed } of cluster.deployments()) deployed.removePod(pod.metadata.name);
      cluster.sync();
      return { status: 200, body: getObject(cluster, route) };
    }
    if (method !== 'GET') throw methodNotAllowed();
    if (watching) {
      await watchObjects({ cluster, clock, response }, route, query);
      return null;
    }
    const body = name === null ? listObjects(cluster, route, query) : getObject(cluster, route);
    return { status: 200, body };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const path = url.pathname.replace(/(.)\/+$/, '$1');
    if (['/healthz', '/livez', '/readyz'].includes(path)) return sendText(response, 200, 'ok');
    if (request.headers.authorization !== `Bearer ${sandboxToken}`) throw unauthorized();
    // Where the group is not served the answer is plain text, and no Status.
    if (faults.metrics.missing && /^\/apis\/metrics\.k8s\.io(\/|$)/.test(path))
      return sendText(response, 404, '404 page not found\n');
    const described = discovery(path, !faults.metrics.missing);
    if (described !== null) return sendJson(response, 200, described);
    const route = routeOf(path);
    if (route === null) throw unknownPath();
    cluster.sync();
    const answered = await resourceAnswer(route, url.searchParams, request, response);
    if (answered !== null) sendJson(response, answered.status, answered.body);
  }

  return (request, response) => {
    response.sendDate = false;
    response.setHeader('Date', new Date(clock.now()).toUTCString());
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) return response.destroy();
      const { status } =
        error instanceof StatusError
          ? error
          : new StatusError(500, 'InternalError', 'Internal error occurred');
      sendJson(response, status.code, status);
    });
  };
}
