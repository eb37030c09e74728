/**
 * How much Discord takes, as its answers tell it: per bucket from the X-RateLimit headers, overall, and how many
 * refusals it has left before it shuts its door (10,000 in 10 minutes). What can wait leaves room for what cannot, and
 * a 429 to the one does not hold back the other.
 */
import type { Urgency } from '../../../src/ports.ts';
import { dropOldest } from '../drop-oldest.ts';
import type { Answered } from './answer.ts';

/** Of a bucket, kept for what people wait for. */
const reservedCalls = 2;
/** Between two calls that can wait, of one kind and place: also where nothing is told of limits. */
const quietGapMs = 1_000;
/** Of the 50 a second in all, which answers to commands and presses do not count towards. */
const perSecond: Readonly<Record<Urgency, number>> = { 'when-quiet': 20, now: 45 };
const refusalWindowMs = 10 * 60_000;
/** 401, 403 and 429, far below what Discord allows: first what can wait stops, then everything. */
const mostRefusals: Readonly<Record<Urgency, number>> = { 'when-quiet': 300, now: 2_000 };
/** Nonsense in a header must not silence the bot. */
const longestWaitMs = 10 * 60_000;

/** Buckets of messages fill again within seconds: what people wait for asks again rather than wait longer. */
const longestForNowMs = 15_000;
/** Where Discord says longer in a 429: a trip is told a minute late, not an hour. */
const longestToldNowMs = 60_000;
const longestSlowedMs = 30_000;

interface Bucket {
  limit: number;
  remaining: number;
  toldAt: number;
  resetsAt: number;
}

