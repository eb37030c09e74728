/**
 * Discord's REST API by discord.js, as the bot needs it: nothing sleeps, nothing is sent a second time by itself, what
 * can wait never stands before what cannot, and every answer but a 2xx is a DiscordFailure. Neither the token nor the
 * way back to a person (a token in a path) goes into any words.
 */
import { REST, RequestMethod } from 'discord.js';
import type { Clock, Urgency } from '../../../src/ports.ts';
import { answerOf } from './answer.ts';
import { Budgets, routeOf } from './budgets.ts';
import { DiscordFailure } from './discord-failure.ts';
import { failureOf, type Where } from './faults.ts';
import { makeRequest } from './wire.ts';

/** For the whole answer, a picture's upload too. */
const timeoutMs = 10_000;
const version = '10';
const methods = {
  GET: RequestMethod.Get,
  POST: RequestMethod.Post,
  PUT: RequestMethod.Put,
  PATCH: RequestMethod.Patch,
  DELETE: RequestMethod.Delete,
};

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** After the version, with a leading slash. */
  path: `/${string}`;
  query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: object;
  files?: readonly { name: string; bytes: Uint8Array }[];
  /** Which words a refusal has. */
  where: Where;
  urgency: Urgency;
}

export interface Api {
  /** The parsed body of a 2xx, null for none; rejects with a DiscordFailure. */
  call(call: Call): Promise<unknown>;
}

export interface ApiOptions {
  token: string;
  /** `https://discord.com/api`; a slash or a version at its end does no harm. */
  url: string;
  clock: Pick<Clock, 'monotonic'>;
  log: { warn: (fields: object, words: string) => void };
}

export function discordApi(options: ApiOptions): Api {
  const { clock, log } = options;
  const budgets = new Budgets();
  // discord.js lets one request of a channel wait for the one before: two of it, so that a slow edit of what can wait
  // does not hold up a trip.
  const lines = { now: restOf(options), 'when-quiet': restOf(options) };
  let isWarned = false;

  async function call(wanted: Call): Promise<unknown> {
    const { method, path, where, urgency } = wanted;
    const route = routeOf(method, path);
    const waitMs = budgets.waitMs(route, urgency, clock.monotonic());
    if (waitMs > 0) {
      throw new DiscordFailure('discord-budget', 'Discord takes no more of these for now', {
        trouble: 'later',
        retryAfterMs: waitMs,
      });
    }
    budgets.sent(route, urgency, clock.monotonic());
    const answer = await answerOf(() =>
      lines[urgency].queueRequest({
        method: methods[method],
        fullRoute: path,
        ...(wanted.query === undefined ? {} : { query: new URLSearchParams(wanted.query) }),
        ...(wanted.body === undefined ? {} : { body: wanted.body }),
        ...(wanted.files === undefined || wanted.files.length === 0
          ? {}
          : { files: wanted.files.map(({ name, bytes }) => ({ name, data: Buffer.from(bytes) })) }),
      }),
    );
    const isTaken = answer.status >= 200 && answer.status < 300;
    const failure = isTaken ? null : failureOf(answer, where);
    const retryAfterMs = answer.retryAfterMs ?? failure?.retryAfterMs ?? null;
    budgets.answered(route, urgency, { ...answer, retryAfterMs }, clock.monotonic());
    warnOfRefusals();
    if (failure !== null) throw failure;
    return answer.body;
  }

  function warnOfRefusals(): void {
    const refusals = budgets.refusals(clock.monotonic());
    if (refusals >= 200 && !isWarned) {
      log.warn(
        { refusals },
        'Discord has refused much in ten minutes: what can wait stops soon, then everything',
      );
    }
    isWarned = refusals >= 200;
  }

  return { call };
}

function restOf({ token, url }: ApiOptions): REST {
  return new REST({
    api: url.replace(/\/+$/, '').replace(/\/v\d+$/, ''),
    version,
    rejectOnRateLimit: () => true,
    // Budgets counts, for both.
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    retries: 0,
    timeout: timeoutMs,
    makeRequest,
  }).setToken(token);
}
