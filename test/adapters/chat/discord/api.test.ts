/** Calls on the stand-in: limits, urgency, what goes wrong on the wire, and that no secret is told. */
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { discordApi } from '../../../../adapters/chat/discord/api.ts';
import { Budgets, routeOf } from '../../../../adapters/chat/discord/budgets.ts';
import { startLoopbackServer } from '../../loopback-server.ts';
import { card, place, refusalOf, routesOf, type Speaking, said, speakOn } from './speaking.ts';

const editRoute = 'PATCH /channels/{channel}/messages/{message}';
const postRoute = 'POST /channels/{channel}/messages';

describe('limits', () => {
  let on: Speaking;
  let root: string;
  beforeEach(async () => {
    on = await speakOn({ limits: true });
    root = await on.chat.post(here(), card('the card'), 'card', 'now');
  });
  afterEach(() => on.close());

  const here = () => place(on.channel);
  const edit = (words: string, urgency: 'now' | 'when-quiet' = 'now') =>
    on.chat.edit(here(), root, card(words), urgency);
  const quietly = (i: number) =>
    on.chat.post(here(), said(`${i}`, { kind: 'progress' }), `p${i}`, 'when-quiet');

  test('what can wait leaves room: it is refused before Discord refuses it, and what cannot goes', async () => {
    let waitMs = 0;
    for (let i = 0; i < 3; i++) {
      await edit(`edit ${i}`, 'when-quiet');
      await on.clock.advance(1_000);
    }
    await edit('edit 3', 'when-quiet').catch((error) => {
      waitMs = error.retryAfterMs;
    });
    expect(waitMs).toBeGreaterThan(0);
    await edit('stopping');
    await edit('stopped');
    expect(on.discord.requests.filter(({ status }) => status === 429)).toEqual([]);
    await on.clock.advance(waitMs);
    await edit('later', 'when-quiet');
  });

  test('a hundred at once: a few reach Discord, each other one knows when to come back', async () => {
    const posts = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => quietly(i)));
    const refused = posts.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused.length).toBeGreaterThan(90);
    for (const one of refused) expect(one).toMatchObject({ trouble: 'later', mayStand: false });
    expect(refused.every(({ retryAfterMs }) => retryAfterMs > 0)).toBe(true);
    expect(on.discord.requests.length).toBeLessThan(10);
  });

  test('a 429 to what can wait holds back only what can wait', async () => {
    on.discord.faults.add({ route: editRoute, kind: 'rate-limited', retryAfterMs: 30_000, times: 1 });
    expect(await refusalOf(edit('quiet', 'when-quiet'))).toMatchObject({
      trouble: 'later',
      retryAfterMs: 30_000,
    });
    const before = on.discord.requests.length;
    expect(await refusalOf(edit('quiet', 'when-quiet'))).toMatchObject({ trouble: 'later' });
    expect(on.discord.requests).toHaveLength(before);
    await edit('stopping');
    expect(on.discord.seen()[0]!.text).toContain('stopping');
  });

  test('the overall limit holds back everything until its time', async () => {
    on.discord.faults.add({
      route: editRoute,
      kind: 'rate-limited',
      retryAfterMs: 5_000,
      scope: 'global',
      times: 1,
    });
    await refusalOf(edit('one'));
    const before = on.discord.requests.length;
    expect(await refusalOf(on.chat.post(here(), said('x'), 'x', 'now'))).toMatchObject({
      retryAfterMs: 5_000,
    });
    expect(on.discord.requests).toHaveLength(before);
    const answered = { method: 'POST', path: '/interactions/1/t/callback', body: { type: 5 } } as const;
    await refusalOf(on.api.call({ ...answered, where: 'interaction', urgency: 'now' }));
    expect(on.discord.requests).toHaveLength(before + 1);
    await on.clock.advance(5_000);
    await on.chat.post(here(), said('x'), 'x', 'now');
  });
});

test('a server that repeats the token in its refusal does not make it known', async () => {
  const server = await startLoopbackServer((request, response) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: 50035, message: `${request.headers.authorization} is odd` }));
  });
  const api = discordApi({
    token: 'a.b.hunter2',
    url: server.url,
    clock: { monotonic: () => 0 },
    log: { warn: () => {} },
  });
  const call = { method: 'GET', path: '/users/@me', where: 'application', urgency: 'now' } as const;
  expect((await refusalOf(api.call(call))).message).toMatch(/Bot … is odd/);
  await server.close();
});

