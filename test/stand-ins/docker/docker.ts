/**
 * A Docker engine on a socket or on TCP, written from the documentation of its API (v1.41) and what was measured of a
 * real one: what it does not document it answers with 400 or 404, so that nothing else is relied upon.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../src/ports.ts';
import { type ContainerOptions, instantText, type StandInContainer, standInContainer } from './container.ts';
import { type EngineEvent, engineEvents, fits, parseFilters } from './events.ts';

/** Of requests whose path it matches, instead of an answer. `cut`: half of a body, then the connection is gone. */
export type Fault = 'hang' | 'cut' | 'drop' | { status: number; body: unknown };

export interface DockerStandIn {
  /** null where it listens on TCP. */
  socket: string | null;
  /** null where it listens on a socket. */
  port: number | null;
  /** Everything that was asked, `GET /info`, in order. */
  asked: string[];
  add(options: ContainerOptions): StandInContainer;
  remove(container: StandInContainer): void;
  /** null: as it should be. */
  fault(path: RegExp, fault: Fault | null): void;
  /** Open requests for events. */
  listening(): number;
  /** Everything is cut, what was told is forgotten; containers go on. */
  restartEngine(): void;
  cutConnections(): void;
  /** More headers of every answer. */
  headers: Record<string, string>;
  close(): Promise<void>;
}

interface StandInOptions {
  clock: Clock;
  cgroup?: 1 | 2;
  /** Memory is sampled so often: equal dates in between. */
  sampledEveryMs?: number;
  /** Listens on TCP: plain, or with TLS. */
  tcp?: { tls: https.ServerOptions | null };
}

const jsonHead = {
  'Content-Type': 'application/json',
  'Api-Version': '1.41',
  Server: 'Docker/20.10.24 (linux)',
};

