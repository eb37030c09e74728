/** What outlives a socket: the events of a session with their numbers, so that it can be resumed. */
import type { WebSocket } from 'ws';
import type { Json } from '../json.ts';

export type Dispatch = { op: 0; t: string; s: number; d: Json };

export class Session {
  readonly id: string;
  readonly intents: number;
  socket: WebSocket | null;
  /** When its socket was lost; null while it has one. Real time in ms. */
  lostAt: number | null = null;
  /** Nothing is sent, though all is kept: its socket looks alive and is not. */
  mute = false;
  #events: Dispatch[] = [];

  constructor(id: string, intents: number, socket: WebSocket) {
    this.id = id;
    this.intents = intents;
    this.socket = socket;
  }

  get sequence(): number {
    return this.#events.at(-1)?.s ?? 0;
  }

  /** Kept for a resume, and sent if somebody listens. */
  dispatch(name: string, data: Json): void {
    const event: Dispatch = { op: 0, t: name, s: this.sequence + 1, d: data };
    this.#events.push(event);
    this.send(event);
  }

  send(payload: unknown): void {
    if (!this.mute && this.socket?.readyState === 1) this.socket.send(JSON.stringify(payload));
  }

  eventsAfter(sequence: number): Dispatch[] {
    return this.#events.filter(({ s }) => s > sequence);
  }
}
