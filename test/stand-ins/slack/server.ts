/** The doors: Web API, uploads and response_url over real HTTP, with the faults that are switched on. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { argumentsOf } from './arguments.ts';
import type { Fault } from './faults.ts';
import { answerResponseUrl } from './response-url-answers.ts';
import { type Dict, isDict } from './shapes.ts';
import { SlackError } from './slack-error.ts';
import type { CallRecord, State } from './state.ts';
import { type Answer, answerOf, call, readAsked, refused, tooMany } from './web-api.ts';

export interface Doors {
  server: Server;
  port: number;
  /** Refuses connections and cuts those that are there. */
  shut(): Promise<void>;
  /** At the same address as before. */
  open(): Promise<void>;
}

export async function openDoors(state: () => State): Promise<Doors> {
  const server = createServer((request, response) => {
    // A mistake of the stand-in's own is to be seen as one, not as a fault of the network.
    void handle(request, response, state()).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`the stand-in failed: ${error instanceof Error ? error.stack : String(error)}`);
    });
  });
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve());
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    async shut() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.destroy();
      await closed;
    },
    open: () => listen(port),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function handle(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const body = await bodyOf(request);
  const url = new URL(request.url ?? '/', state.origin());
  const asked = await readAsked(methodOf(url.pathname), body, request.headers, url.searchParams);
  const method = methodOf(url.pathname);
  const args = asked instanceof SlackError ? {} : asked.args;
  const perform = (): Answer => {
    if (method === 'upload') return takeUpload(url.pathname, body, args, state);
    if (method === 'response_url') return answerResponseUrl(url.pathname, argumentsOf(args), state);
    if (asked instanceof SlackError) return refused(asked);
    return call(asked, request.headers.authorization, state);
  };
  const at = state.workspace.now();
  const record = (answer: Answer | null, status = answer?.status ?? 0): void => {
    state.calls.push({ method, args, at, status, ...outcomeOf(answer) });
  };
  await withFault(state.faults.take(method, args), perform, response, record);
}

/** `/api/chat.postMessage` → the method; the other doors have names of their own. */
function methodOf(path: string): string {
  if (path.startsWith('/upload/')) return 'upload';
  if (path.startsWith('/actions/') || path.startsWith('/commands/')) return 'response_url';
  return path.startsWith('/api/') ? path.slice('/api/'.length) : path;
}

function outcomeOf(answer: Answer | null): Pick<CallRecord, 'ok' | 'error'> {
  if (answer === null) return { ok: null, error: null };
  let parsed: unknown;
  try {
    parsed = JSON.parse(answer.body);
  } catch {
    return { ok: answer.status < 300, error: null };
  }
  if (!isDict(parsed)) return { ok: answer.status < 300, error: null };
  return { ok: parsed.ok === true, error: typeof parsed.error === 'string' ? parsed.error : null };
}

function takeUpload(path: string, body: Buffer, args: Dict, state: State): Answer {
  // A form has the bytes in its one field; anything else is the bytes themselves.
  const inForm = Object.values(args).find((value) => Buffer.isBuffer(value));
  const bytes = inForm ?? body;
  const type = { 'content-type': 'text/plain' };
  if (!state.uploads.receive(path, bytes)) return answerOf(400, 'bad upload', type);
  return answerOf(200, `OK - ${bytes.length}`, type);
}

async function withFault(
  fault: Fault | null,
  perform: () => Answer,
  response: ServerResponse,
  record: (answer: Answer | null, status?: number) => void,
): Promise<void> {
  const send = (answer: Answer) => {
    record(answer);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const cut = () => response.socket?.destroy();
  switch (fault?.kind) {
    case undefined:
      return send(perform());
    case 'lost-answer':
      perform();
      record(null);
      cut();
      return;
    case 'lost-request':
      record(null);
      cut();
      return;
    case 'hang':
      perform();
      record(null);
      return;
    case 'slow': {
      const answer = perform();
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return send(answer);
    }
    case 'status':
      return send(answerOf(fault.status, fault.body ?? '', { 'content-type': 'text/plain' }));
    case 'ratelimited':
      return send(tooMany(fault.seconds));
    case 'error':
      return send(refused(new SlackError(fault.code, fault.more)));
    case 'invalid-json':
      return send(answerOf(200, '{"ok": tr'));
    case 'html':
      return send(
        answerOf(fault.status ?? 200, '<!DOCTYPE html><title>Something went wrong</title>', {
          'content-type': 'text/html',
        }),
      );
  }
}