export async function startDocker(options: StandInOptions): Promise<DockerStandIn> {
  const { clock, cgroup = 2, sampledEveryMs = 1 } = options;
  const events = engineEvents(clock);
  const containers: StandInContainer[] = [];
  const faults = new Map<string, { path: RegExp; fault: Fault }>();
  const asked: string[] = [];
  let made = 0;
  const closed = new AbortController();

  const named = (idOrName: string) =>
    containers.find(
      ({ id, options: { name } }) => name === idOrName || (idOrName.length > 5 && id.startsWith(idOrName)),
    );

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://docker');
    const path = url.pathname.replace(/^\/v1\.\d+\//, '/');
    asked.push(`${request.method} ${path}`);
    response.setHeader('Date', new Date(clock.now()).toUTCString());
    for (const [name, value] of Object.entries(engine.headers)) response.setHeader(name, value);
    const fault = [...faults.values()].find((one) => one.path.test(path))?.fault;
    if (fault === 'hang') return;
    if (fault === 'drop') {
      request.socket.destroy();
      return;
    }
    if (fault === 'cut') {
      response.writeHead(200, { ...jsonHead, 'Content-Length': 999 });
      response.write('{"Id":"half', () => request.socket.destroy());
      return;
    }
    if (fault !== undefined) return void answer(response, fault.status, fault.body);
    const [, kind, idOrName, what] = path.split('/').map(decodeURIComponent);
    const route = `${request.method} ${what === undefined ? path.slice(1) : `${kind}/*/${what}`}`;
    if (route === 'GET info') return void info(response);
    if (route === 'GET events') return void tellEvents(url.searchParams, response);
    if (route === 'GET containers/json') return void list(url.searchParams, response);
    const container = named(idOrName ?? '');
    if (kind === 'containers' && what !== undefined && container === undefined) {
      return void answer(response, 404, { message: `No such container: ${idOrName}` });
    }
    if (container === undefined) return void answer(response, 404, { message: 'page not found' });
    if (route === 'GET containers/*/json') return void answer(response, 200, container.inspect());
    if (route === 'GET containers/*/stats') return void stats(container, url.searchParams, response);
    if (route === 'GET containers/*/logs') return void logs(container, url.searchParams, response);
    if (route === 'POST containers/*/restart') {
      void container.restart().then(() => response.writeHead(204).end());
      return;
    }
    answer(response, 404, { message: 'page not found' });
  }

  function info(response: ServerResponse): void {
    answer(response, 200, {
      ID: 'FAKE:ENGI:NEOF:TEST',
      ServerVersion: '20.10.24',
      CgroupVersion: String(cgroup),
    });
  }

  function list(query: URLSearchParams, response: ServerResponse): void {
    const filters = parseFilters(query.get('filters'));
    if (filters === null) return void answer(response, 400, { message: 'invalid filter' });
    const wanted = filters.label ?? [];
    const shown = containers.filter(
      (one) =>
        (query.get('all') === '1' || one.running()) &&
        wanted.every((label) =>
          Object.entries(one.options.labels ?? {}).some(([key, value]) => `${key}=${value}` === label),
        ),
    );
    answer(
      response,
      200,
      shown.map(({ id, options: { name, labels }, running }) => ({
        Id: id,
        Names: [`/${name}`],
        Labels: labels ?? {},
        State: running() ? 'running' : 'exited',
      })),
    );
  }

  function stats(container: StandInContainer, query: URLSearchParams, response: ServerResponse): void {
    if (query.get('stream') !== 'false')
      return void answer(response, 400, { message: 'the stand-in has no stream' });
    const { name } = container.options;
    if (!container.running()) {
      return void answer(response, 200, { read: '0001-01-01T00:00:00Z', memory_stats: {}, name: `/${name}` });
    }
    const { usageBytes: usage, inactiveFileBytes, maxUsageBytes } = container;
    const anon = Math.max(0, usage - 2 * inactiveFileBytes);
    const memory =
      cgroup === 1
        ? {
            usage,
            max_usage: Math.max(maxUsageBytes, usage),
            stats: { inactive_file: 1, total_inactive_file: inactiveFileBytes, rss: 1, total_rss: anon },
            limit: container.options.limitBytes ?? 20 * 2 ** 20,
          }
        : {
            usage,
            stats: { inactive_file: inactiveFileBytes, anon },
            limit: container.options.limitBytes ?? 20 * 2 ** 20,
          };
    const at = Math.floor(clock.now() / sampledEveryMs) * sampledEveryMs;
    answer(response, 200, { read: instantText(at), memory_stats: memory, name: `/${name}` });
  }

  function logs(container: StandInContainer, query: URLSearchParams, response: ServerResponse): void {
    const streams = [query.get('stdout') === '1' ? 1 : 0, query.get('stderr') === '1' ? 2 : 0];
    if (!streams.some((stream) => stream > 0)) {
      return void answer(response, 400, { message: 'Bad parameters: you must choose at least one stream' });
    }
    const since = Number(query.get('since') ?? '0') * 1_000;
    const shown = container.lines().filter(({ at, stream }) => at >= since && streams.includes(stream));
    const frames = shown.map(({ at, line, stream }) => {
      const dated = query.get('timestamps') === '1' ? `${instantText(at)} ` : '';
      const text = Buffer.from(`${dated}${line}\n`);
      if (container.options.tty === true) return text;
      const head = Buffer.alloc(8);
      head[0] = stream;
      head.writeUInt32BE(text.length, 4);
      return Buffer.concat([head, text]);
    });
    response
      .writeHead(200, { 'Content-Type': 'application/vnd.docker.raw-stream' })
      .end(Buffer.concat(frames));
  }

  /** What was told since then, and then as it comes until then. */
  function tellEvents(query: URLSearchParams, response: ServerResponse): void {
    const filters = parseFilters(query.get('filters'));
    if (filters === null) return void answer(response, 400, { message: 'invalid filter' });
    const [since, until] = ['since', 'until'].map((name) => {
      const text = query.get(name);
      return text === null ? null : Number(text) * 1_000;
    });
    response.writeHead(200, jsonHead);
    response.flushHeaders();
    const tell = (event: EngineEvent) => {
      const isLate = until != null && event.timeNano / 1e6 > until;
      if (!isLate && fits(event, filters)) response.write(`${JSON.stringify(event)}\n`);
    };
    if (since != null || until != null) for (const event of events.since(since ?? 0)) tell(event);
    if (until != null && until <= clock.now()) return void response.end();
    const stop = events.listen(tell);
    response.on('close', stop);
    if (until != null) void clock.sleep(until - clock.now(), closed.signal).then(() => response.end());
  }

  const server =
    options.tcp?.tls == null ? http.createServer(handle) : https.createServer(options.tcp.tls, handle);
  const folder = mkdtempSync(join(tmpdir(), 'leakops-docker-'));
  const socket = options.tcp === undefined ? join(folder, 'docker.sock') : null;
  await new Promise<void>((resolve) => {
    if (socket === null) server.listen(0, '127.0.0.1', resolve);
    else server.listen(socket, resolve);
  });
  const address = server.address();

  const engine: DockerStandIn = {
    socket,
    port: typeof address === 'object' && address !== null ? address.port : null,
    asked,
    headers: {},
    add(containerOptions) {
      made += 1;
      const id = made.toString(16).padStart(2, '0').repeat(32);
      const container = standInContainer(id, containerOptions, clock, events.tell);
      containers.push(container);
      events.tell(id, 'create', { ...containerOptions.labels, name: containerOptions.name });
      return container;
    },
    remove(container) {
      containers.splice(containers.indexOf(container), 1);
      events.tell(container.id, 'destroy', { ...container.options.labels, name: container.options.name });
    },
    fault(path, fault) {
      if (fault === null) faults.delete(path.source);
      else faults.set(path.source, { path, fault });
    },
    listening: events.listening,
    cutConnections: () => server.closeAllConnections(),
    restartEngine() {
      events.forget();
      server.closeAllConnections();
    },
    async close() {
      closed.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return engine;
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, jsonHead).end(text);
}
