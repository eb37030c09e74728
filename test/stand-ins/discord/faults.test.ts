/** Faults that are switched on, as the real discord.js meets them. */
import { Events } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { ask, bench, codeOf, textChannel, until } from './client.ts';

const { discord: start, client: connect } = bench();
const route = 'POST /channels/{channel}/messages';
const texts = (discord: Awaited<ReturnType<typeof start>>) => discord.seen().map(({ text }) => text);

describe('a lost answer', () => {
  test('after it is done: the message stands, the client knows nothing', async () => {
    const discord = await start();
    const client = await connect(discord);
    const fault = discord.faults.add({ route, kind: 'drop', when: 'after', times: 1 });
    await expect(textChannel(client, discord).send('one')).rejects.toThrow();
    expect(texts(discord)).toEqual(['one']);
    expect(fault.hits).toBe(1);
    await textChannel(client, discord).send('two');
    expect(texts(discord)).toEqual(['one', 'two']);
    expect(discord.requests.filter((request) => request.route === route)).toMatchObject([
      { status: null, fault: 'drop' },
      { status: 200, fault: null, body: { content: 'two' } },
    ]);
  });

  test('before it is done: nothing stands', async () => {
    const discord = await start();
    const client = await connect(discord);
    discord.faults.add({ route, kind: 'drop', when: 'before', times: 1 });
    await expect(textChannel(client, discord).send('one')).rejects.toThrow();
    expect(texts(discord)).toEqual([]);
  });

  test.each(['before', 'after'] as const)('that never comes, %s it is done, is given up', async (when) => {
    const discord = await start();
    const client = await connect(discord, { timeout: 100, retries: 0 });
    discord.faults.add({ route, kind: 'hang', when, times: 1 });
    await expect(textChannel(client, discord).send('one')).rejects.toThrow('abort');
    expect(texts(discord)).toEqual(when === 'after' ? ['one'] : []);
  });
});

describe('an error of Discord’s own', () => {
  test('is tried again by discord.js: twice there without a nonce, once with it', async () => {
    const discord = await start();
    const client = await connect(discord);
    discord.faults.add({ route, kind: 'status', status: 502, when: 'after', times: 1 });
    await textChannel(client, discord).send('one');
    expect(texts(discord)).toEqual(['one', 'one']);
    discord.faults.add({ route, kind: 'status', status: 500, when: 'after', html: true, times: 1 });
    await textChannel(client, discord).send({ content: 'two', nonce: '1', enforceNonce: true });
    expect(texts(discord)).toEqual(['one', 'one', 'two']);
  });

  test('by code, after some that went well', async () => {
    const discord = await start();
    const client = await connect(discord);
    const channel = textChannel(client, discord);
    discord.faults.add({
      route: /messages$/,
      kind: 'error',
      status: 400,
      code: 240000,
      message: 'Message blocked by harmful links filter',
      skip: 1,
      times: 1,
    });
    await channel.send('one');
    expect(await codeOf(channel.send('two'))).toBe(240000);
    await channel.send('three');
    expect(texts(discord)).toEqual(['one', 'three']);
  });
});

describe('a 429', () => {
  test('for a time is waited out by discord.js', async () => {
    const discord = await start();
    const client = await connect(discord);
    discord.faults.add({ route, kind: 'rate-limited', retryAfterMs: 50, times: 1 });
    await textChannel(client, discord).send('one');
    expect(texts(discord)).toEqual(['one']);
  });

  test('for ever, with a code, or of all routes', async () => {
    const discord = await start();
    const path = `/channels/${discord.people.place('general').id}/messages`;
    const fault = discord.faults.add({
      route,
      kind: 'rate-limited',
      retryAfterMs: 2500,
      scope: 'shared',
      code: 20028,
    });
    const refused = await ask(discord, 'POST', path, { content: 'x' });
    expect(refused).toMatchObject({ status: 429, body: { code: 20028, retry_after: 2.5, global: false } });
    expect(refused.headers.get('Retry-After')).toBe('3');
    await ask(discord, 'POST', path, { content: 'x' });
    expect(fault.hits).toBe(2);
    fault.remove();
    discord.faults.add({ route: /./, kind: 'rate-limited', retryAfterMs: 1000, scope: 'global' });
    expect(await ask(discord, 'GET', '/users/@me')).toMatchObject({ status: 429, body: { global: true } });
    discord.faults.clear();
    expect((await ask(discord, 'POST', path, { content: 'x' })).status).toBe(200);
  });
});

test('a slow answer comes', async () => {
  const discord = await start();
  const client = await connect(discord);
  discord.faults.add({ route, kind: 'slow', ms: 50, times: 1 });
  await textChannel(client, discord).send('one');
  expect(texts(discord)).toEqual(['one']);
});

test('while it is down people can talk, and the bot hears of it afterwards', async () => {
  const discord = await start();
  const client = await connect(discord);
  const heard: string[] = [];
  client.on(Events.MessageCreate, ({ content }) => heard.push(content));
  await discord.down();
  discord.people.mention({ by: 'Ana', channel: 'general', text: 'stop' });
  await expect(textChannel(client, discord).send('nobody hears')).rejects.toThrow();
  await discord.up();
  await until(() => heard.length > 0, 'what was said');
  expect(heard).toEqual([`<@${discord.botId}> stop`]);
  await textChannel(client, discord).send('back');
  expect(texts(discord)).toEqual(['@leakops stop', 'back']);
});
