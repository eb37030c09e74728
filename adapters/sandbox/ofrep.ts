/** flagd's wire: OFREP, `/readyz`, and Connect's ResolveInt, on one port. */
import type { EvaluationContext } from '@openfeature/core';
import { z } from 'zod';
import type { Flagd, FlagdAnswer } from './flagd.ts';
import { parseJson, pathOf, readBody, sendJson } from './web.ts';
import type { Handler } from './with-faults.ts';

const singlePath = '/ofrep/v1/evaluate/flags/';
const bulkPath = '/ofrep/v1/evaluate/flags';
const resolveIntPath = '/flagd.evaluation.v1.Service/ResolveInt';

/** flagd goes on without a context that is no object, and takes an empty body for none. */
const contextSchema = z.record(z.string(), z.unknown()).catch({});
const evaluationRequest = z.object({ context: contextSchema }).nullable();
const resolveRequest = z.object({ context: contextSchema, flagKey: z.string() });

/** JSON keeps no undefined: a disabled flag has neither value nor variant. */
function answerBody(key: string, answer: FlagdAnswer): unknown {
  if (answer.kind === 'error') {
    const { code, details, metadata } = answer;
    return { key, errorCode: code, errorDetails: details, metadata };
  }
  const { value, variant, reason, metadata } = answer;
  return { key, value, variant, reason, metadata };
}

function answerStatus(answer: FlagdAnswer): number {
  if (answer.kind === 'value') return 200;
  return answer.code === 'FLAG_NOT_FOUND' ? 404 : 400;
}

function contextOf(body: string): EvaluationContext | null {
  const parsed = evaluationRequest.safeParse(body.trim() === '' ? null : parseJson(body));
  return parsed.success ? ((parsed.data?.context ?? {}) as EvaluationContext) : null;
}

function decodedKey(path: string): string | null {
  try {
    return decodeURIComponent(path.slice(singlePath.length));
  } catch {
    return null;
  }
}

/** Connect's codes; an integer travels as a string. */
function resolveInt(flagd: Flagd, body: string): { status: number; body: unknown } {
  const parsed = resolveRequest.safeParse(parseJson(body));
  if (!parsed.success) return { status: 400, body: { code: 'invalid_argument', message: 'invalid request' } };
  const answer = flagd.evaluate(parsed.data.flagKey, parsed.data.context as EvaluationContext);
  if (answer.kind === 'error') {
    const code = answer.code === 'FLAG_NOT_FOUND' ? 'not_found' : 'internal';
    return { status: code === 'not_found' ? 404 : 500, body: { code, message: answer.details } };
  }
  const { value, variant, reason, metadata } = answer;
  if (value !== undefined && !Number.isInteger(value)) {
    return { status: 400, body: { code: 'invalid_argument', message: 'TYPE_MISMATCH' } };
  }
  return { status: 200, body: { value: String(value ?? 0), variant, reason, metadata } };
}

export function ofrepHandler(flagd: Flagd): Handler {
  const evaluate: Handler = async (request, response) => {
    const path = pathOf(request);
    const body = await readBody(request);
    const context = contextOf(body);
    const key = path === bulkPath ? undefined : decodedKey(path);
    if (context === null || key === null) {
      return sendJson(response, 400, {
        key,
        errorCode: 'INVALID_CONTEXT',
        errorDetails: 'Provider context is not valid',
        metadata: null,
      });
    }
    if (key !== undefined) {
      const answer = flagd.evaluate(key, context);
      return sendJson(response, answerStatus(answer), answerBody(key, answer));
    }
    const flags = flagd.keys().map((each) => answerBody(each, flagd.evaluate(each, context)));
    sendJson(response, 200, { flags });
  };

  return async (request, response) => {
    const path = pathOf(request);
    if (path === '/readyz' || path === '/healthz') return void response.writeHead(200).end();
    const known = path === bulkPath || path === resolveIntPath || path.startsWith(singlePath);
    if (!known) return void response.writeHead(404).end();
    if (request.method !== 'POST') return void response.writeHead(405).end();
    if (path !== resolveIntPath) return evaluate(request, response);
    const resolved = resolveInt(flagd, await readBody(request));
    sendJson(response, resolved.status, resolved.body);
  };
}
