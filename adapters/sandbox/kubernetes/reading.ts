/** Lists, gets and watches of what the ledger keeps. */
import type { ServerResponse } from 'node:http';
import type { Clock } from '../../../src/ports.ts';
import { every } from '../wait-until.ts';
import type { Cluster } from './cluster.ts';
import type { KubeObject } from './kube-object.ts';
import type { Route } from './route.ts';
import { fieldTest, labelTest } from './selectors.ts';
import { badRequest, notFound, noVersion, StatusError } from './status.ts';

type Test = (object: KubeObject) => boolean;
type Fields = Readonly<Record<string, (object: KubeObject) => string>>;

function textAt(object: KubeObject, outer: string, inner: string): string {
  const part = object[outer];
  if (typeof part !== 'object' || part === null) return '';
  return String((part as Record<string, unknown>)[inner] ?? '');
}

const metadataFields: Fields = {
  'metadata.name': (object) => object.metadata.name,
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
};
const involved = (field: string): Fields => ({
  [`involvedObject.${field}`]: (object) => textAt(object, 'involvedObject', field),
});

/** What may be asked for, by resource, beside the name and the namespace. */
const fields: Readonly<Record<string, Fields>> = {
  pods: {
    'status.phase': (object) => textAt(object, 'status', 'phase'),
    'spec.nodeName': (object) => textAt(object, 'spec', 'nodeName'),
    'spec.restartPolicy': (object) => textAt(object, 'spec', 'restartPolicy'),
  },
  events: {
    ...involved('kind'),
    ...involved('namespace'),
    ...involved('name'),
    ...involved('uid'),
    ...involved('apiVersion'),
    reason: (object) => String(object.reason),
    type: (object) => String(object.type),
  },
};

function testOf(route: Route, query: URLSearchParams): Test {
  const ofLabels = labelTest(query.get('labelSelector') ?? '');
  const known = { ...metadataFields, ...fields[route.resource] };
  const ofFields = fieldTest(query.get('fieldSelector') ?? '', known);
  return (object) =>
    (route.namespace === null || object.metadata.namespace === route.namespace) &&
    (route.name === null || object.metadata.name === route.name) &&
    ofLabels(object.metadata.labels ?? {}) &&
    ofFields(object);
}

