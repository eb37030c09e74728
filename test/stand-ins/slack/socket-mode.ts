/** Socket Mode: tickets, hello, envelopes to one of the sockets, acknowledgements, disconnect. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Fault } from './faults.ts';
import { type Dict, isDict } from './shapes.ts';
import { app } from './workspace.ts';

export interface Envelope {
  envelope_id: string;
  type: 'slash_commands' | 'interactive' | 'events_api';
  payload: Dict;
  accepts_response_payload: boolean;
  retry_attempt?: number;
  retry_reason?: string;
}

export interface Sent {
  /** The payload of the acknowledgement; null: there was none. */
  ack: Dict | null;
  why: 'acked' | 'no-socket' | 'closed' | 'late';
}

export interface Sockets {
  /** Those that have heard hello. */
  count(): number;
  ticketUrl(port: number): string;
  /**
   * Sends to one of the sockets, in turn; waits at most `limitMs` (real time) for the acknowledgement.
   */
  send(envelope: Envelope, limitMs: number): Promise<Sent>;
  /** Asks all to connect anew; `warning` announces it. They stay open until the client closes them. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  /** Cuts all, without a word. */
  cut(): void;
  /** As a network that swallows everything, both ways, without closing: no ping, no pong, no envelope, no acknowledgement. */
  silence(silent: boolean): void;
  /** Called whenever a socket has heard hello. */
  onGreeted(then: () => void): void;
  close(): void;
}

const mostSockets = 10;
const ticketLifeMs = 30_000;
const pingEveryMs = 5000;

/** `fault`: asked at every handshake; `lost-request`, `status` and `hang` mean something there. */
export function newSockets(server: Server, fault: () => Fault | null): Sockets {
  const webSockets = new WebSocketServer({ noServer: true });
  const tickets = new Map<string, number>();
  const open: WebSocket[] = [];
  /** One envelope may be on its way twice: an acknowledgement counts for both. */
  const waiting = new Set<{ id: string; socket: WebSocket; acked: (payload: Dict | null) => void }>();
  const greeted: (() => void)[] = [];
  const live = () => open.filter((socket) => socket.readyState === socket.OPEN);
  let next = 0;
  let silent = false;

  server.on('upgrade', (request, socket, head) => {
    const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
    const issuedAt = tickets.get(ticket);
    tickets.delete(ticket);
    socket.on('error', () => socket.destroy());
    const wrong = fault();
    if (wrong?.kind === 'hang') return;
    if (wrong?.kind === 'status') {
      socket.end(`HTTP/1.1 ${wrong.status} Fault\r\nConnection: close\r\n\r\n`);
      return;
    }
    if (wrong !== null) {
      socket.destroy();
      return;
    }
    if (issuedAt === undefined || Date.now() - issuedAt > ticketLifeMs) {
      socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
      return;
    }
    webSockets.handleUpgrade(request, socket, head, welcome);
  });

  function welcome(socket: WebSocket): void {
    const host = 'applink-stand-in';
    if (live().length >= mostSockets) {
      socket.send(
        JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets', debug_info: { host } }),
      );
      socket.close();
      return;
    }
    open.push(socket);
    const pings = setInterval(() => {
      if (!silent) socket.ping(`Ping from ${host}`);
    }, pingEveryMs);
    pings.unref();
    socket.on('message', (data) => heard(socket, String(data)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(pings);
      open.splice(open.indexOf(socket), 1);
      for (const { socket: of, acked } of [...waiting]) if (of === socket) acked(null);
    });
    if (silent) socket.pause();
    say(socket, {
      type: 'hello',
      num_connections: live().length,
      debug_info: { host, build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: app.id },
    });
    for (const then of greeted) then();
  }

  function say(socket: WebSocket, message: object): void {
    if (!silent) socket.send(JSON.stringify(message));
  }

  function heard(socket: WebSocket, text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      socket.close(1007);
      return;
    }
    if (!isDict(message) || typeof message.envelope_id !== 'string') return;
    const payload = isDict(message.payload) ? message.payload : {};
    for (const { id, acked } of [...waiting]) if (id === message.envelope_id) acked(payload);
  }

  return {
    count: () => live().length,
    ticketUrl(port) {
      const ticket = randomBytes(16).toString('hex');
      tickets.set(ticket, Date.now());
      return `ws://127.0.0.1:${port}/link/?ticket=${ticket}&app_id=${app.id}`;
    },
    send(envelope, limitMs) {
      const there = live();
      const socket = there[next % Math.max(1, there.length)];
      next += 1;
      if (socket === undefined) return Promise.resolve({ ack: null, why: 'no-socket' });
      return new Promise((resolve) => {
        const done = (ack: Dict | null, why: Sent['why']) => {
          clearTimeout(timer);
          waiting.delete(entry);
          resolve({ ack, why });
        };
        const timer = setTimeout(() => done(null, 'late'), limitMs);
        const entry = {
          id: envelope.envelope_id,
          socket,
          acked: (ack: Dict | null) => done(ack, ack === null ? 'closed' : 'acked'),
        };
        waiting.add(entry);
        say(socket, envelope);
      });
    },
    disconnect(reason) {
      for (const socket of open)
        say(socket, { type: 'disconnect', reason, debug_info: { host: 'applink-stand-in' } });
    },
    cut() {
      for (const socket of [...open]) socket.terminate();
    },
    silence(on) {
      silent = on;
      for (const socket of open) if (on) socket.pause();
      if (!on) for (const socket of open) socket.resume();
    },
    onGreeted(then) {
      greeted.push(then);
    },
    close() {
      for (const socket of [...open]) socket.terminate();
      webSockets.close();
    },
  };
}

export function newEnvelope(type: Envelope['type'], payload: Dict): Envelope {
  const accepts = type !== 'events_api';
  const retries = type === 'events_api' ? { retry_attempt: 0, retry_reason: '' } : {};
  return { envelope_id: randomUUID(), type, payload, accepts_response_payload: accepts, ...retries };
}
