/** What a request to the Kubernetes API asks for. */
import { resourceTitle, StatusError } from './status.ts';

export interface Route {
  /** '' for the core group. */
  group: string;
  version: string;
  /** null: of the cluster. */
  namespace: string | null;
  resource: string;
  name: string | null;
  /** `log`, `scale`, `status`, … */
  subresource: string | null;
}

/** null: the path is not one of a resource (discovery, health). */
export function routeOf(path: string): Route | null {
  const parts = path.split('/').filter((part) => part !== '');
  const [root, ...rest] = parts.map(decoded);
  if (root !== 'api' && root !== 'apis') return null;
  const [group, version, ...steps] = root === 'api' ? ['', ...rest] : rest;
  if (group === undefined || version === undefined || steps.length === 0) return null;
  const namespaced = steps[0] === 'namespaces' && steps.length >= 3;
  const [resource, name, subresource] = namespaced ? steps.slice(2) : steps;
  return {
    group,
    version,
    namespace: namespaced ? steps[1]! : null,
    resource: resource!,
    name: name ?? null,
    subresource: subresource ?? null,
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function verbOf(method: string, route: Route, watching: boolean): string {
  if (method === 'GET') return watching ? 'watch' : route.name === null ? 'list' : 'get';
  if (method === 'DELETE') return route.name === null ? 'deletecollection' : 'delete';
  return { POST: 'create', PUT: 'update', PATCH: 'patch' }[method] ?? method.toLowerCase();
}

/** What the sandbox's account may not do, as with the Role that the bot is given on a real cluster. */
export function isForbidden(group: string, resource: string): boolean {
  return resource === 'nodes' || (group === '' && resource === 'secrets');
}

/** As RBAC words it. */
export function forbidden(verb: string, route: Route, home: string): StatusError {
  const { group, resource, name, subresource, namespace } = route;
  const title = `${resourceTitle(group, resource)}${name === null ? '' : ` "${name}"`}`;
  const what = `"${resource}${subresource === null ? '' : `/${subresource}`}" in API group "${group}"`;
  const where = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const user = `system:serviceaccount:${home}:leakops`;
  return new StatusError(
    403,
    'Forbidden',
    `${title} is forbidden: User "${user}" cannot ${verb} resource ${what} ${where}`,
    { ...(name === null ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource },
  );
}
