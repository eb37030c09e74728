/** Locust as measured (facts/locust.md), on a scriptable stand-in. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { locustLoad } from '../../../adapters/load/locust.ts';
import type { Load, LoadState } from '../../../src/ports.ts';
import { order, runTag } from '../../contracts/load.ts';
import { answer } from '../loopback-server.ts';
import { type LocustStandIn, startLocust } from './stand-in.ts';

let locust: LocustStandIn;
let load: Load;
beforeEach(async () => {
  locust = await startLocust();
  load = locustLoad({ url: locust.url, clock: locust.clock });
});
afterEach(() => locust.close());

const changes = () => locust.log.filter((line) => !line.startsWith('GET /stats'));
const settle = () => locust.clock.advance(3000);

describe('orders', () => {
  test('are a form of two fields: never run_time, never host', async () => {
    await load.put({ ...order(25), spawnRate: 3 });
    expect(changes()).toEqual(['POST /swarm user_count=25&spawn_rate=3']);
  });

  test('the statistics are cached: a restore right after a put is still sent', async () => {
    const before = await load.read();
    await load.put(order(25));
    await load.restore(before, runTag);
    expect(locust.users).toBe(5);
  });

  test('while our own order spawns it is not sent again; while another does it is', async () => {
    await load.put(order(25));
    locust.state = 'spawning';
    locust.users = 12;
    settle();
    await load.put(order(25));
    expect(changes()).toHaveLength(1);
    settle();
    await load.put(order(30));
    expect(changes()).toHaveLength(2);
  });

  test('an order whose answer was lost is sent again', async () => {
    locust.script = (request, response) => {
      if (request.url !== '/swarm') return false;
      response.destroy();
      return true;
    };
    await expect(load.put(order(25))).rejects.toMatchObject({ code: 'locust-unreachable', retryable: true });
    locust.script = () => false;
    await load.put(order(25));
    expect(locust.users).toBe(25);
  });

  test('0 users that ran are 0 users again, not a stop', async () => {
    locust.users = 0;
    const before = await load.read();
    await load.put(order(25));
    settle();
    await load.restore(before, runTag);
    expect(changes().at(-1)).toMatch(/^POST \/swarm user_count=0&/);
  });

  test('users that were unknown are not guessed', async () => {
    const before: LoadState = {
      running: true,
      spawning: false,
      users: null,
      completedOrders: null,
      detail: null,
    };
    await expect(load.restore(before, runTag)).rejects.toMatchObject({ retryable: false });
    expect(changes()).toEqual([]);
  });
});

describe('stop', () => {
  const idle: LoadState = { running: false, spawning: false, users: 0, completedOrders: null, detail: null };

  test('by POST; by GET where POST is not allowed, remembered', async () => {
    locust.stopMethod = 'GET';
    for (const users of [10, 11]) {
      await load.put(order(users));
      settle();
      await load.restore(idle, runTag);
      settle();
    }
    expect(changes().map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'POST /swarm',
      'POST /stop',
      'GET /stop',
      'POST /swarm',
      'GET /stop',
    ]);
    expect(locust.state).toBe('stopped');
  });

  test('where neither is allowed it is a failure', async () => {
    locust.script = (request, response) => {
      if (request.url !== '/stop') return false;
      answer(response, 405, '<html></html>', 'text/html');
      return true;
    };
    await expect(load.restore(idle, runTag)).rejects.toMatchObject({ code: 'locust-405' });
  });
});

describe('answers', () => {
  test('success: false with HTTP 200 is a refusal, in its words', async () => {
    locust.script = (request, response) => {
      if (request.url !== '/swarm') return false;
      answer(response, 200, { success: false, message: 'no workers' });
      return true;
    };
    await expect(load.put(order(25))).rejects.toMatchObject({
      code: 'locust-refused',
      message: expect.stringContaining('no workers'),
    });
  });

  test.each([
    ['a login page', 200, '<!DOCTYPE html><h1>Login</h1>', 'text/html', 'locust-html'],
    ['JSON of something else', 200, '{"ok":true}', 'application/json', 'locust-strange'],
    ['a list', 200, '[]', 'application/json', 'locust-strange'],
    ['broken JSON', 200, '{"stats":[', 'application/json', 'locust-malformed'],
    ['an error', 502, '<html></html>', 'text/html', 'locust-502'],
    ['a redirect', 302, '', 'text/plain', 'locust-redirect'],
  ])('%s is a failure that says so', async (_name, status, body, type, code) => {
    locust.script = (_request, response) => {
      answer(response, status, body, type);
      return true;
    };
    await expect(load.read()).rejects.toMatchObject({ name: 'Failure', code });
    await expect(load.put(order(25))).rejects.toMatchObject({ code });
    expect(changes()).toEqual([]);
  });

  test('after a refusal nothing is on its way', async () => {
    locust.state = 'ready';
    locust.script = (request, response) => {
      if (request.url !== '/swarm') return false;
      answer(response, 200, { success: false });
      return true;
    };
    await expect(load.put(order(25))).rejects.toMatchObject({ code: 'locust-refused' });
    expect(await load.read()).toMatchObject({ running: false, spawning: false });
  });

  test('JSON that is named a page is JSON', async () => {
    locust.script = (_request, response) => {
      answer(response, 200, { state: 'running', user_count: 7, stats: [] }, 'text/html; charset=utf-8');
      return true;
    };
    expect(await load.read()).toMatchObject({ running: true, users: 7 });
  });

  test('an answer to a swarm without success is no yes', async () => {
    locust.script = (request, response) => {
      if (request.url !== '/swarm') return false;
      answer(response, 200, {});
      return true;
    };
    await expect(load.put(order(25))).rejects.toMatchObject({ code: 'locust-strange' });
  });

  test('a path prefix with a slash at its end', async () => {
    const behind = await startLocust('/loadgen');
    const prefixed = locustLoad({ url: `${behind.url}/`, clock: behind.clock });
    await prefixed.put(order(25));
    expect(behind.users).toBe(25);
    await behind.close();
  });

  test.each(['ready', 'stopped'] as const)('%s is not running', async (state) => {
    locust.state = state;
    expect(await load.read()).toMatchObject({ running: false, spawning: false });
  });
});

describe('completed orders', () => {
  const orders = async () => {
    settle();
    return (await load.read()).completedOrders;
  };

  test('are requests less failures of POST /api/checkout alone', async () => {
    expect(await orders()).toBe(10);
  });

  test('are unknown while there is no row, never 0', async () => {
    locust.checkout = null;
    expect(await orders()).toBeNull();
  });

  test('only grow, also when statistics begin anew', async () => {
    expect(await orders()).toBe(10);
    await load.restore(
      { running: false, spawning: false, users: 0, completedOrders: null, detail: null },
      runTag,
    );
    await load.put(order(25));
    expect(await orders()).toBe(10);
    locust.checkout = { requests: 4, failures: 0 };
    expect(await orders()).toBe(14);
    locust.checkout = { requests: 6, failures: 1 };
    expect(await orders()).toBe(15);
  });
});
