/** `pods/{name}/log`: plain text. */
import type { Clock } from '../../../src/ports.ts';
import { containerNameOf } from '../checkout/pod-template.ts';
import type { Cluster } from './cluster.ts';
import { wholeNumber } from './reading.ts';
import type { Route } from './route.ts';
import { badRequest, invalid, notFound } from './status.ts';

/** Throws a 400, 404 or 422 as the API server does. `follow` is answered with what there is. */
export function podLog(cluster: Cluster, clock: Clock, route: Route, query: URLSearchParams): string {
  const name = route.name ?? '';
  const found = cluster.pods().find(({ pod }) => pod.name === name && route.namespace === cluster.namespace);
  if (found === undefined) throw notFound('', 'pods', name);
  const { pod, deployed } = found;
  const containerName = containerNameOf(pod.template);
  const asked = query.get('container') || containerName;
  if (!pod.template.spec.containers.some((container) => container.name === asked)) {
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const { container } = pod;
  if (container.id === '') {
    throw badRequest(`container "${asked}" in pod "${name}" is waiting to start: ContainerCreating`);
  }
  const notNegative = (parameter: string): number | null => {
    const value = wholeNumber(query, parameter);
    if (value === null || value >= 0) return value;
    const words = `Invalid value: ${value}: must be greater than or equal to 0`;
    throw invalid({ group: '', kind: 'PodLogOptions', name }, parameter, words);
  };
  const tailLines = notNegative('tailLines');
  const sinceSeconds = notNegative('sinceSeconds');
  const limitBytes = notNegative('limitBytes');
  const sinceTime = query.get('sinceTime') ?? '';
  const sinceAt = sinceTime === '' ? Number.NEGATIVE_INFINITY : Date.parse(sinceTime);
  if (Number.isNaN(sinceAt))
    throw badRequest(`sinceTime: ${JSON.stringify(sinceTime)} is not an RFC 3339 time`);
  const fromAt = sinceSeconds === null ? sinceAt : Math.max(sinceAt, clock.now() - sinceSeconds * 1000);

  const previous = query.get('previous') === 'true';
  if (previous && container.last === null) {
    throw badRequest(`previous terminated container "${asked}" in pod "${name}" not found`);
  }
  const id = previous ? container.last!.containerId : container.id;
  const all = asked === containerName ? deployed.logLines(id) : [];
  const since = all.filter((line) => line.at >= fromAt);
  const lines = tailLines === null ? since : since.slice(Math.max(0, since.length - tailLines));
  const dated = query.get('timestamps') === 'true';
  const text = lines
    .map((line) => `${dated ? `${new Date(line.at).toISOString()} ` : ''}${line.text}\n`)
    .join('');
  return limitBytes === null ? text : Buffer.from(text).subarray(0, limitBytes).toString();
}
