/** Keeps one socket to Slack open, and opens the next before the last one closes. */
import type { App, Receiver } from '@slack/bolt';
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { Failure, wordsOf } from '../../../src/failure.ts';
import type { Clock } from '../../../src/ports.ts';
import type { SlackLog } from './sdk-log.ts';
import { openSocket, type Socket } from './socket.ts';
import { socketRemedy } from './socket-remedies.ts';

export interface SocketsOptions {
  appToken: string;
  apiUrl: string;
  clock: Pick<Clock, 'monotonic' | 'sleep'>;
  log: SlackLog;
  /** A socket over which no pong came for so long is lost; else ten seconds. Pings go out three times as often. */
  pongTimeoutMs?: number;
}

const firstPauseMs = 500;
/** What people type while nothing listens is lost: seldom enough to be no load, often enough to be soon back. */
const longestPauseMs = 10_000;
/** A bot that is held up for a moment has lost no connection. */
const usualPongTimeoutMs = 10_000;
/** Slack warns so long before it closes one. */
const lingerMs = 10_000;
/** A socket that did not last so long was not wanted. */
const briefMs = 5_000;
/** What only a person can mend is tried again all the same: they may have. Who is deaf hears no stop. */
const refusedPauseMs = 60_000;

export class Sockets implements Receiver {
  readonly routes = null;
  readonly #options: SocketsOptions;
  readonly #stopped = new AbortController();
  readonly #open = new Set<Socket>();
  #app: App | null = null;
  #heard: Socket | null = null;
  #trouble: string | null = 'Slack is not connected yet';
  #said: string | null = null;

  constructor(options: SocketsOptions) {
    this.#options = options;
  }

  init(app: App): void {
    this.#app = app;
  }

  /** Resolves at once; connects, and stays connected, in the background. */
  async start(): Promise<void> {
    void this.#keepOpen();
  }

  /** Nothing is heard any more; connections are gone within a second. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    const ending = [...this.#open].map((socket) => {
      socket.end();
      return socket.ended;
    });
    await Promise.all(ending);
  }

  /** null: connected. */
  trouble(): string | null {
    return this.#trouble;
  }

  async #keepOpen(): Promise<void> {
    const { signal } = this.#stopped;
    const { clock } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      const beganMono = clock.monotonic();
      try {
        const socket = await this.#next();
        const why = await Promise.race([socket.leaving, socket.ended.then(() => null)]);
        const livedMs = clock.monotonic() - beganMono;
        const remedy = why === null ? null : socketRemedy(why);
        if (why !== null && remedy !== null) this.#note(why, remedy);
        failures = livedMs < briefMs ? failures + 1 : 0;
        // One that did not last may not the next time either; the first is replaced at once.
        if (failures > 1) await clock.sleep(pauseAfter(failures - 1), signal);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        await clock.sleep(this.#explained(error) ?? pauseAfter(failures), signal);
      }
    }
  }

  /** Opens one, and only when it is there lets go of the one before. */
  async #next(): Promise<Socket> {
    const { appToken, apiUrl, log, pongTimeoutMs = usualPongTimeoutMs } = this.#options;
    if (this.#app === null) throw new Error('the receiver has no app yet');
    const socket = openSocket({ appToken, apiUrl, log, pongTimeoutMs, app: this.#app });
    this.#open.add(socket);
    void socket.ended.then(() => {
      this.#open.delete(socket);
      if (this.#heard === socket && !this.#stopped.signal.aborted) this.#lost();
    });
    await socket.opened;
    if (this.#stopped.signal.aborted) {
      socket.end();
      throw new Error('stopped');
    }
    const before = this.#heard;
    this.#heard = socket;
    this.#trouble = null;
    if (this.#said !== null) log.info({}, 'Slack is connected');
    this.#said = null;
    if (before !== null) void this.#letGo(before);
    return socket;
  }

  #lost(): void {
    this.#trouble = 'the connection to Slack was lost, another is being opened';
    this.#options.log.warn({}, this.#trouble);
  }

  /** What Slack has sent there already is heard still; Slack closes it itself. */
  async #letGo(socket: Socket): Promise<void> {
    await Promise.race([socket.ended, this.#options.clock.sleep(lingerMs, this.#stopped.signal)]);
    socket.end();
  }

  /** Says why none was opened, and answers how long to wait; null: as after any failure. */
  #explained(error: unknown): number | null {
    if (error instanceof WebAPIRateLimitedError) {
      this.#note('ratelimited', null);
      // Once a minute is what Slack allows at any time.
      return Math.min(error.retryAfter * 1000, refusedPauseMs);
    }
    const code =
      error instanceof WebAPIPlatformError ? error.data.error : error instanceof Failure ? error.code : null;
    const remedy = code === null ? null : socketRemedy(code);
    this.#note(code ?? wordsOf(error), remedy);
    return remedy === null ? null : refusedPauseMs;
  }

  /** Once, until it is connected again or something else is the matter. */
  #note(why: string, remedy: string | null): void {
    const { log } = this.#options;
    const words = `Slack opens no socket: ${why}`;
    // While an older one still hears, nothing is wrong for anybody.
    if (this.#heard === null || !this.#open.has(this.#heard)) {
      this.#trouble = remedy === null ? words : `${words}. To do: ${remedy}`;
    }
    if (this.#said === words) return;
    this.#said = words;
    if (remedy === null) log.warn({ why }, 'Slack opens no socket: tried again');
    else log.error({ why, remedy }, `Slack opens no socket, leakops hears nothing there. To do: ${remedy}`);
  }
}

function pauseAfter(failures: number): number {
  return Math.min(firstPauseMs * 2 ** Math.min(failures - 1, 10), longestPauseMs);
}
