/** Load by Locust's web API, demo up to 2.x (facts/locust.md). Never `run_time`, never `host`. */
import { Failure } from '../../src/failure.ts';
import type { Clock, Load, LoadOrder, LoadState } from '../../src/ports.ts';
import { type Answer, type Client, httpClient } from '../http/client.ts';
import { parseAction, parseStatistics, type Statistics } from './locust-answers.ts';
import { orderCounter } from './order-counter.ts';

export interface LocustOptions {
  /** May have a path prefix: behind the demo's proxy it is `/loadgen/`. */
  url: string;
  clock: Clock;
}

/** Locust answers statistics from a cache of two seconds; a little more for the way. */
const cachedMs = 2200;
/** For a count that goes back up when nobody says how fast. */
const restoreRate = 3;

interface Sent {
  /** null: stop. */
  users: number | null;
  /** False when the answer was lost: it may or may not be so. */
  sure: boolean;
  atMono: number;
}

export function locustLoad({ url, clock }: LocustOptions): Load {
  const client = httpClient({
    name: 'locust',
    variable: 'LOCUST_URL',
    url,
    timeoutMs: 3000,
    limitBytes: 10_000_000,
  });
  const count = orderCounter();
  const stop = stopper(client);
  let sent: Sent | null = null;

  async function statistics(signal?: AbortSignal): Promise<Statistics> {
    const answer = await client.send({ method: 'GET', path: '/stats/requests', signal });
    return parseStatistics(client.json(answer), client.shown);
  }

  /** What we sent so lately that the statistics may not know it yet. */
  function lately(): Sent | null {
    return sent !== null && clock.monotonic() - sent.atMono < cachedMs ? sent : null;
  }

  async function act(users: number | null, send: () => Promise<Answer>): Promise<void> {
    const earlier = sent;
    sent = { users, sure: false, atMono: clock.monotonic() };
    const answer = client.json(await send());
    try {
      parseAction(answer, client.shown);
    } catch (refused) {
      sent = earlier;
      throw refused;
    }
    sent = { users, sure: true, atMono: clock.monotonic() };
  }

  /** Whether it is so already, or on its way there by our own order. */
  async function isSo(users: number | null, signal?: AbortSignal): Promise<boolean> {
    const recent = lately();
    if (recent !== null) return recent.sure && recent.users === users;
    const now = await statistics(signal);
    if (users === null) return !now.running;
    if (now.spawning) return sent?.sure === true && sent.users === users;
    return now.running && now.users === users;
  }

  async function swarm(users: number, spawnRate: number, signal?: AbortSignal): Promise<void> {
    if (await isSo(users, signal)) return;
    const body = new URLSearchParams({ user_count: String(users), spawn_rate: String(spawnRate) }).toString();
    const contentType = 'application/x-www-form-urlencoded';
    await act(users, () => client.send({ method: 'POST', path: '/swarm', body, contentType, signal }));
  }

  return {
    kind: 'locust',
    async read(signal) {
      const recent = lately();
      const order = count.begin();
      const now = await statistics(signal);
      const completedOrders = count.total(order, now.orders);
      const state: LoadState = {
        running: now.running,
        spawning: now.spawning,
        users: now.users,
        completedOrders,
        detail: null,
      };
      // The cache may still show the time before our order: that is a count on its way, not a person's.
      if (recent === null || recent.users === null) return state;
      if (now.running && now.users === recent.users) return state;
      return { ...state, running: true, spawning: true, users: now.running ? now.users : 0 };
    },
    async put(order, signal) {
      checkOrder(order);
      await swarm(order.users, order.spawnRate, signal);
    },
    async restore(before, _runTag, signal) {
      if (!before.running) {
        if (!(await isSo(null, signal))) await act(null, () => stop(signal));
      } else if (before.users !== null) {
        await swarm(before.users, restoreRate, signal);
      } else {
        throw new Failure('locust-unknown-before', 'the user count before the run is not known', {
          retryable: false,
          remedy: `set the users of Locust at ${client.shown} by hand`,
        });
      }
    },
  };
}

/** POST in current Locust, GET in older ones: what worked is remembered. */
function stopper(client: Client): (signal?: AbortSignal) => Promise<Answer> {
  let method: 'POST' | 'GET' = 'POST';
  return async (signal) => {
    const answer = await client.send({ method, path: '/stop', signal });
    if (answer.status !== 405 && answer.status !== 404) return answer;
    const other = method === 'POST' ? 'GET' : 'POST';
    const second = await client.send({ method: other, path: '/stop', signal });
    if (second.status !== 405 && second.status !== 404) method = other;
    return second;
  };
}

function checkOrder({ users, spawnRate }: LoadOrder): void {
  if (!Number.isInteger(users) || users < 0 || !Number.isFinite(spawnRate) || spawnRate <= 0)
    throw new Failure('load-order', `${users} users at ${spawnRate} a second cannot be ordered`, {
      retryable: false,
      remedy: 'users: a whole number; spawn rate: above 0',
    });
}
