import { describe, expect, it } from 'vitest';
import { createLocust } from '../../../adapters/sandbox/locust.ts';
import { locustHandler } from '../../../adapters/sandbox/locust-web.ts';
import { serving } from './serving.ts';

interface Statistics {
  stats: { method: string; name: string; num_requests: number }[];
  state: string;
  user_count: number;
  total_rps: number;
}

async function started(options: { stopMethod?: 'POST' | 'GET'; login?: boolean } = {}) {
  const shop = { orders: 0, failed: 0 };
  const server = await serving('locust', (clock) =>
    locustHandler({
      locust: createLocust({
        clock,
        orders: () => ({ completed: shop.orders, failed: shop.failed }),
        beforeChange: () => {},
      }),
      clock,
      stopMethod: options.stopMethod ?? 'POST',
      login: options.login ?? false,
    }),
  );
  const form = (fields: Record<string, string>) => server.post('/swarm', new URLSearchParams(fields));
  const swarm = async (fields: Record<string, string>) => {
    const response = await form(fields);
    return {
      status: response.status,
      body: (await response.json()) as { success: boolean; message: string },
    };
  };
  /** Past the cache. */
  const statistics = async () => {
    await server.clock.advance(2000);
    return (await (await server.get('/stats/requests')).json()) as Statistics;
  };
  const checkouts = (of: Statistics) => of.stats.find((row) => row.name === '/api/checkout')?.num_requests;
  return { ...server, shop, form, swarm, statistics, checkouts };
}

describe('Locust', () => {
  it('is started with five users', async () => {
    const { statistics, get } = await started();
    expect(await statistics()).toMatchObject({ state: 'running', user_count: 5 });
    expect((await get('/')).headers.get('content-type')).toContain('text/html');
  });

  it('ramps up and down at the spawn rate and keeps its statistics', async () => {
    const { swarm, statistics, shop, checkouts, clock } = await started();
    shop.orders = 7;
    expect(await swarm({ user_count: '25', spawn_rate: '4' })).toEqual({
      status: 200,
      body: expect.objectContaining({ success: true }),
    });
    const half = await statistics();
    expect(half).toMatchObject({ state: 'spawning', user_count: 14 });
    expect(checkouts(half)).toBe(7);
    await clock.advance(2000);
    expect(await statistics()).toMatchObject({ state: 'running', user_count: 25 });
    await swarm({ user_count: '12', spawn_rate: '100' });
    await statistics();
    await swarm({ user_count: '3', spawn_rate: '1' });
    await clock.advance(5000);
    expect(await statistics()).toMatchObject({ state: 'spawning', user_count: 4 });
    await clock.advance(0);
    expect(await statistics()).toMatchObject({ state: 'running', user_count: 3 });
  });

  it('takes no users: the test goes on running', async () => {
    const { swarm, statistics, clock } = await started();
    expect((await swarm({ user_count: '0', spawn_rate: '5' })).body.success).toBe(true);
    await clock.advance(1000);
    expect(await statistics()).toMatchObject({ state: 'running', user_count: 0 });
  });

  const refused: Record<string, string>[] = [
    { user_count: '-1', spawn_rate: '1' },
    { user_count: '2.5', spawn_rate: '1' },
    { user_count: '5', spawn_rate: '0' },
    { user_count: '5', spawn_rate: 'fast' },
    { user_count: '5' },
    { spawn_rate: '5' },
    { user_count: '9', spawn_rate: '1', run_time: 'soon' },
  ];
  it.each(refused)('refuses %o with 200 and leaves the test alone', async (fields) => {
    const { swarm, statistics } = await started();
    expect(await swarm(fields)).toEqual({ status: 200, body: expect.objectContaining({ success: false }) });
    expect(await statistics()).toMatchObject({ state: 'running', user_count: 5 });
  });

  it('refuses JSON with 200, GET with 405 HTML', async () => {
    const { post, get } = await started();
    const json = await post('/swarm', { user_count: 5, spawn_rate: 1 });
    expect([json.status, await json.json()]).toMatchObject([200, { success: false }]);
    const wrongMethod = await get('/swarm');
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers.get('content-type')).toContain('text/html');
  });

  it('caches its statistics for two seconds', async () => {
    const { get, shop, clock, checkouts } = await started();
    const read = async () => checkouts((await (await get('/stats/requests')).json()) as Statistics);
    expect(await read()).toBe(0);
    shop.orders = 3;
    await clock.advance(1900);
    expect(await read()).toBe(0);
    await clock.advance(100);
    expect(await read()).toBe(3);
  });

  it('shows checkout as its row, the total last', async () => {
    const { statistics, shop } = await started();
    shop.orders = 10;
    const { stats, total_rps } = await statistics();
    expect(stats.find((row) => row.name === '/api/checkout')).toMatchObject({
      method: 'POST',
      num_requests: 10,
    });
    const last = stats.at(-1);
    expect(last?.name).toBe('Aggregated');
    expect(last?.num_requests).toBe(stats.slice(0, -1).reduce((sum, row) => sum + row.num_requests, 0));
    expect(total_rps).toBeGreaterThan(0);
  });

  it('a stop ends it; the next test begins its statistics anew', async () => {
    const { post, get, swarm, statistics, shop, checkouts } = await started();
    shop.orders = 9;
    expect((await get('/stop')).status).toBe(405);
    expect(await (await post('/stop')).json()).toMatchObject({ success: true });
    const stopped = await statistics();
    expect(stopped).toMatchObject({ state: 'stopped', user_count: 0 });
    expect(checkouts(stopped)).toBe(9);
    await swarm({ user_count: '2', spawn_rate: '2' });
    shop.orders = 11;
    const again = await statistics();
    expect(again).toMatchObject({ state: 'running', user_count: 2 });
    expect(checkouts(again)).toBe(2);
    await post('/stats/reset');
    expect(checkouts(await statistics())).toBe(0);
  });

  it('stops by GET as older ones do', async () => {
    const { post, get, statistics } = await started({ stopMethod: 'GET' });
    expect((await post('/stop')).status).toBe(405);
    expect((await get('/stop')).status).toBe(200);
    expect((await statistics()).state).toBe('stopped');
  });

  it('never cancels a run time: an old one stops a newer test', async () => {
    const { post, swarm, statistics, clock } = await started();
    await swarm({ user_count: '5', spawn_rate: '5', run_time: '1m' });
    await post('/stop');
    await swarm({ user_count: '8', spawn_rate: '8' });
    await clock.advance(55_000);
    expect(await statistics()).toMatchObject({ state: 'running', user_count: 8 });
    await clock.advance(5000);
    expect(await statistics()).toMatchObject({ state: 'stopped', user_count: 0 });
  });

  it('behind a login every route is 200 HTML', async () => {
    const { get, form } = await started({ login: true });
    for (const response of [await get('/stats/requests'), await form({ user_count: '5', spawn_rate: '1' })]) {
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/html');
    }
  });
});
