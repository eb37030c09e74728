/**
 * The gateway: hello, identify, ready, heartbeats, resume with replay, and the ways in which it ends a
 * connection. A test makes trouble with `cut`, `askToReconnect`, `invalidate`, `close`, `goSilent`,
 * `forgetSessions` and `again`.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isObject, type Json } from '../json.ts';
import { permissionsIn } from '../state/permissions.ts';
import type { Publish } from '../state/post.ts';
import type { World } from '../state/world.ts';
import { besides, contentFor, hears, intent, knownIntents, privileged } from './intents.ts';
import { Session } from './session.ts';
import { guildCreateJson, readyJson } from './welcome.ts';

export type GatewayOptions = {
  world: World;
  token: string;
  url: () => string;
  /** Real time in ms. */
  elapsed: () => number;
  heartbeatMs: number;
  /** Privileged intents that are switched on for the application. */
  allowedPrivileged: number;
  /** Time between two identifies; the second within it gets “invalid session”. */
  identifyEveryMs: number;
};

/** How long a lost session can be resumed. */
const resumableMs = 3 * 60_000;
const mostPayloads = 120;
const payloadWindowMs = 60_000;

/** Why a connection is closed, with Discord's code. */
class Closing extends Error {
  readonly code: number;

  constructor(code: number, why: string) {
    super(why);
    this.code = code;
  }
}

