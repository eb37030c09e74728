/**
 * Discord's REST API by discord.js, as the bot needs it: nothing sleeps, nothing is sent a second time by itself, what
 * can wait never stands before what cannot, and every answer but a 2xx is a DiscordFailure. Neither the token nor the
 * way back to a person (a token in a path) goes into any words.
 */
import { type InternalRequest, REST, RequestMethod } from 'discord.js';
import type { Clock, Urgency } from '../../../src/ports.ts';
import { type Answered, answerOf } from './answer.ts';
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
  /** `https://discord.com/api`; a slash or a version at its end does no harm, nor does it without a path. */
  url: string;
  clock: Pick<Clock, 'monotonic'>;
  log: { warn: (fields: object, words: string) => void };
}

export function discordApi(options: ApiOptions): Api {
  const { clock, log } = options;
  const budgets = new Budgets();
  const [first, second] = addressesOf(options.url);
  const given = linesTo(first, options.token);
  const other = second === undefined ? null : linesTo(second, options.token);
  /** Those to the API, once it is known where that is. */
  let found = other === null ? given : null;
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
    const answer = await ask(wanted);
    const failure = isTaken(answer) ? null : failureOf(withoutToken(answer), where);
    const retryAfterMs = answer.retryAfterMs ?? failure?.retryAfterMs ?? null;
    budgets.answered(route, urgency, { ...answer, retryAfterMs }, clock.monotonic());
    warnOfRefusals();
    if (failure !== null) throw failure;
    return answer.body;
  }

  async function ask(wanted: Call): Promise<Answered> {
    const on = (lines: Lines) => answerOf(() => lines[wanted.urgency].queueRequest(requestOf(wanted)));
    const tried = found ?? given;
    const answer = await on(tried);
    const isElsewhere = answer.status === 404 && !answer.jsonCode && found === null && other !== null;
    if (!isElsewhere) {
      if (isTaken(answer)) found = tried;
      return answer;
    }
    const second = await on(other);
    if (isTaken(second)) found = other;
    return second;
  }

  /** A server may repeat what it was sent. */
  function withoutToken(answer: Answered): Answered {
    return { ...answer, words: answer.words?.replaceAll(options.token, '…') ?? null };
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

function isTaken({ status }: Answered): boolean {
  return status >= 200 && status < 300;
}

type Lines = Record<Urgency, REST>;

function requestOf({ method, path, query, body, files = [] }: Call): InternalRequest {
  return {
    method: methods[method],
    fullRoute: path,
    ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
    ...(body === undefined ? {} : { body }),
    ...(files.length === 0
      ? {}
      : { files: files.map(({ name, bytes }) => ({ name, data: Buffer.from(bytes) })) }),
  };
}

/** As it is given, without a version; of a server alone also where Discord has its API. */
function addressesOf(url: string): [string, string?] {
  const address = url.replace(/\/+$/, '').replace(/\/v\d+$/, '');
  return new URL(address).pathname === '/' ? [address, `${address}/api`] : [address];
}

/**
 * discord.js lets one request of a channel wait for the one before: two of it, so that a slow edit of what can wait
 * does not hold up a trip.
 */
function linesTo(api: string, token: string): Lines {
  return { now: restOf(api, token), 'when-quiet': restOf(api, token) };
}

function restOf(api: string, token: string): REST {
  return new REST({
    api,
    version,
    rejectOnRateLimit: () => true,
    // Budgets counts, for both.
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    retries: 0,
    timeout: timeoutMs,
    makeRequest,
  }).setToken(token);
}
