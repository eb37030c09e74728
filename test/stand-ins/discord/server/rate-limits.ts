/**
 * Budgets a route and its top-level resource (channel, guild, webhook with token), and 50 a second in all.
 * Discord's numbers are not published and change: these are near what it answers; read the headers.
 */
import { createHash } from 'node:crypto';
import { Refusal } from './refusal.ts';

export type Budget = { limit: number; windowMs: number };

type Window = { endsAt: number; used: number };

export class RateLimits {
  readonly #elapsed: () => number;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();
  readonly #globalBudget: Budget = { limit: 50, windowMs: 1000 };

  /** `elapsed`: real time in ms, on which clients wait; `now`: Discord's date, for X-RateLimit-Reset. */
  constructor(elapsed: () => number, now: () => number) {
    this.#elapsed = elapsed;
    this.#now = now;
  }

  /** Throws a 429 when more than 50 requests came within a second. */
  takeGlobal(): void {
    const window = this.#window('global', this.#globalBudget);
    window.used += 1;
    if (window.used > this.#globalBudget.limit) throw tooMany(window.endsAt - this.#elapsed(), 'global');
  }

  /** The headers of the answer; throws a 429 when the budget is used up. */
  take(route: string, resource: string, budget: Budget): Record<string, string> {
    const window = this.#window(`${route} ${resource}`, budget);
    const isOver = window.used >= budget.limit;
    if (!isOver) window.used += 1;
    const afterMs = window.endsAt - this.#elapsed();
    const headers = {
      'X-RateLimit-Limit': String(budget.limit),
      'X-RateLimit-Remaining': String(budget.limit - window.used),
      'X-RateLimit-Reset': ((this.#now() + afterMs) / 1000).toFixed(3),
      'X-RateLimit-Reset-After': (afterMs / 1000).toFixed(3),
      'X-RateLimit-Bucket': createHash('md5').update(route).digest('hex'),
    };
    if (isOver) throw tooMany(afterMs, 'user', headers);
    return headers;
  }

  #window(key: string, { windowMs }: Budget): Window {
    const current = this.#windows.get(key);
    if (current !== undefined && current.endsAt > this.#elapsed()) return current;
    const fresh = { endsAt: this.#elapsed() + windowMs, used: 0 };
    this.#windows.set(key, fresh);
    return fresh;
  }
}

/** `Retry-After` is in whole seconds, rounded up; the body has the exact time. */
export function tooMany(
  retryAfterMs: number,
  scope: 'user' | 'shared' | 'global',
  headers: Record<string, string> = {},
  coded?: { code: number; message: string },
): Refusal {
  const resource = scope === 'shared' ? 'The resource is being rate limited.' : 'You are being rate limited.';
  return new Refusal(
    429,
    coded?.code ?? 0,
    coded?.message ?? resource,
    {
      retry_after: Math.max(0.001, Math.round(retryAfterMs) / 1000),
      global: scope === 'global',
      // Plain limits have no code.
      ...(coded === undefined ? { code: undefined } : {}),
    },
    {
      ...headers,
      'Retry-After': String(Math.max(1, Math.ceil(retryAfterMs / 1000))),
      'X-RateLimit-Scope': scope,
      ...(scope === 'global' ? { 'X-RateLimit-Global': 'true' } : {}),
    },
  );
}

/**
 * Edits of messages over an hour old: their own limit a channel, told as a 429 with code 30046. Said by users of
 * the API to be 3 in 6 s; facts/discord.md takes it as none, which is the default here.
 */
export class OldEdits {
  readonly #elapsed: () => number;
  readonly #allowed: number;
  readonly #windowMs: number;
  readonly #edits = new Map<string, number[]>();

  constructor(elapsed: () => number, { allowed, windowMs }: { allowed: number; windowMs: number }) {
    this.#elapsed = elapsed;
    this.#allowed = allowed;
    this.#windowMs = windowMs;
  }

  take(channel: string): void {
    const since = this.#elapsed() - this.#windowMs;
    const recent = (this.#edits.get(channel) ?? []).filter((at) => at > since);
    this.#edits.set(channel, recent);
    if (recent.length >= this.#allowed)
      throw tooMany(
        (recent[0] ?? this.#elapsed()) + this.#windowMs - this.#elapsed(),
        'shared',
        {},
        {
          code: 30046,
          message: 'Maximum number of edits to messages older than 1 hour reached. Try again later.',
        },
      );
    recent.push(this.#elapsed());
  }
}
