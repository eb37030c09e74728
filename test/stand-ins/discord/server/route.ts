/** One route of the API: what it needs, and what it does. */
import type { Json } from '../json.ts';
import { isObject } from '../json.ts';
import type { Upload } from '../state/attachments.ts';
import type { Budget } from './rate-limits.ts';

export type Call = {
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  uploads: Upload[];
};

/** A body of undefined answers without one. */
export type Answer = { status: number; body?: unknown };

export type Route = {
  /** `POST /channels/{channel}/messages` */
  name: string;
  /** Interactions and their webhooks need no token, and are not in the limit of 50 a second. */
  open: boolean;
  budget: Budget | null;
  handle: (call: Call) => Answer;
};

export function route(
  name: string,
  handle: Route['handle'],
  more: Partial<Omit<Route, 'name' | 'handle'>> = {},
): Route {
  return { name, open: false, budget: { limit: 10, windowMs: 10_000 }, handle, ...more };
}

export function bodyOf(call: Call): Json {
  return isObject(call.body) ? call.body : {};
}

export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}

type Found = { route: Route; params: Record<string, string> };

/** The route of a path below /api/v10; `wrongMethod` when another method would have one. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): Found | 'wrongMethod' | null {
  const matches = routes.flatMap((each) => {
    const [wanted = '', pattern = ''] = each.name.split(' ');
    const params = match(pattern, path);
    return params === null ? [] : [{ route: each, params, wanted }];
  });
  const found = matches.find(({ wanted }) => wanted === method);
  if (found !== undefined) return { route: found.route, params: found.params };
  return matches.length > 0 ? 'wrongMethod' : null;
}

function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, step] of wanted.entries()) {
    const part = decoded(given[at] ?? '');
    if (step.startsWith('{')) params[step.slice(1, -1)] = part;
    else if (step !== part) return null;
  }
  return params;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What rate limits count apart: the first channel, guild or webhook of the path. */
export function resourceOf(params: Record<string, string>): string {
  const { channel, guild, webhook, token } = params;
  return channel ?? guild ?? (webhook === undefined ? '' : `${webhook}/${token ?? ''}`);
}
