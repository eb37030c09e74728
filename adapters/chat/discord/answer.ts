/** What came back of a call: an answer, or a DiscordFailure where none came that tells anything. */
import type { ResponseLike } from 'discord.js';
import { z } from 'zod';
import { cut } from '../../../src/voice/typed.ts';
import { DiscordFailure } from './discord-failure.ts';
import type { Answer } from './faults.ts';
import { Refused, Taken } from './wire.ts';

export interface Answered extends Answer {
  headers: Headers;
  /** Parsed; null: none. */
  body: unknown;
  /** Concerns every call: the overall limit, or something before Discord that answers in its place. */
  isForAll: boolean;
}

const errorBody = z.object({
  code: z.number().nullish().catch(null),
  message: z.string().nullish().catch(null),
  retry_after: z.number().nonnegative().nullish().catch(null),
  global: z.boolean().nullish().catch(null),
  errors: z.unknown().optional(),
});

/** Whatever a server says: asking once in ten minutes does no harm, and silence for a day does. */
const longestWaitMs = 10 * 60_000;

/** @param send one request by discord.js with `makeRequest` */
export async function answerOf(send: () => Promise<ResponseLike>): Promise<Answered> {
  try {
    const response = await send();
    const text = await response.text();
    return {
      status: response.status,
      headers: response instanceof Taken ? response.all : new Headers(),
      body: text === '' ? null : JSON.parse(text),
      jsonCode: null,
      words: null,
      retryAfterMs: null,
      isForAll: false,
    };
  } catch (error) {
    if (error instanceof Refused) return refusalOf(error);
    throw silenceOf(error);
  }
}

function refusalOf({ status, headers, text }: Refused): Answered {
  const body = json(text);
  const parsed = errorBody.safeParse(body);
  const { code = null, message = null, retry_after = null, global = null, errors } = parsed.data ?? {};
  const headerSeconds = Number(headers.get('retry-after') ?? Number.NaN);
  const afterSeconds = retry_after ?? (headerSeconds >= 0 ? headerSeconds : null);
  const isLimit = status === 429;
  return {
    status,
    headers,
    body,
    jsonCode: code ?? null,
    words: wordsOf(message ?? null, errors),
    retryAfterMs: afterSeconds === null ? null : Math.min(longestWaitMs, Math.ceil(afterSeconds * 1_000)),
    isForAll:
      (isLimit && (global === true || headers.has('x-ratelimit-global'))) ||
      ((isLimit || status === 403) && !parsed.success) ||
      (status === 401 && (code == null || code === 0 || code === 40001 || code === 50014)),
  };
}

/** Discord's own, and of a form the fields it does not like: `embeds.0.url: Not a well formed URL.` */
function wordsOf(message: string | null, errors: unknown): string | null {
  const fields = [...fieldErrors(errors, '')].slice(0, 3).join('; ');
  const words = [message?.replace(/\.$/, ''), fields].filter((part) => part !== undefined && part !== '');
  return words.length === 0 ? null : cut(words.join(': ').replace(/\s+/g, ' '), 200);
}

function* fieldErrors(node: unknown, path: string): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [name, value] of Object.entries(node)) {
    if (name === '_errors' && Array.isArray(value)) {
      for (const error of value) {
        const { message } = z.object({ message: z.string() }).catch({ message: 'refused' }).parse(error);
        yield `${path === '' ? 'form' : path}: ${message}`;
      }
    } else {
      yield* fieldErrors(value, path === '' ? name : `${path}.${name}`);
    }
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Nothing was sent for these. */
const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH']);

/** No answer, or none that tells. Its cause is left out: an address holds the way back to a person. */
function silenceOf(error: unknown): DiscordFailure {
  const limit = z
    .object({ name: z.string().startsWith('RateLimitError'), retryAfter: z.number() })
    .safeParse(error);
  if (limit.success) {
    return new DiscordFailure('discord-budget', 'Discord takes no more of these for now', {
      trouble: 'later',
      retryAfterMs: Math.max(0, Math.ceil(limit.data.retryAfter)),
    });
  }
  const reason = codeOf(error);
  return new DiscordFailure('discord-silent', `Discord did not answer (${reason})`, {
    trouble: 'later',
    mayStand: !unreachable.has(reason),
  });
}

function codeOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'its answer is no JSON';
  if (error instanceof Error && error.name === 'AbortError') return 'in time';
  const code = z.object({ cause: z.object({ code: z.string() }) }).safeParse(error).data?.cause.code;
  return code ?? (error instanceof Error ? error.name : 'unknown');
}
