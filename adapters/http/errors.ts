/** Every refusal is JSON `{error}`, in words; what went wrong inside is logged, not shown. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../src/failure.ts';
import { HttpRefusal } from './refusal.ts';

export interface HttpLog {
  error(fields: object, message: string): void;
}

/** Fastify's own refusals of a body or an address, in our words. */
function wordsForFastify(
  error: FastifyError,
  bodyLimitBytes: number,
): { status: number; error: string } | null {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { status: 413, error: `the body is too large: at most ${bodyLimitBytes} bytes` };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { status: 415, error: 'the body must be JSON: send "Content-Type: application/json"' };
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return { status: 400, error: 'the body is empty: send a JSON object' };
    case 'FST_ERR_BAD_URL':
      return { status: 400, error: 'the address is not well-formed' };
  }
  const status = error.statusCode ?? 500;
  if (status === 400) return { status, error: `the body is not well-formed JSON: ${error.message}` };
  return status > 400 && status < 500 ? { status, error: error.message } : null;
}

export function errorHandler(log: HttpLog, bodyLimitBytes: number) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (error instanceof HttpRefusal) return reply.code(error.status).send({ error: error.message });
    if (error instanceof Failure) {
      log.error({ err: error, code: error.code, route: request.routeOptions.url }, 'request failed');
      const remedy = error.remedy === null ? '' : `: ${error.remedy}`;
      return reply.code(503).send({ error: `${error.message}${remedy}` });
    }
    const known = wordsForFastify(error, request.routeOptions.bodyLimit ?? bodyLimitBytes);
    if (known !== null) return reply.code(known.status).send({ error: known.error });
    // The route, never the address: `?token=` may be in it.
    log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    return reply.code(500).send({ error: 'something went wrong in leakops: its log says what' });
  };
}