test('headers that make no sense silence nobody', () => {
  const budgets = new Budgets();
  const route = 'POST /channels/1/messages';
  const told = (headers: Record<string, string>) =>
    budgets.answered(
      route,
      'now',
      { status: 200, headers: new Headers(headers), jsonCode: null, retryAfterMs: null, isForAll: false },
      0,
    );
  const limits = (remaining: string, after: string) => ({
    'x-ratelimit-limit': '5',
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset-after': after,
  });
  for (const [remaining, after] of [
    ['', ''],
    ['x', 'y'],
    ['-1', '5'],
    ['0', '-3'],
    ['0', 'Infinity'],
  ]) {
    told(limits(remaining!, after!));
    expect(budgets.waitMs(route, 'now', 0)).toBe(0);
  }
  told(limits('0', '86400'));
  expect(budgets.waitMs(route, 'now', 0)).toBe(15_000);
  expect(budgets.waitMs(route, 'now', 15_000)).toBe(0);
  expect(budgets.waitMs(route, 'when-quiet', 0)).toBe(600_000);
});

test('an answer that was on its way does not end the wait of a 429; waits grow only from one 429 to the next', () => {
  const budgets = new Budgets();
  const route = 'POST /channels/1/messages';
  const answered = (status: number, at: number) => {
    const retryAfterMs = status === 429 ? 0 : null;
    const answer = { status, headers: new Headers(), jsonCode: null, retryAfterMs, isForAll: false };
    budgets.answered(route, 'now', answer, at);
    return budgets.waitMs(route, 'now', at);
  };
  expect([0, 0, 0, 0].map((at) => answered(429, at))).toEqual([0, 1_000, 2_000, 4_000]);
  expect(answered(200, 1_000)).toBe(3_000);
  expect(answered(429, 4_000)).toBe(0);
});

test('two people who are answered do not wait for each other', () => {
  const budgets = new Budgets();
  const spent = { 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '5' };
  const headers = new Headers({ ...spent, 'x-ratelimit-bucket': 'b' });
  const answer = { status: 200, headers, jsonCode: null, retryAfterMs: null, isForAll: false };
  const [one, other] = ['/webhooks/1/t', '/webhooks/1/u'].map((path) => routeOf('POST', path));
  budgets.answered(one!, 'now', answer, 0);
  budgets.answered(other!, 'now', { ...answer, headers: new Headers({ 'x-ratelimit-bucket': 'b' }) }, 0);
  expect([budgets.waitMs(one!, 'now', 0), budgets.waitMs(other!, 'now', 0)]).toEqual([5_000, 0]);
});

test('routes are counted as Discord counts them', () => {
  expect(routeOf('PATCH', '/channels/12/messages/34')).toBe('PATCH /channels/12/messages/:id');
  expect(routeOf('POST', '/channels/12/messages/34/threads')).toBe('POST /channels/12/messages/:id/threads');
  expect(routeOf('GET', '/users/@me')).toBe('GET /users/@me');
  expect(routeOf('PATCH', '/webhooks/1/t/messages/34')).not.toBe(
    routeOf('PATCH', '/webhooks/1/u/messages/34'),
  );
});

describe('refusals', () => {
  let on: Speaking;
  beforeEach(async () => {
    on = await speakOn({ invalidLimit: 10_000 });
  });
  afterEach(() => on.close());
  const here = () => place(on.channel);

  test('without end: what can wait stops at 300 in ten minutes, everything at 2,000; then it goes on', async () => {
    const forbidden = { kind: 'error', status: 403, code: 50013, message: 'Missing Permissions' } as const;
    const fault = on.discord.faults.add({ route: postRoute, ...forbidden });
    const tried = async (i: number, urgency: 'now' | 'when-quiet') => {
      await on.clock.advance(1_000);
      return refusalOf(on.chat.post(here(), said(`${i}`), `k${i}`, urgency));
    };
    for (let i = 0; i < 300; i++) await tried(i, 'when-quiet');
    expect(await tried(300, 'when-quiet')).toMatchObject({ trouble: 'later', code: 'discord-budget' });
    expect(on.discord.invalidRequests).toBe(300);
    expect(await tried(301, 'now')).toMatchObject({ trouble: 'place-gone' });
    expect(on.logged.filter((line) => line.includes('refused much'))).toHaveLength(1);
    fault.remove();
    await on.chat.post(here(), said('Tripped'), 'trip', 'now');
    await on.clock.advance(10 * 60_000);
    await on.chat.post(here(), said('quiet again'), 'q', 'when-quiet');
  });

  test('a token that is no good any more is not tried again for a minute', async () => {
    const refused = { kind: 'error', status: 401, code: 0, message: '401: Unauthorized' } as const;
    const fault = on.discord.faults.add({ route: /./, ...refused });
    const failure = await refusalOf(on.chat.post(here(), said('x'), 'x', 'now'));
    expect(failure).toMatchObject({ trouble: 'later', remedy: expect.stringContaining('DISCORD_TOKEN') });
    for (let i = 0; i < 20; i++) {
      await on.clock.advance(2_900);
      await refusalOf(on.chat.post(here(), said('x'), 'x', 'now'));
    }
    expect(routesOf(on.discord)).toHaveLength(1);
    fault.remove();
    await on.clock.advance(60_000);
    await on.chat.post(here(), said('x'), 'x', 'now');
  });
});

