/** Rate limits, the ban, and who is let in at all. */
import { describe, expect, test } from 'vitest';
import { ask, bench, codeOf, textChannel } from './client.ts';
import { RateLimits } from './server/rate-limits.ts';

const { discord: start, client: connect } = bench();

describe('a budget', () => {
  test('is told in headers, and said no when it is used up', async () => {
    let elapsed = 0;
    const discord = await start({ elapsed: () => elapsed, channels: ['general', 'other'] });
    const post = (channel: string) =>
      ask(discord, 'POST', `/channels/${discord.people.place(channel).id}/messages`, { content: 'x' });
    const first = await post('general');
    const headers = Object.fromEntries(first.headers);
    expect(headers).toMatchObject({
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': '4',
      'x-ratelimit-reset-after': '5.000',
      'x-ratelimit-bucket': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    for (const _ of [2, 3, 4, 5]) expect((await post('general')).status).toBe(200);
    elapsed = 1500;
    const refused = await post('general');
    expect(refused).toMatchObject({
      status: 429,
      body: { message: 'You are being rate limited.', retry_after: 3.5, global: false },
    });
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'retry-after': '4',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-scope': 'user',
    });
    expect((await post('other')).status).toBe(200);
    elapsed = 5001;
    expect((await post('general')).status).toBe(200);
    expect(discord.seen()).toHaveLength(7);
  });

  test('is kept by discord.js, without one refusal', async () => {
    const discord = await start();
    const client = await connect(discord);
    const channel = textChannel(client, discord);
    await Promise.all(Array.from({ length: 7 }, (_, at) => channel.send(`${at}`)));
    expect(discord.seen()).toHaveLength(7);
    expect(discord.requests.filter(({ status }) => status === 429)).toEqual([]);
  });

  test('of 50 a second holds for all but interactions', async () => {
    const discord = await start({ elapsed: () => 0 });
    const statuses = [];
    for (let at = 0; at < 51; at += 1) statuses.push((await ask(discord, 'GET', `/channels/${at}`)).status);
    expect(statuses.slice(0, 50).every((status) => status === 404 || status === 429)).toBe(true);
    const over = await ask(discord, 'GET', '/users/@me');
    expect(over).toMatchObject({ status: 429, body: { global: true } });
    expect(over.headers.get('X-RateLimit-Global')).toBe('true');
    expect((await ask(discord, 'POST', '/interactions/1/x/callback', { type: 5 })).status).toBe(404);
  });

  test('begins anew after its window', () => {
    let elapsed = 0;
    const limits = new RateLimits(
      () => elapsed,
      () => 0,
    );
    const take = () => limits.take('GET /x', '1', { limit: 1, windowMs: 100 });
    take();
    expect(take).toThrow('rate limited');
    elapsed = 100;
    take();
  });
});

describe('who is let in', () => {
  test('has a token, a user agent and the right version', async () => {
    const discord = await start();
    const me = (headers: Record<string, string>) => ask(discord, 'GET', '/users/@me', undefined, headers);
    expect(await me({ Authorization: '' })).toMatchObject({
      status: 401,
      body: { code: 0, message: '401: Unauthorized' },
    });
    expect(await me({ Authorization: discord.token })).toMatchObject({ status: 401 });
    expect(await me({ 'User-Agent': 'curl/8' })).toMatchObject({ status: 403, body: { code: 40333 } });
    const old = await fetch(`${discord.apiUrl}/v6/users/@me`, {
      headers: { 'User-Agent': 'DiscordBot (a, 1)' },
    });
    expect([old.status, await old.json()]).toMatchObject([400, { code: 50041 }]);
    expect((await me({})).status).toBe(200);
  });

  test('finds no route that is not here', async () => {
    const discord = await start();
    expect(await ask(discord, 'GET', '/voice/regions')).toMatchObject({ status: 404, body: { code: 0 } });
    expect(await ask(discord, 'PUT', '/users/@me', {})).toMatchObject({ status: 405 });
    expect(await ask(discord, 'GET', '/channels/general')).toMatchObject({
      status: 400,
      body: { code: 50035 },
    });
  });
});

describe('too many invalid requests', () => {
  test('bring a ban in HTML, for all routes, and it ends', async () => {
    let elapsed = 0;
    const discord = await start({ elapsed: () => elapsed, invalidLimit: 3 });
    const bad = () => ask(discord, 'GET', '/users/@me', undefined, { Authorization: 'Bot x' });
    const good = () => ask(discord, 'GET', '/users/@me');
    await bad();
    await bad();
    expect((await good()).status).toBe(200);
    expect(discord.invalidRequests).toBe(2);
    await bad();
    const banned = await good();
    expect(banned.status).toBe(429);
    expect(banned.headers.get('Content-Type')).toContain('text/html');
    expect(banned.headers.get('X-RateLimit-Scope')).toBeNull();
    expect(banned.body).toContain('1015');
    elapsed = 61 * 60_000;
    expect((await good()).status).toBe(200);
  });

  test('are counted for ten minutes, and without those that others caused', async () => {
    let elapsed = 0;
    const discord = await start({ elapsed: () => elapsed });
    const client = await connect(discord, { rejectOnRateLimit: ['/channels'] });
    const channel = textChannel(client, discord);
    discord.moderation.deny('general', 'SendMessages');
    expect(await codeOf(channel.send('x'))).toBe(50013);
    const route = 'POST /channels/{channel}/messages';
    discord.faults.add({ route, kind: 'rate-limited', retryAfterMs: 1000, scope: 'shared', times: 1 });
    await codeOf(channel.send('x'));
    expect(discord.invalidRequests).toBe(1);
    elapsed = 10 * 60_000 + 1;
    expect(discord.invalidRequests).toBe(0);
  });
});
