/** A strict Locust of which a test can script every answer. Independent of the adapter's code. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../src/ports.ts';
import { answer, startLoopbackServer } from '../loopback-server.ts';

interface StandInClock extends Clock {
  advance(ms: number): void;
}

function steppedClock(): StandInClock {
  let nowMs = 1_000_000;
  return {
    now: () => nowMs,
    monotonic: () => nowMs,
    sleep: async () => {},
    turn() {},
    advance(ms) {
      nowMs += ms;
    },
  };
}

export interface LocustStandIn {
  url: string;
  clock: StandInClock;
  state: 'ready' | 'spawning' | 'running' | 'stopped';
  users: number;
  /** num_requests and num_failures of POST /api/checkout; null: no such row. */
  checkout: { requests: number; failures: number } | null;
  stopMethod: 'POST' | 'GET';
  /** `POST /swarm user_count=25&spawn_rate=3`. */
  log: string[];
  script: (request: IncomingMessage, response: ServerResponse) => boolean;
  close(): Promise<void>;
}

export async function startLocust(prefix = ''): Promise<LocustStandIn> {
  const clock = steppedClock();
  let cache: { atMs: number; body: unknown } | null = null;
  const world: LocustStandIn = {
    url: '',
    clock,
    state: 'running',
    users: 5,
    checkout: { requests: 12, failures: 2 },
    stopMethod: 'POST',
    log: [],
    script: () => false,
    close: () => server.close(),
  };

  const statistics = () => {
    if (cache === null || clock.now() - cache.atMs >= 2000) {
      const rows = [{ method: 'GET', name: '/api/checkout', num_requests: 99, num_failures: 0 }];
      const { checkout } = world;
      const own = checkout === null ? [] : [row('POST', '/api/checkout', checkout)];
      const total = row('', 'Aggregated', { requests: 999, failures: 0 });
      const stats = [...rows, ...own, { ...total, method: null }, total];
      cache = { atMs: clock.now(), body: { stats, errors: [], state: world.state, user_count: world.users } };
    }
    return cache.body;
  };
  const swarm = (request: IncomingMessage, body: string): unknown => {
    const form = new URLSearchParams(body);
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    const known = [...form.keys()].every((key) => key === 'user_count' || key === 'spawn_rate');
    const users = form.get('user_count') ?? '';
    const valid = isForm && known && /^\d+$/.test(users) && Number(form.get('spawn_rate')) > 0;
    if (!valid) return { success: false, message: 'Bad swarm' };
    if (world.state === 'ready' || world.state === 'stopped') world.checkout = null;
    world.state = 'running';
    world.users = Number(users);
    return { success: true, message: 'Swarming started' };
  };

  const server = await startLoopbackServer((request, response, body) => {
    world.log.push(`${request.method} ${request.url} ${body}`.trim());
    if (world.script(request, response)) return;
    const path = request.url?.startsWith(prefix) === true ? request.url.slice(prefix.length) : '';
    if (path === '/stats/requests' && request.method === 'GET') return answer(response, 200, statistics());
    if (path === '/swarm' && request.method === 'POST') return answer(response, 200, swarm(request, body));
    if (path === '/stop' && request.method === world.stopMethod) {
      world.state = 'stopped';
      world.users = 0;
      return answer(response, 200, { success: true, message: 'Test stopped' });
    }
    answer(response, path === '/stop' ? 405 : 404, '<html>no</html>', 'text/html');
  });
  world.url = `${server.url}${prefix}`;
  return world;
}

function row(method: string, name: string, { requests, failures }: { requests: number; failures: number }) {
  return { method, name, num_requests: requests, num_failures: failures, median_response_time: null };
}
