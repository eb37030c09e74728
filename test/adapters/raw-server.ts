/** A TCP server that says what a test wants, byte for byte: answers that no HTTP server would give. */
import { createServer, type Socket } from 'node:net';

export interface RawServer {
  url: string;
  /** First lines of what came, in order: `GET /api/read HTTP/1.1`. */
  asked: string[];
  close(): Promise<void>;
}

/** `answer` gets each request whose head is whole. Its socket is cut when the server is closed. */
export async function startRawServer(
  answer: (socket: Socket, firstLine: string) => void,
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that goes away is no event here.
    socket.on('error', () => {});
    let head = '';
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      const [firstLine = ''] = head.split('\r\n');
      head = '';
      asked.push(firstLine);
      answer(socket, firstLine);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The head of a 200 with JSON; `more`: further headers. */
export function okHead(...more: string[]): string {
  return `${['HTTP/1.1 200 OK', 'Content-Type: application/json', ...more].join('\r\n')}\r\n\r\n`;
}

/** So much of it a tick, for ever or until the client has gone. */
export function drip(socket: Socket, text: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(text), everyMs);
  socket.on('close', () => clearInterval(timer));
}

/** As fast as the client takes it. */
export function flood(socket: Socket, chunk: Buffer): void {
  const pour = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', pour);
  pour();
}