/** A whole number of a query, null where it is not given. Throws a 400. */
export function wholeNumber(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  if (!/^-?\d{1,15}$/.test(text)) {
    throw badRequest(`${name}: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}

export function getObject(cluster: Cluster, route: Route): KubeObject {
  const name = route.name ?? '';
  const all = cluster.ledger.list(route.resource);
  const found = all.find(
    (object) =>
      object.metadata.name === name &&
      (object.metadata.namespace ?? null) === (route.resource === 'namespaces' ? null : route.namespace),
  );
  if (found === undefined) throw notFound(route.group, route.resource, name);
  return found;
}

/** A page, as `limit` and `continue` ask for. `continue` is the version and the last name. */
export function listObjects(cluster: Cluster, route: Route, query: URLSearchParams): object {
  const kind = { pods: 'Pod', events: 'Event', namespaces: 'Namespace', deployments: 'Deployment' }[
    route.resource
  ];
  const matching = cluster.ledger
    .list(route.resource)
    .filter(testOf(route, query))
    .sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
  const limit = wholeNumber(query, 'limit') ?? 0;
  const token = query.get('continue') ?? '';
  const after =
    token === '' ? '' : (/^\d+\/(.+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1] ?? null);
  if (after === null) throw badRequest('continue key is not valid');
  const left = matching.filter((object) => object.metadata.name > after);
  const items = limit > 0 ? left.slice(0, limit) : left;
  const version = cluster.ledger.version();
  const more = left.length > items.length;
  return {
    kind: `${kind}List`,
    apiVersion: route.group === '' ? 'v1' : `${route.group}/${route.version}`,
    metadata: {
      resourceVersion: String(version),
      ...(more
        ? {
            continue: Buffer.from(`${version}/${items.at(-1)!.metadata.name}`).toString('base64url'),
            remainingItemCount: left.length - items.length,
          }
        : {}),
    },
    // Items of a list do not repeat their kind.
    items: items.map(({ apiVersion: _version, kind: _kind, ...rest }) => rest),
  };
}

const longestWatchSeconds = 1800;
/** Between two bookmarks, and from the last one to the end: as measured of a real server. */
const bookmarkEveryMs = 60_000;
const bookmarkBeforeEndMs = 2_000;
/** A shorter watch gets none. */
const bookmarkedFromSeconds = 10;

/** Of pods: what else is there is empty in them. */
function bookmark(version: number, initial: boolean): object {
  const annotations = initial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const metadata = { resourceVersion: String(version), ...annotations };
  return { kind: 'Pod', apiVersion: 'v1', metadata, spec: { containers: null }, status: {} };
}

/** Answers until the client goes or `timeoutSeconds` (on the sandbox's clock) are over. Throws before it answers. */
export async function watchObjects(
  options: { cluster: Cluster; clock: Clock; response: ServerResponse },
  route: Route,
  query: URLSearchParams,
): Promise<void> {
  const { cluster, clock, response } = options;
  const { ledger } = cluster;
  const test = testOf(route, query);
  const timeoutSeconds = wholeNumber(query, 'timeoutSeconds') ?? longestWatchSeconds;
  const wanted = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(wanted)) throw noVersion(wanted);
  const bookmarked = route.resource === 'pods' && query.get('allowWatchBookmarks') === 'true';
  const ending = new AbortController();
  response.once('close', () => ending.abort());
  response.writeHead(200, { 'Content-Type': 'application/json' });
  const send = (type: string, object: object) => response.write(`${JSON.stringify({ type, object })}\n`);

  const matched = new Set<string>();
  let seen = Number(wanted);
  const current = ledger.list(route.resource).filter(test);
  if (seen === 0) {
    seen = ledger.version();
    for (const object of current) send('ADDED', object);
    if (bookmarked) send('BOOKMARK', bookmark(seen, true));
  }
  for (const object of current) matched.add(object.metadata.uid);

  /** Objects that begin or cease to match are added and deleted, for this watch. */
  function tell(): void {
    const changes = ledger.since(route.resource, seen);
    if (changes instanceof StatusError) {
      send('ERROR', changes.status);
      ending.abort();
      return;
    }
    seen = Math.max(seen, ledger.version());
    for (const { type, object } of changes) {
      const { uid } = object.metadata;
      const matches = type !== 'DELETED' && test(object);
      if (matches) send(type === 'MODIFIED' && !matched.has(uid) ? 'ADDED' : type, object);
      else if (matched.has(uid) || (type === 'DELETED' && test(object))) send('DELETED', object);
      if (matches) matched.add(uid);
      else matched.delete(uid);
    }
  }

  tell();
  const endMono = clock.monotonic() + Math.min(timeoutSeconds, longestWatchSeconds) * 1000;
  const bookmarkedAt = (afterMs: number) =>
    Math.min(clock.monotonic() + afterMs, endMono - bookmarkBeforeEndMs);
  let bookmarkMono =
    bookmarked && timeoutSeconds >= bookmarkedFromSeconds
      ? bookmarkedAt(bookmarkEveryMs)
      : Number.POSITIVE_INFINITY;
  // The head must reach the client also when there is nothing to tell yet.
  response.flushHeaders();
  await every(clock, 1000, ending.signal, () => {
    cluster.sync();
    tell();
    if (clock.monotonic() >= bookmarkMono && !ending.signal.aborted) {
      send('BOOKMARK', bookmark(seen, false));
      const nextMono = bookmarkedAt(bookmarkEveryMs);
      bookmarkMono = nextMono > bookmarkMono ? nextMono : Number.POSITIVE_INFINITY;
    }
    if (clock.monotonic() >= endMono) ending.abort();
  });
  response.end();
}
