/** The API server's Status objects, as facts/kubernetes-server.md has them. */

export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: object;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: object;
  code: number;
}

/** Thrown where a request cannot be served; answered as its Status. */
export class StatusError extends Error {
  readonly status: Status;

  constructor(code: number, reason: string, message: string, details?: object) {
    super(message);
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

/** `deployments.apps`, `pods`: as messages name a resource. */
export function resourceTitle(group: string, resource: string): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function detailsOf(group: string, kind: string, name: string): object {
  return { name, ...(group === '' ? {} : { group }), kind };
}

export const unauthorized = () => new StatusError(401, 'Unauthorized', 'Unauthorized');

export const badRequest = (message: string) => new StatusError(400, 'BadRequest', message);

export const notFound = (group: string, resource: string, name: string) =>
  new StatusError(
    404,
    'NotFound',
    `${resourceTitle(group, resource)} "${name}" not found`,
    detailsOf(group, resource, name),
  );

/** A path that is no resource at all. */
export const unknownPath = () =>
  new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});

export const methodNotAllowed = () =>
  new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );

export const conflict = (group: string, resource: string, name: string) =>
  new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resourceTitle(group, resource)} "${name}": the object has been modified; ` +
      'please apply your changes to the latest version and try again',
    detailsOf(group, resource, name),
  );

/** HTTP 410 for a list; in a watch the object of an ERROR event on HTTP 200. */
export const expired = (wanted: number, oldest: number) =>
  new StatusError(410, 'Expired', `too old resource version: ${wanted} (${oldest})`);

/** Of a watch: a list takes the same for a 400. Without a reason, as the real one. */
export const noVersion = (text: string) => {
  const words = `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  return new StatusError(500, '', words);
};

export const invalid = (
  of: { group: string; kind: string; name: string },
  field: string,
  words: string,
  cause = 'FieldValueInvalid',
) =>
  new StatusError(
    422,
    'Invalid',
    `${resourceTitle(of.group, of.kind)} "${of.name}" is invalid: ${field}: ${words}`,
    {
      ...detailsOf(of.group, of.kind, of.name),
      causes: [{ reason: cause, message: words, field }],
    },
  );
