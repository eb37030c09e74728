/** A Kubernetes API that answers what a test tells it, odd things too. Plain HTTP on loopback. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLoopbackServer } from '../../loopback-server.ts';

export interface Asked {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Answer {
  status?: number;
  /** An object goes out as JSON, a string as it is. */
  body?: unknown;
  type?: string;
  /** The `Date` header; undefined: of the given clock, null: none. */
  date?: string | null;
  /** `hang`: never answers; `cut`: half the body, then the socket is destroyed; `drop`: not even a head. */
  fault?: 'hang' | 'cut' | 'drop';
  /** Instead of a body: an answer that goes on until the test ends it, or its client goes. */
  stream?: (watch: OpenWatch) => void;
}

export interface OpenWatch {
  /** As one line of JSON; a text goes out as it is. */
  send(event: unknown): void;
  end(): void;
  cut(): void;
  readonly closed: boolean;
}

type Respond = Answer | ((asked: Asked) => Answer);

export interface ApiStandIn {
  url: string;
  kubeconfig: string;
  /** Everything that was asked, in order. */
  asked: Asked[];
  /** `GET /api/v1/namespaces/otel-demo/pods`; what is not set answers a 404 Status. */
  on(request: string, respond: Respond): void;
  /** Of all requests of that kind. */
  count(request: string): number;
  /** Requests that hung until their client went away. */
  abandoned(): number;
  /** Opened so far. */
  connections(): number;
  stop(): Promise<void>;
}

export const standInToken = 'stand-in-token-7f3a';

export function statusBody(code: number, reason: string, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

export function kubeconfigText(server: string, token = standInToken): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: { server } }],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  });
}

/** `now`: the clock of its `Date`. */
export async function startApiStandIn(now: () => number): Promise<ApiStandIn> {
  const answers = new Map<string, Respond>();
  const asked: Asked[] = [];
  let left = 0;
  const server = await startLoopbackServer((request, response, body) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    asked.push(one);
    const respond = answers.get(`${one.method} ${one.path}`) ?? {
      status: 404,
      body: statusBody(404, 'NotFound', `${one.path} not found`),
    };
    const answer = typeof respond === 'function' ? respond(one) : respond;
    if (answer.fault === 'hang') {
      response.on('close', () => {
        left += 1;
      });
      return;
    }
    if (answer.fault === 'drop') {
      request.socket.destroy();
      return;
    }
    if (answer.stream !== undefined) {
      response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
      answer.stream({
        send: (event) => response.write(typeof event === 'string' ? event : `${JSON.stringify(event)}\n`),
        end: () => response.end(),
        cut: () => request.socket.destroy(),
        get closed() {
          return response.closed;
        },
      });
      return;
    }
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {});
    response.sendDate = false;
    if (answer.date !== null) response.setHeader('Date', answer.date ?? new Date(now()).toUTCString());
    response.writeHead(answer.status ?? 200, {
      'Content-Type': answer.type ?? (typeof answer.body === 'string' ? 'text/plain' : 'application/json'),
      'Content-Length': Buffer.byteLength(text),
    });
    if (answer.fault === 'cut') {
      response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
      return;
    }
    response.end(text);
  });
  const folder = mkdtempSync(join(tmpdir(), 'leakops-api-'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigText(server.url));
  return {
    url: server.url,
    kubeconfig,
    asked,
    on: (request, respond) => answers.set(request, respond),
    count: (request) => asked.filter((one) => `${one.method} ${one.path}` === request).length,
    abandoned: () => left,
    connections: server.connections,
    async stop() {
      rmSync(folder, { recursive: true, force: true });
      await server.close();
    },
  };
}
