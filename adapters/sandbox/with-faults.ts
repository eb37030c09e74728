/** Puts the faults of a server, and the sandbox's date, before its handler. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../../src/ports.ts';
import type { Faults, FaultyServer } from './faults.ts';
import { waitUntil } from './wait-until.ts';
import { sendHtml, sendJson } from './web.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface FaultyOptions {
  clock: Clock;
  faults: Faults;
  /** What this server's machine is ahead of the sandbox's clock, for its `Date`. */
  offsetMs?: () => number;
}

/** The first bytes of an answer go out, then the socket is gone. */
function cutAnswer(response: ServerResponse): void {
  const cut = (chunk?: unknown): boolean => {
    const body =
      typeof chunk === 'string' || chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.alloc(0);
    if (!response.headersSent) response.setHeader('Content-Length', body.length + 1);
    write(body.subarray(0, Math.floor(body.length / 2)));
    response.flushHeaders();
    // Only what has left the process can arrive half.
    setImmediate(() => response.destroy());
    return true;
  };
  const write = response.write.bind(response) as (chunk: Uint8Array) => boolean;
  response.write = cut as typeof response.write;
  response.end = ((chunk?: unknown) => {
    cut(chunk);
    return response;
  }) as typeof response.end;
}

export function withFaults(server: FaultyServer, options: FaultyOptions, handler: Handler): RequestListener {
  const { clock, faults, offsetMs } = options;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { latencyMs, hang, status, html, cut } = faults[server];
    if (hang) return;
    if (latencyMs > 0) {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      await waitUntil(clock, clock.monotonic() + latencyMs, gone.signal);
      if (gone.signal.aborted) return;
    }
    response.sendDate = false;
    response.setHeader('Date', new Date(clock.now() + (offsetMs?.() ?? 0)).toUTCString());
    if (status !== null) return sendJson(response, status, { message: `fault: status ${status}` });
    if (html) return sendHtml(response, 200, 'Sign in');
    if (cut) cutAnswer(response);
    await handler(request, response);
  };

  return (request, response) => {
    answer(request, response).catch(() => {
      // The client has gone, or sent more than anyone takes: there is nobody to tell.
      if (response.headersSent) response.destroy();
      else sendJson(response, 400, { message: 'The request could not be read.' });
    });
  };
}
