/**
 * Calls of the Docker Engine API: bounded, abortable, errors as Failures, the engine's clock heard. Paths are without
 * a version: each engine takes that for its newest, and what is asked here has kept its shape since API 1.24.
 */
import type { Readable } from 'node:stream';
import axios, { type AxiosResponse } from 'axios';
import { Failure } from '../../../src/failure.ts';
import type { Clock } from '../../../src/ports.ts';
import { diedWhileIdle } from '../../http/client.ts';
import type { ServerClock } from '../server-clock.ts';
import { engineWays } from './engine-agents.ts';
import {
  answerFailure,
  cancelled,
  statusFailure,
  timeoutFailure,
  tooLargeFailure,
  transportFailure,
} from './failures.ts';

/** As DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH say. */
export type EngineAddress =
  | { kind: 'socket'; path: string }
  | { kind: 'tcp'; host: string; port: number; tls: { certificates: string | null } | null };

export interface EngineRequest {
  method: 'GET' | 'POST';
  /** With a leading slash, encoded. */
  path: string;
  query?: Record<string, string>;
  /** For people: `restart checkout`. */
  doing: string;
  /** Real time that it may take, where it differs from the client's. */
  timeoutMs?: number;
}

interface EngineAnswer {
  body: Buffer;
  /** Podman speaks this API too. */
  podman: boolean;
}

export interface EngineClient {
  /** Answers 2xx; rejects with a Failure: `docker-STATUS`, `-unreachable`, `-permission`, `-tls`, `-answer`, `-too-large`, `-cancelled`. */
  send(request: EngineRequest, signal: AbortSignal | undefined): Promise<EngineAnswer>;
  /** The parsed body of a 2xx answer. */
  json(request: EngineRequest, signal: AbortSignal | undefined): Promise<unknown>;
  /** Begun, and then for as long as it lasts; `timeoutMs` is until it has begun. */
  stream(request: EngineRequest, signal: AbortSignal): Promise<Readable>;
  /** That the answer to a request is not what this API says. */
  oddAnswer(request: EngineRequest): Failure;
}

const limitBytes = 33 * 2 ** 20;

export function engineClient(options: {
  engine: EngineAddress;
  clock: Clock;
  server: ServerClock;
  /** Of one request, real time. */
  timeoutMs: number;
}): EngineClient {
  const { engine, clock, server } = options;
  const way = engineWays(engine);

  /** Whatever its status. */
  async function once(
    request: EngineRequest,
    responseType: 'arraybuffer' | 'stream',
    signal: AbortSignal,
  ): Promise<AxiosResponse> {
    const { origin, socketPath, agents } = way();
    const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query)}`;
    const sentAt = clock.now();
    const response = await axios.request({
      ...agents,
      ...(socketPath === null ? {} : { socketPath }),
      method: request.method,
      url: `${origin}${request.path}${query}`,
      headers: { Accept: 'application/json', 'User-Agent': 'leakops' },
      signal,
      proxy: false,
      maxRedirects: 0,
      maxContentLength: responseType === 'stream' ? -1 : limitBytes,
      responseType,
      transformResponse: [(data: unknown) => data],
      validateStatus: () => true,
    });
    // An error may come from a proxy, with the proxy's clock.
    if (response.status < 300) server.heard(header(response, 'date'), sentAt, clock.now());
    return response;
  }

  /** Reads may be sent again on a new connection when a kept one was closed as we sent. */
  async function sent(
    request: EngineRequest,
    responseType: 'arraybuffer' | 'stream',
    signal: AbortSignal,
  ): Promise<AxiosResponse> {
    try {
      return await once(request, responseType, signal);
    } catch (error) {
      if (request.method !== 'GET' || signal.aborted || !diedWhileIdle(error)) throw error;
      return once(request, responseType, signal);
    }
  }

  function asFailure(
    error: unknown,
    request: EngineRequest,
    timedOut: boolean,
    given: AbortSignal | undefined,
  ) {
    if (given?.aborted) return cancelled(request.doing);
    if (error instanceof Failure) return error;
    if (timedOut) return timeoutFailure(engine, request.doing, request.timeoutMs ?? options.timeoutMs);
    // axios has no code of its own for it.
    if (axios.isAxiosError(error) && error.message.includes('maxContentLength')) {
      return tooLargeFailure(engine, request.doing, limitBytes);
    }
    return transportFailure(error, engine, request.doing);
  }

  const client: EngineClient = {
    oddAnswer: (request) => answerFailure(engine, request.doing),

    async send(request, given) {
      const timeout = AbortSignal.timeout(request.timeoutMs ?? options.timeoutMs);
      try {
        given?.throwIfAborted();
        const signal = given === undefined ? timeout : AbortSignal.any([timeout, given]);
        const response = await sent(request, 'arraybuffer', signal);
        const body = Buffer.isBuffer(response.data) ? response.data : Buffer.alloc(0);
        if (response.status >= 300)
          throw statusFailure(response.status, body.toString(), engine, request.doing);
        return { body, podman: header(response, 'libpod-api-version') !== undefined };
      } catch (error) {
        throw asFailure(error, request, timeout.aborted, given);
      }
    },

    async json(request, given) {
      const { body } = await client.send(request, given);
      try {
        return JSON.parse(body.toString());
      } catch {
        throw answerFailure(engine, request.doing);
      }
    },

    async stream(request, given) {
      const begun = new AbortController();
      const timeout = AbortSignal.timeout(request.timeoutMs ?? options.timeoutMs);
      const late = () => begun.abort();
      timeout.addEventListener('abort', late);
      try {
        given.throwIfAborted();
        const response = await sent(request, 'stream', AbortSignal.any([begun.signal, given]));
        if (response.status < 300) return response.data;
        response.data.destroy();
        throw statusFailure(response.status, '', engine, request.doing);
      } catch (error) {
        throw asFailure(error, request, timeout.aborted, given);
      } finally {
        timeout.removeEventListener('abort', late);
      }
    },
  };
  return client;
}

function header(response: AxiosResponse, name: string): string | undefined {
  const value: unknown = response.headers[name];
  return typeof value === 'string' ? value : undefined;
}
