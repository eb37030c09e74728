/** What the sandbox's servers share: listening on loopback, bodies, answers dated by the sandbox's clock. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { Failure, wordsOf } from '../../src/failure.ts';

const bodyLimitBytes = 4 * 1024 * 1024;

export interface Listening {
  url: string;
  /** Cuts all connections. */
  close(): Promise<void>;
}

/** `port` 0 is any. Rejects with `sandbox-port` when it is taken or not allowed; `title` is for people. */
export function listen(title: string, port: number, listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  // Longer than clients keep a connection: else one is closed in the moment of its next use.
  server.keepAliveTimeout = 65_000;
  // A client that resets its connection is no event here.
  server.on('clientError', (_error, socket) => void socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'it is taken' : wordsOf(error);
      const words = `The sandbox's ${title} cannot listen on port ${port}: ${why}.`;
      const remedy = 'Stop what listens there, or choose another port (0 is any).';
      reject(new Failure('sandbox-port', words, { retryable: false, remedy, cause: error }));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve({
        url: `http://127.0.0.1:${actual}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}

/** Rejects when the body is over 4 MiB or the client has gone. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > bodyLimitBytes) throw new RangeError('the body is over 4 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json', JSON.stringify(body));
}

export function sendHtml(response: ServerResponse, status: number, title: string): void {
  send(
    response,
    status,
    'text/html; charset=utf-8',
    `<!doctype html><title>${title}</title><h1>${title}</h1>\n`,
  );
}

export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}