/** All instants are of one monotonic clock, ms. */
export class Budgets {
  /** Discord's name for the bucket of a route, once it has said it. */
  readonly #names = new Map<string, string>();
  readonly #buckets = new Map<string, Bucket>();
  /** By 429s. */
  readonly #blocked: Record<Urgency, Map<string, { untilAt: number; inARow: number }>> = {
    now: new Map(),
    'when-quiet': new Map(),
  };
  readonly #quietSentAt = new Map<string, number>();
  readonly #allBlockedUntil: Record<Urgency, number> = { now: 0, 'when-quiet': 0 };
  #sentAt: number[] = [];
  #refusedAt: number[] = [];

  /** How long a call must wait, ms; 0: it may go now, and is to be counted by `sent`. */
  waitMs(route: string, urgency: Urgency, at: number): number {
    const bucket = this.#buckets.get(this.#bucketOf(route));
    const kept = urgency === 'now' ? 0 : Math.min(reservedCalls, (bucket?.limit ?? 1) - 1);
    const fullAt =
      bucket === undefined || bucket.remaining > kept
        ? at
        : urgency === 'now'
          ? Math.min(bucket.resetsAt, bucket.toldAt + longestForNowMs)
          : bucket.resetsAt;
    return Math.ceil(
      Math.max(
        0,
        // Discord does not count answers to commands and presses, and takes the first one for three seconds only.
        isAnswer(route) && urgency === 'now' ? 0 : this.#allBlockedUntil[urgency] - at,
        (this.#blocked[urgency].get(this.#bucketOf(route))?.untilAt ?? at) - at,
        fullAt - at,
        this.#refusalWaitMs(urgency, at),
        urgency === 'now' ? 0 : (this.#quietSentAt.get(route) ?? Number.NEGATIVE_INFINITY) + quietGapMs - at,
        !isAnswer(route) && this.#sentWithinASecond(at) >= perSecond[urgency] ? 1_000 : 0,
      ),
    );
  }

  sent(route: string, urgency: Urgency, at: number): void {
    if (urgency === 'when-quiet') keep(this.#quietSentAt, route, at);
    const bucket = this.#buckets.get(this.#bucketOf(route));
    if (bucket !== undefined) bucket.remaining -= 1;
    if (isAnswer(route)) return;
    this.#sentAt = [...this.#sentAt.filter((sentAt) => sentAt > at - 1_000), at];
  }

  /** @param answer `retryAfterMs`: of a 429, and of an answer that concerns every call; null: none is known */
  answered(
    route: string,
    urgency: Urgency,
    answer: Pick<Answered, 'status' | 'headers' | 'jsonCode' | 'retryAfterMs' | 'isForAll'>,
    at: number,
  ): void {
    const { status, headers, jsonCode, isForAll } = answer;
    const isShared = headers.get('x-ratelimit-scope') === 'shared';
    if (status === 401 || status === 403 || (status === 429 && !isShared)) this.#refused(at);
    const toldMs = Math.min(longestWaitMs, answer.retryAfterMs ?? 1_000);
    if (isForAll) this.#blockAll(toldMs, at);
    // Of one old message: others of the bucket may be edited.
    else if (jsonCode === 30046) return;
    else if (status === 429) this.#block(this.#bucketOf(route), urgency, toldMs, at);
    else {
      const block = this.#blocked[urgency].get(this.#bucketOf(route));
      // It may have been on its way when the 429 came: that stands.
      if (block !== undefined) block.inARow = 0;
      this.#learn(route, headers, at);
    }
  }

  #blockAll(toldMs: number, at: number): void {
    const until = this.#allBlockedUntil;
    until.now = Math.max(until.now, at + Math.min(longestToldNowMs, toldMs));
    until['when-quiet'] = Math.max(until['when-quiet'], at + toldMs);
  }

  /** Told to come back at once, and refused again: it asks more and more seldom, or it would ask 10,000 times. */
  #block(bucket: string, urgency: Urgency, toldMs: number, at: number): void {
    const inARow = (this.#blocked[urgency].get(bucket)?.inARow ?? 0) + 1;
    const slowedMs = inARow === 1 ? 0 : Math.min(longestSlowedMs, 250 * 2 ** inARow);
    const waitMs = Math.max(toldMs, slowedMs);
    const untilAt = at + (urgency === 'now' ? Math.min(longestToldNowMs, waitMs) : waitMs);
    keep(this.#blocked[urgency], bucket, { untilAt, inARow });
  }

  /** How many refusals of the last ten minutes count against the bot. */
  refusals(at: number): number {
    return this.#refusedAt.filter((refusedAt) => refusedAt > at - refusalWindowMs).length;
  }

  #learn(route: string, headers: Headers, at: number): void {
    const name = headers.get('x-ratelimit-bucket');
    if (name !== null && name !== '') keep(this.#names, route, `${name} ${majorOf(route)}`);
    const [limit, remaining, afterSeconds] = ['limit', 'remaining', 'reset-after'].map((what) =>
      numberOf(headers.get(`x-ratelimit-${what}`)),
    );
    if (limit == null || remaining == null || afterSeconds == null || limit < 1) return;
    const resetsAt = at + Math.min(longestWaitMs, afterSeconds * 1_000);
    keep(this.#buckets, this.#bucketOf(route), { limit, remaining, toldAt: at, resetsAt });
  }

  #bucketOf(route: string): string {
    return this.#names.get(route) ?? route;
  }

  #refused(at: number): void {
    this.#refusedAt = [...this.#refusedAt.filter((refusedAt) => refusedAt > at - refusalWindowMs), at];
  }

  #refusalWaitMs(urgency: Urgency, at: number): number {
    const recent = this.#refusedAt.filter((refusedAt) => refusedAt > at - refusalWindowMs);
    const first = recent.at(-mostRefusals[urgency]);
    return first === undefined ? 0 : first + refusalWindowMs - at;
  }

  #sentWithinASecond(at: number): number {
    return this.#sentAt.filter((sentAt) => sentAt > at - 1_000).length;
  }
}

/**
 * What Discord counts together: the method and the path, its first id or the webhook with its token kept, all others
 * alike. Holds a secret where the path does: never said or logged.
 */
export function routeOf(method: string, path: string): string {
  const parts = path.split('/');
  const kept = majorParts(parts);
  const template = parts.slice(kept).map((part) => (/^\d+$/.test(part) ? ':id' : part));
  return `${method} ${[...parts.slice(0, kept), ...template].join('/')}`;
}

/** How many parts of a path name what is counted for itself: a channel, or a webhook with its token. */
function majorParts([, top]: readonly string[]): number {
  return top === 'webhooks' || top === 'interactions' ? 4 : 3;
}

/** To a command or a press. */
function isAnswer(route: string): boolean {
  return /^\w+ \/(?:webhooks|interactions)\//.test(route);
}

/** The part of a route that keeps two channels, or two people who are answered, of one bucket apart. */
function majorOf(route: string): string {
  const parts = route.split('/');
  return parts.slice(1, majorParts(parts)).join('/');
}

function numberOf(text: string | null): number | null {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

/** The oldest go where there are too many. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  dropOldest(map);
}