type Connection = {
  socket: WebSocket;
  session: Session | null;
  payloads: number[];
  beatAt: number;
  silent: boolean;
};

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #connections = new Set<Connection>();
  #sessions = new Map<string, Session>();
  #presence: Json | null = null;
  #identifiedAt = Number.NEGATIVE_INFINITY;
  #started = 0;
  #resumed = 0;
  #heartbeats = 0;
  #made = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#endDeadConnections(), options.heartbeatMs);
    this.#timer.unref();
  }

  /** Sessions that were started by an identify; resumes are counted apart. */
  get identified(): number {
    return this.#started;
  }
  get resumed(): number {
    return this.#resumed;
  }
  get heartbeats(): number {
    return this.#heartbeats;
  }
  /** How many sessions have a socket now. */
  get connected(): number {
    return [...this.#sessions.values()].filter(({ socket }) => socket !== null).length;
  }
  /** What the bot said of itself last: `{status, activities, since, afk}`. */
  get presence(): Json | null {
    return this.#presence;
  }

  /** The sockets break without a word; the session can be resumed. */
  cut(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  /** Opcode 7: come back at once. */
  askToReconnect(): void {
    this.#toAll({ op: 7, d: null });
  }

  /** Opcode 9. What is not resumable is forgotten. */
  invalidate(resumable = false): void {
    if (!resumable) this.#sessions = new Map();
    this.#toAll({ op: 9, d: resumable });
  }

  /** With one of Discord's codes, as 4000, 4004, 4009: which of them end the session is its documentation's. */
  close(code: number, reason = ''): void {
    if (![4000, 4001, 4002, 4005, 4008].includes(code)) this.forgetSessions();
    for (const { socket } of this.#connections) socket.close(code, reason);
  }

  /** Opcode 1: heartbeat at once. */
  askForHeartbeat(): void {
    this.#toAll({ op: 1, d: null });
  }

  /** The connections there are stay, but nothing comes on them, not even an answer to heartbeats: zombies. */
  goSilent(): void {
    for (const connection of this.#connections) {
      connection.silent = true;
      if (connection.session !== null) connection.session.mute = true;
    }
  }

  /** As after a restart of Discord's own: no session can be resumed. */
  forgetSessions(): void {
    this.#sessions = new Map();
  }

  readonly publish: Publish = ({ name, data, channel, message }) => {
    const { world } = this.#options;
    if (!world.inGuild && name !== 'GUILD_DELETE' && name !== 'INTERACTION_CREATE' && channel?.kind !== 'dm')
      return;
    // Of channels a bot is told though it may not look into them; of messages and threads it is not.
    const isInside = name.startsWith('MESSAGE_') || name.startsWith('THREAD_');
    if (isInside && channel !== null && permissionsIn(world, world.bot.id, channel) === 0n) return;
    for (const session of this.#sessions.values()) {
      if (!hears(session.intents, name, channel)) continue;
      const whole = message === undefined ? data : { ...data, ...besides(world, message, channel) };
      session.dispatch(name, contentFor(world, session.intents, whole, message, channel));
    }
  };

  /** The same event once more, as can happen. */
  again(name: string, data: Json): void {
    for (const session of this.#sessions.values()) session.dispatch(name, data);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#open(opened, request.url ?? ''));
  }

  closeAll(): void {
    clearInterval(this.#timer);
    this.cut();
    this.#server.close();
  }

  #toAll(payload: unknown): void {
    for (const { socket } of this.#connections) socket.send(JSON.stringify(payload));
  }

  #open(socket: WebSocket, address: string): void {
    const query = new URL(address, 'ws://discord').searchParams;
    const connection: Connection = {
      socket,
      session: null,
      payloads: [],
      beatAt: this.#options.elapsed(),
      silent: false,
    };
    this.#connections.add(connection);
    socket.on('error', () => socket.terminate());
    socket.on('close', (code) => this.#lost(connection, code));
    if (query.get('v') !== '10') {
      socket.close(4012, 'Invalid API version.');
      return;
    }
    // Only plain JSON is spoken here.
    if ((query.get('encoding') ?? 'json') !== 'json' || query.has('compress')) {
      socket.close(4002, 'This stand-in speaks JSON without transport compression.');
      return;
    }
    socket.on('message', (data) => this.#receive(connection, String(data)));
    socket.send(
      JSON.stringify({ op: 10, t: null, s: null, d: { heartbeat_interval: this.#options.heartbeatMs } }),
    );
  }

  /** A socket closed with 1000 or 1001 ends its session; lost otherwise, it can be resumed. */
  #lost(connection: Connection, code: number): void {
    this.#connections.delete(connection);
    const { session } = connection;
    if (session === null || session.socket !== connection.socket) return;
    session.socket = null;
    session.lostAt = this.#options.elapsed();
    if (code === 1000 || code === 1001) this.#sessions.delete(session.id);
  }

  #receive(connection: Connection, text: string): void {
    try {
      this.#take(connection, text);
    } catch (error) {
      if (!(error instanceof Closing)) throw error;
      connection.socket.close(error.code, error.message);
    }
  }

  #take(connection: Connection, text: string): void {
    const { elapsed } = this.#options;
    connection.payloads = [
      ...connection.payloads.filter((at) => at > elapsed() - payloadWindowMs),
      elapsed(),
    ];
    if (connection.payloads.length > mostPayloads) throw new Closing(4008, 'You are being rate limited.');
    const payload = parsed(text);
    if (payload === null) throw new Closing(4002, 'Error while decoding payload.');
    const data = isObject(payload.d) ? payload.d : {};
    switch (payload.op) {
      case 1:
        this.#heartbeat(connection);
        return;
      case 2:
        this.#identify(connection, data);
        return;
      case 6:
        this.#resume(connection, data);
        return;
      case 3:
        if (connection.session === null) throw new Closing(4003, 'Not authenticated.');
        this.#presence = data;
        return;
      case 4:
      case 8:
        if (connection.session === null) throw new Closing(4003, 'Not authenticated.');
        return;
      default:
        throw new Closing(4001, 'Unknown opcode.');
    }
  }

  #heartbeat(connection: Connection): void {
    connection.beatAt = this.#options.elapsed();
    this.#heartbeats += 1;
    if (!connection.silent) connection.socket.send(JSON.stringify({ op: 11 }));
  }

  /** Who sends no heartbeat for twice the interval is disconnected. */
  #endDeadConnections(): void {
    const since = this.#options.elapsed() - 2 * this.#options.heartbeatMs;
    for (const { socket, beatAt } of this.#connections)
      if (beatAt < since) socket.close(4009, 'Session timed out.');
  }

  #identify(connection: Connection, data: Json): void {
    const { elapsed, token, allowedPrivileged, identifyEveryMs } = this.#options;
    const { socket } = connection;
    if (connection.session !== null) throw new Closing(4005, 'Already authenticated.');
    if (bare(data.token) !== token) throw new Closing(4004, 'Authentication failed.');
    const intents = data.intents;
    if (typeof intents !== 'number' || !Number.isInteger(intents) || (intents & ~knownIntents) !== 0)
      throw new Closing(4013, 'Invalid intent(s).');
    if ((intents & privileged & ~allowedPrivileged) !== 0) throw new Closing(4014, 'Disallowed intent(s).');
    if (!isObject(data.properties)) throw new Closing(4002, 'Error while decoding payload.');
    if (Array.isArray(data.shard) && !(data.shard[0] === 0 && data.shard[1] === 1))
      throw new Closing(4010, 'Invalid shard.');
    if (elapsed() - this.#identifiedAt < identifyEveryMs) {
      socket.send(JSON.stringify({ op: 9, d: false }));
      return;
    }
    this.#identifiedAt = elapsed();
    this.#started += 1;
    this.#made += 1;
    const session = new Session(`session-${this.#made}`, intents, socket);
    // Whoever else is connected with this token stays, and hears the same.
    this.#sessions.set(session.id, session);
    connection.session = session;
    if (isObject(data.presence)) this.#presence = data.presence;
    this.#welcome(session);
  }

  #welcome(session: Session): void {
    const { world, url } = this.#options;
    session.dispatch('READY', readyJson(world, session.id, url()));
    if (world.inGuild && (session.intents & intent.guilds) !== 0)
      session.dispatch('GUILD_CREATE', guildCreateJson(world));
  }

  #resume(connection: Connection, data: Json): void {
    const { token, elapsed } = this.#options;
    const { socket } = connection;
    if (connection.session !== null) throw new Closing(4005, 'Already authenticated.');
    if (bare(data.token) !== token) throw new Closing(4004, 'Authentication failed.');
    const session = this.#sessions.get(String(data.session_id));
    const isGone =
      session === undefined || (session.lostAt !== null && elapsed() - session.lostAt > resumableMs);
    if (isGone) {
      socket.send(JSON.stringify({ op: 9, d: false }));
      return;
    }
    const sequence = data.seq;
    if (typeof sequence !== 'number' || sequence < 0 || sequence > session.sequence)
      throw new Closing(4007, 'Invalid seq.');
    this.#resumed += 1;
    session.socket?.terminate();
    session.socket = socket;
    session.mute = false;
    session.lostAt = null;
    connection.session = session;
    for (const event of session.eventsAfter(sequence)) session.send(event);
    session.dispatch('RESUMED', {});
  }
}

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** With or without `Bot ` before it. */
function bare(token: unknown): string {
  return String(token).replace(/^Bot /, '');
}
