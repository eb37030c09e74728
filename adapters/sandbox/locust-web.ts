/** Locust's web API, as demo 2.x serves it (facts/locust.md). Most refusals are HTTP 200 with `success: false`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../src/ports.ts';
import type { Locust, Swarm } from './locust.ts';
import { pathOf, readBody, sendHtml, sendJson } from './web.ts';
import type { Handler } from './with-faults.ts';

export interface LocustWebOptions {
  locust: Locust;
  clock: Clock;
  /** Which method stops: POST in current Locust, GET in older ones; the other is 405. */
  stopMethod: 'POST' | 'GET';
  /** As with `--web-login` and no plug-in: every route is 200 text/html. */
  login: boolean;
}

const statisticsCachedMs = 2000;
const host = 'http://frontend-proxy:8080';
/** Tasks of the demo for each two of checkout, of 29. */
const otherTasks = [
  { method: 'GET', name: '/', perCheckout: 0.5 },
  { method: 'GET', name: '/api/products/[id]', perCheckout: 5 },
  { method: 'GET', name: '/api/recommendations', perCheckout: 1.5 },
  { method: 'GET', name: '/api/cart', perCheckout: 1.5 },
  { method: 'POST', name: '/api/cart', perCheckout: 2 },
];

const runTimePattern = /^(?=.)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/;

function runTimeMsOf(text: string): number | null {
  const match = runTimePattern.exec(text.trim());
  if (match === null) return null;
  const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

/** Python's `int` and `float`, as far as a form goes: room around them is no matter. */
const wholePattern = /^\s*[+-]?\d+\s*$/;
const numberPattern = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** In Locust's words why not, in the order in which it looks. */
function swarmOf(request: IncomingMessage, body: string): Swarm | string {
  const type = request.headers['content-type'] ?? '';
  const fields = new URLSearchParams(type.startsWith('application/x-www-form-urlencoded') ? body : '');
  let users: number | null = null;
  let spawnRate: number | null = null;
  let runTimeMs: number | null = null;
  for (const [field, text] of fields) {
    if (field === 'user_count') {
      if (!wholePattern.test(text)) return `Invalid user_count value: '${text}' (must be an integer)`;
      users = Number(text);
    } else if (field === 'spawn_rate') {
      if (!numberPattern.test(text)) return `Invalid spawn_rate value: '${text}' (must be a number)`;
      spawnRate = Number(text);
    } else if (field === 'run_time' && text !== '') {
      runTimeMs = runTimeMsOf(text);
      if (runTimeMs === null) return 'Valid run_time formats are : 20, 20s, 3m, 2h, 1h20m, 3h30m10s, etc.';
    }
  }
  if (users === null || users < 0 || spawnRate === null || spawnRate <= 0)
    return 'Missing or invalid user_count or spawn_rate from /swarm request';
  return { users, spawnRate, runTimeMs };
}

function row(
  method: string,
  name: string,
  counted: { requests: number; failures: number },
  seconds: number,
): Record<string, unknown> {
  const { requests, failures } = counted;
  return {
    method,
    name,
    num_requests: requests,
    num_failures: failures,
    current_rps: seconds > 0 ? requests / seconds : 0,
    current_fail_per_sec: seconds > 0 ? failures / seconds : 0,
    median_response_time: 12,
    avg_response_time: 14.5,
    'response_time_percentile_0.95': 41,
  };
}

/** As the demo's proxy answers what it gave up. */
function gatewayTimeouts(occurrences: number): Record<string, unknown> {
  const error = "HTTPError('504 Server Error: Gateway Timeout for url: /api/checkout')";
  return { method: 'POST', name: '/api/checkout', error, occurrences };
}

function statisticsOf(locust: Locust): Record<string, unknown> {
  const seconds = locust.statisticsSeconds();
  const { completed, failed: failures } = locust.checkouts();
  const checkouts = completed + failures;
  const others = otherTasks.map((task) => ({ ...task, requests: Math.round(checkouts * task.perCheckout) }));
  const total = others.reduce((sum, task) => sum + task.requests, checkouts);
  return {
    stats: [
      ...others.map((task) => row(task.method, task.name, { requests: task.requests, failures: 0 }, seconds)),
      row('POST', '/api/checkout', { requests: checkouts, failures }, seconds),
      row('', 'Aggregated', { requests: total, failures }, seconds),
    ],
    errors: failures === 0 ? [] : [gatewayTimeouts(failures)],
    total_rps: seconds > 0 ? total / seconds : 0,
    fail_ratio: total > 0 ? failures / total : 0,
    state: locust.state(),
    user_count: locust.users(),
  };
}

export function locustHandler({ locust, clock, stopMethod, login }: LocustWebOptions): Handler {
  let cached: { atMs: number; statistics: Record<string, unknown> } | null = null;

  const statistics = (): Record<string, unknown> => {
    const nowMs = clock.monotonic();
    if (cached === null || nowMs - cached.atMs >= statisticsCachedMs) {
      cached = { atMs: nowMs, statistics: statisticsOf(locust) };
    }
    return cached.statistics;
  };

  const swarm = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const order = swarmOf(request, await readBody(request));
    if (typeof order === 'string') return sendJson(response, 200, { success: false, message: order, host });
    locust.swarm(order);
    sendJson(response, 200, { success: true, message: 'Swarming started', host });
  };

  const routes: Record<string, { method: string; act: Handler }> = {
    '/': { method: 'GET', act: (_request, response) => sendHtml(response, 200, 'Locust') },
    '/swarm': { method: 'POST', act: swarm },
    '/stop': {
      method: stopMethod,
      act(_request, response) {
        locust.stop();
        sendJson(response, 200, { success: true, message: 'Test stopped' });
      },
    },
    '/stats/reset': {
      method: stopMethod,
      act(_request, response) {
        locust.resetStatistics();
        response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('ok');
      },
    },
    '/stats/requests': { method: 'GET', act: (_request, response) => sendJson(response, 200, statistics()) },
  };

  return (request, response) => {
    if (login) return sendHtml(response, 200, 'Locust login');
    const route = Object.hasOwn(routes, pathOf(request)) ? routes[pathOf(request)] : undefined;
    if (route === undefined) return sendHtml(response, 404, '404 Not Found');
    if (route.method !== request.method) return sendHtml(response, 405, '405 Method Not Allowed');
    return route.act(request, response);
  };
}