test('no token and no way back to a person stands in what is thrown or logged', async () => {
  const on = await speakOn();
  const way = { applicationId: on.discord.applicationId, token: 'interaction-secret', original: 'waiting' };
  const name = on.ways.open(way);
  const told: unknown[] = [];
  const place1 = place(on.channel, { to: on.discord.people.person('Ana').id, way: name });
  for (const fault of [
    { kind: 'drop', when: 'before' },
    { kind: 'status', status: 500, when: 'before', html: true },
    { kind: 'rate-limited', retryAfterMs: 1 },
    { kind: 'error', status: 400, code: 50035, message: 'Invalid Form Body' },
    { kind: 'error', status: 401, code: 0, message: '401: Unauthorized' },
  ] as const) {
    const handle = on.discord.faults.add({ route: /./, ...fault });
    const failures = [
      await refusalOf(on.chat.post(place1, said('x'), `k${told.length}`, 'now')),
      await refusalOf(on.chat.post(place(on.channel), said('x'), `c${told.length}`, 'now')),
    ];
    for (const failure of failures) {
      told.push(failure.message, failure.code, failure.remedy, failure.stack, String(failure.cause), {
        ...failure,
      });
    }
    handle.remove();
    await on.clock.advance(60_000);
  }
  await on.close();
  const everything = JSON.stringify([told, on.logged]);
  expect(everything).not.toContain(on.discord.token);
  expect(everything).not.toContain('interaction-secret');
});

describe('a server that is not Discord', () => {
  const log = { warn: () => {} };
  const clock = { monotonic: () => 0 };
  const ask = (url: string, method: 'GET' | 'POST' = 'GET') =>
    discordApi({ token: 't', url, clock, log }).call({
      method,
      path: '/x',
      where: 'channel',
      urgency: 'now',
    });

  test.each([
    ['JSON without a type', 200, {}, '{"id":"1"}', { id: '1' }],
    ['an empty answer', 204, {}, '', null],
    ['an empty 200', 200, { 'content-type': 'application/json' }, '', null],
  ])('%s is taken', async (_words, status, headers, text, body) => {
    const server = await startLoopbackServer((_request, response) => {
      response.writeHead(status, headers);
      response.end(text);
    });
    // With a version at its end, and a slash.
    expect(await ask(`${server.url}/api/v10/`)).toEqual(body);
    await server.close();
  });

  test.each([
    ['a page in place of an answer', 200, '<html>', { trouble: 'later', mayStand: true }],
    ['half an answer', 200, '{"id":', { trouble: 'later', mayStand: true }],
    ['null as an error', 400, 'null', { trouble: 'refused', mayStand: false }],
    ['a number as an error', 404, '7', { trouble: 'refused' }],
    ['a code that is text', 400, '{"code":"x","message":7}', { trouble: 'refused' }],
    ['a wait of a day', 429, '{"retry_after":86400}', { trouble: 'later', retryAfterMs: 600_000 }],
    ['a wait that is text', 429, '{"retry_after":"soon"}', { trouble: 'later' }],
    ['a shield', 403, '<html>1020</html>', { trouble: 'later', retryAfterMs: 60_000 }],
  ])('%s is no answer that tells', async (_words, status, text, failure) => {
    const server = await startLoopbackServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(text);
    });
    await expect(ask(server.url)).rejects.toMatchObject(failure);
    await server.close();
  });

  test('nobody there: nothing can have arrived', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    await expect(ask(`http://127.0.0.1:${port}`, 'POST')).rejects.toMatchObject({
      trouble: 'later',
      mayStand: false,
    });
  });
});
