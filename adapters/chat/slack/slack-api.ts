/**
 * Calls of Slack's Web API: bounded in time, never repeated by themselves, every failure a SlackFailure. No token,
 * address of an answer or text of a message goes into a failure or a log.
 */
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { faultOf } from './faults.ts';
import type { MethodName } from './methods.ts';
import { silentLog } from './sdk-log.ts';
import { limited, noAnswer, refusal, type SlackFailure } from './slack-failure.ts';

/** Real time, for a whole answer. Slack takes a fraction of a second; on a bad day some, and then they must not be given up. */
const timeoutMs = 10_000;
/** Where Slack says "too many" and not for how long. */
const unknownWaitSeconds = 10;
const longestWaitSeconds = 3_600;

export interface SlackApiOptions {
  botToken: string;
  /** With a slash at its end. */
  apiUrl: string;
  log: { warn(details: object, words: string): void };
}

export interface SlackApi {
  /**
   * Rejects with a SlackFailure, and with nothing else. An error that means that it is so already is no failure: an
   * empty answer.
   * @param args as the method's page documents them; objects and arrays as they are
   */
  call(method: MethodName, args: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** What a person must mend before anything goes through, with what to do; null: nothing that is known. */
  trouble(): string | null;
}

export function slackApi({ botToken, apiUrl, log }: SlackApiOptions): SlackApi {
  const client = new WebClient(botToken, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    // What hangs must not hold up what is urgent.
    maxRequestConcurrency: 1_000,
    fetch: withReadableLimits,
    logger: silentLog,
  });
  const unknownCodes = new Set<string>();
  const troubles = new Map<MethodName, string>();

  function noted(failure: SlackFailure, method: MethodName): SlackFailure {
    if (failure.auth) {
      const words = `${failure.message}${failure.remedy === null ? '' : `: ${failure.remedy}`}`;
      if (troubles.get(method) !== words) log.warn({ code: failure.code, method }, words);
      troubles.set(method, words);
    } else if (failure.trouble === 'refused' && faultOf(failure.slackCode) === null) {
      if (!unknownCodes.has(failure.slackCode))
        log.warn({ code: failure.code, method }, 'Slack answers with an error that leakops does not know');
      if (unknownCodes.size < 100) unknownCodes.add(failure.slackCode);
    }
    return failure;
  }

  return {
    trouble: () => troubles.values().next().value ?? null,
    async call(method, args) {
      try {
        const answer = await client.apiCall(method, args);
        troubles.delete(method);
        return { ...answer };
      } catch (error) {
        const failure = failureOf(error, method);
        if (faultOf(failure.slackCode)?.rule === 'ignore') return {};
        throw noted(failure, method);
      }
    },
  };
}

function failureOf(error: unknown, method: MethodName): SlackFailure {
  if (error instanceof WebAPIRateLimitedError) return limited(method, error.retryAfter * 1000);
  if (error instanceof WebAPIPlatformError) {
    const { error: code, needed, response_metadata: more } = { needed: null, ...error.data };
    // Something that is not JSON comes as a code, whole.
    if (typeof code !== 'string' || !/^[\w.-]{1,80}$/.test(code))
      return noAnswer('malformed', `Slack answers ${method} with something that leakops cannot read`, true);
    const seconds = more?.retryAfter;
    return refusal(code, method, {
      lacking: typeof needed === 'string' ? needed : null,
      retryAfterMs: typeof seconds === 'number' ? seconds * 1000 : null,
    });
  }
  if (error instanceof WebAPIHTTPError)
    return noAnswer(`http-${error.statusCode}`, `Slack answers HTTP ${error.statusCode} to ${method}`, true);
  return brokenOff(error instanceof WebAPIRequestError ? error.original : error, method);
}

/** Codes of connections that were never made: nothing can have arrived. */
const neverSent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** A request that ended without an answer. */
export function brokenOff(error: unknown, asked: string): SlackFailure {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return noAnswer('timeout', `Slack did not answer ${asked} in time`, true);
  const code = codeWithin(error);
  return noAnswer(
    'unreachable',
    `Slack cannot be reached for ${asked} (${code ?? 'no answer'})`,
    code === null || !neverSent.test(code),
  );
}

/** fetch hides what happened in its cause, of several addresses in an aggregate of causes. */
function codeWithin(error: unknown): string | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at instanceof AggregateError && at.errors.length > 0) return codeWithin(at.errors[0]);
  }
  return null;
}

/** The client leaves a 429 without whole seconds in `Retry-After` unexplained. */
async function withReadableLimits(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (response.status !== 429) return response;
  await response.body?.cancel();
  const seconds = waitSeconds(response.headers.get('retry-after'));
  return new Response(null, { status: 429, headers: { 'retry-after': String(seconds) } });
}

/** Of a `Retry-After`, as seconds: a number, or a date. */
export function waitSeconds(header: string | null): number {
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(header ?? '')
    ? Number(header)
    : (Date.parse(header ?? '') - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return unknownWaitSeconds;
  return Math.min(longestWaitSeconds, Math.max(1, Math.ceil(seconds)));
}
