/** One call of the Web API: token, scope, rate limit, method, answer. */
import type { IncomingHttpHeaders } from 'node:http';
import { argumentsOf, readArguments } from './arguments.ts';
import { formOnly, methods } from './methods/methods.ts';
import { askedOf, demandScope } from './scopes.ts';
import type { Dict } from './shapes.ts';
import { SlackError } from './slack-error.ts';
import type { State } from './state.ts';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface Asked {
  method: string;
  args: Dict;
  isJson: boolean;
}

export function answerOf(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** Reads what is asked; a body that cannot be read is an answer already. */
export async function readAsked(
  method: string,
  body: Buffer,
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
): Promise<Asked | SlackError> {
  try {
    const { args, isJson } = await readArguments(body, headers['content-type'] ?? '', query);
    return { method, args, isJson };
  } catch (error) {
    if (error instanceof SlackError) return error;
    throw error;
  }
}

export function refused({ code, more }: SlackError): Answer {
  return answerOf(200, { ok: false, error: code, ...more });
}

export function tooMany(seconds: number): Answer {
  return answerOf(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(seconds) });
}

/** Does it. Never throws but for faults of the stand-in itself. */
export function call(asked: Asked, authorization: string | undefined, state: State): Answer {
  const { method } = asked;
  try {
    const token = tokenOf(asked.args, authorization);
    const kind = kindOf(token, state);
    const wanted = askedOf[method];
    const perform = methods[method];
    if (wanted === undefined || perform === undefined)
      return answerOf(200, { ok: false, error: 'unknown_method', req_method: method });
    if (kind !== wanted.token) throw new SlackError('not_allowed_token_type');
    const granted = kind === 'app' ? state.appScopes : state.scopes;
    if (wanted.scope !== null) demandScope(wanted.scope, granted);
    const args = argumentsOf(asked.isJson && formOnly.has(method) ? {} : asked.args);
    const wait = state.limits.ask(method, args.text('channel'));
    if (wait !== null) return tooMany(wait);
    const headers = {
      'x-oauth-scopes': granted.join(','),
      ...(wanted.scope === null ? {} : { 'x-accepted-oauth-scopes': wanted.scope }),
      'x-slack-req-id': state.workspace.id('req').toLowerCase(),
    };
    return answerOf(200, { ok: true, ...perform(args, state) }, headers);
  } catch (error) {
    if (error instanceof SlackError) {
      const scopes = { 'x-oauth-scopes': state.scopes.join(',') };
      return { ...refused(error), headers: { ...refused(error).headers, ...scopes } };
    }
    throw error;
  }
}

function tokenOf(args: Dict, authorization: string | undefined): string {
  const inHeader = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  const token = inHeader ?? (typeof args.token === 'string' ? args.token : '');
  if (token === '') throw new SlackError('not_authed');
  return token;
}

function kindOf(token: string, { botToken, appToken }: State): 'bot' | 'app' {
  if (token === botToken) return 'bot';
  if (token === appToken) return 'app';
  throw new SlackError('invalid_auth');
}
