/** Changes of deployments: patch, replace, and the `scale` subresource. */
import type { Json } from '../../../src/flag/definition.ts';
import type { Cluster } from './cluster.ts';
import {
  changeDeployment,
  type DeploymentRecord,
  deploymentChange,
  scaleObject,
  wantedReplicas,
} from './deployment-object.ts';
import type { KubeObject } from './kube-object.ts';
import { patched } from './patch.ts';
import { getObject } from './reading.ts';
import type { Route } from './route.ts';
import { methodNotAllowed, notFound, unknownPath } from './status.ts';

export interface ChangeRequest {
  route: Route;
  query: URLSearchParams;
  method: string;
  /** null for methods without one. */
  body: Json;
  contentType: string;
}

/** The body as the present object changed by it. */
function wantedOf(present: KubeObject, { method, body, contentType }: ChangeRequest): Json {
  if (method === 'PUT') return body;
  if (method === 'PATCH') return patched(JSON.parse(JSON.stringify(present)) as Json, body, contentType);
  throw methodNotAllowed();
}

/** The deployment, or its scale, after the change. Throws what the API server answers. */
export function changeDeployments(cluster: Cluster, request: ChangeRequest): object {
  const { route, query } = request;
  const dry = query.get('dryRun') === 'All';
  if (route.name === null) throw methodNotAllowed();
  if (route.subresource !== null && route.subresource !== 'scale') throw unknownPath();
  const present = getObject(cluster, route);
  const record = cluster.deployments().find(({ deployed }) => deployed.name === route.name);
  if (record === undefined) throw notFound('apps', 'deployments', route.name);
  if (route.subresource === 'scale') return changeScale(cluster, record, present, request, dry);
  const change = deploymentChange(present, wantedOf(present, request));
  if (dry) {
    const { labels, annotations, replicas, template } = change;
    const spec = { ...(present.spec as object), replicas, template };
    return { ...present, metadata: { ...present.metadata, labels, annotations }, spec };
  }
  changeDeployment(record, change);
  cluster.sync();
  return getObject(cluster, route);
}

function changeScale(
  cluster: Cluster,
  record: DeploymentRecord,
  deployment: KubeObject,
  request: ChangeRequest,
  dry: boolean,
): object {
  const { deployed } = record;
  const present = scaleObject(deployment, deployed);
  if (request.method === 'GET') return present;
  const replicas = wantedReplicas(deployment, wantedOf(present, request));
  if (dry) return { ...present, spec: { replicas } };
  const { labels, annotations } = record;
  changeDeployment(record, { replicas, template: deployed.template(), labels, annotations });
  cluster.sync();
  return scaleObject(getObject(cluster, request.route), deployed);
}
