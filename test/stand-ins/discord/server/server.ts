/**
 * The HTTP server before the routes (a mistake of its own is not caught: the test must fail): who asks, how often, what goes wrong on the way. A request is first kept in
 * `requests`, then it passes: ban, fault, user agent, token, limits, body, route.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Attachment } from '../state/world.ts';
import { parseBody, readBytes } from './body.ts';
import type { Fault, Faults } from './faults.ts';
import { bannedPage, type InvalidRequests } from './invalid-requests.ts';
import { type RateLimits, tooMany } from './rate-limits.ts';
import { Refusal, refuse } from './refusal.ts';
import { findRoute, type Route, resourceOf } from './route.ts';

const api = '/api/v10';

/** One request that reached the server, in the order of arrival. */
export type Request = {
  /** Real time in ms. */
  at: number;
  method: string;
  /** Below /api/v10, with the query. */
  path: string;
  /** `PATCH /channels/{channel}/messages/{message}`; null when there is none. */
  route: string | null;
  body: unknown;
  /** Null while it is not answered, and for ever when the answer was dropped or hangs. */
  status: number | null;
  /** The JSON error code of a refusal. */
  code: number | null;
  /** The fault that struck it. */
  fault: string | null;
};

export type ServerParts = {
  routes: readonly Route[];
  token: string;
  elapsed: () => number;
  /** Discord's date, which every answer carries. */
  now: () => number;
  faults: Faults;
  /** Null: no limits. */
  limits: RateLimits | null;
  invalid: InvalidRequests;
  /** An uploaded file by its id. */
  file: (id: string) => Attachment | null;
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

const isJson = { 'Content-Type': 'application/json' };

type Sent = { status: number; headers: Record<string, string>; text: string };

export class DiscordServer {
  readonly requests: Request[] = [];
  readonly #parts: ServerParts;
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  constructor(parts: ServerParts) {
    this.#parts = parts;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Listens; at the same port as before, if there was one. */
  async up(): Promise<void> {
    if (this.#server !== null) return;
    const server = createServer((request, response) => {
      void this.#serve(request, response);
    });
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('upgrade', (request, socket, head) => {
      if ((request.url ?? '').startsWith('/gateway')) this.#parts.upgrade(request, socket, head);
      else socket.destroy();
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Refuses connections and breaks those there are, gateway and all. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', 'http://discord');
    if (address.pathname.startsWith('/attachments/')) return this.#serveFile(address.pathname, response);
    const path = address.pathname.startsWith(`${api}/`) ? address.pathname.slice(api.length) : null;
    const method = request.method ?? 'GET';
    const found = path === null ? null : findRoute(this.#parts.routes, method, path);
    const route = found === null || found === 'wrongMethod' ? null : found.route;
    const entry: Request = {
      at: this.#parts.elapsed(),
      method,
      path: `${path ?? address.pathname}${address.search}`,
      route: route?.name ?? null,
      body: null,
      status: null,
      code: null,
      fault: null,
    };
    this.requests.push(entry);
    const bytes = await readBytes(request).catch(() => null);
    // The client went away while it was speaking.
    if (bytes === null) return;
    const fault = route === null ? null : this.#parts.faults.take(route.name);
    entry.fault = fault?.kind ?? null;
    if (fault?.kind === 'slow') await pause(fault.ms);
    if (fault !== null && 'when' in fault && fault.when === 'before')
      return this.#spoil(fault, entry, response);
    const sent = await this.#answer(request, entry, bytes, found, address, fault);
    if (fault !== null && 'when' in fault) return this.#spoil(fault, entry, response);
    entry.status = sent.status;
    const date = new Date(this.#parts.now()).toUTCString();
    response.writeHead(sent.status, { ...sent.headers, Date: date }).end(sent.text);
  }

  #spoil(fault: Fault, entry: Request, response: ServerResponse): void {
    if (fault.kind === 'hang') return;
    if (fault.kind === 'status') {
      entry.status = fault.status;
      const text =
        fault.html === true
          ? '<html><body>cloudflare</body></html>'
          : '{"message": "internal error", "code": 0}';
      const type = fault.html === true ? 'text/html' : 'application/json';
      response.writeHead(fault.status, { 'Content-Type': type }).end(text);
      return;
    }
    response.socket?.destroy();
  }

  async #answer(
    request: IncomingMessage,
    entry: Request,
    bytes: Buffer,
    found: ReturnType<typeof findRoute>,
    address: URL,
    fault: Fault | null,
  ): Promise<Sent> {
    const { limits, invalid } = this.#parts;
    const headers: Record<string, string> = {};
    try {
      if (invalid.bannedForMs > 0) return banned(invalid.bannedForMs);
      if (!/^DiscordBot \(\S+, \S+\)/.test(request.headers['user-agent'] ?? '')) throw refuse('badUserAgent');
      if (!address.pathname.startsWith(`${api}/`))
        throw refuse(address.pathname.startsWith('/api/v') ? 'invalidVersion' : 'noSuchRoute');
      if (found === null) throw refuse('noSuchRoute');
      if (found === 'wrongMethod') throw refuse('wrongMethod');
      const { route, params } = found;
      if (!route.open && request.headers.authorization !== `Bot ${this.#parts.token}`)
        throw refuse('unauthorized');
      if (limits !== null && !route.open) limits.takeGlobal();
      if (limits !== null && route.budget !== null)
        Object.assign(headers, limits.take(route.name, resourceOf(params), route.budget));
      if (fault !== null) refuseBy(fault, headers);
      const { body, uploads } = await parseBody(bytes, request.headers['content-type'] ?? '');
      entry.body = body;
      const answer = route.handle({ params, query: address.searchParams, body, uploads });
      // An answer without a body is not announced as JSON: clients would try to read it.
      if (answer.body === undefined) return { status: answer.status, headers, text: '' };
      return { status: answer.status, headers: { ...headers, ...isJson }, text: JSON.stringify(answer.body) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      entry.code = error.code;
      invalid.note(error.status, error.headers['X-RateLimit-Scope']);
      return {
        status: error.status,
        headers: { ...headers, ...error.headers, ...isJson },
        text: JSON.stringify(error.body),
      };
    }
  }

  #serveFile(path: string, response: ServerResponse): void {
    const file = this.#parts.file(path.split('/')[3] ?? '');
    if (file === null) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': file.contentType }).end(file.bytes);
  }
}

/** The faults that are answers of Discord's own: nothing is done. */
function refuseBy(fault: Fault, headers: Record<string, string>): void {
  if (fault.kind === 'error') throw new Refusal(fault.status, fault.code, fault.message);
  if (fault.kind !== 'rate-limited') return;
  const { retryAfterMs, scope = 'user', code } = fault;
  const coded = code === undefined ? undefined : { code, message: 'This action has hit a rate limit.' };
  throw tooMany(retryAfterMs, scope, scope === 'user' ? headers : {}, coded);
}

function banned(forMs: number): Sent {
  return {
    status: 429,
    headers: { 'Content-Type': 'text/html; charset=UTF-8', 'Retry-After': String(Math.ceil(forMs / 1000)) },
    text: bannedPage,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
