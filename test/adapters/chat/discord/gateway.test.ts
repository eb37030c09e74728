/** The connection to Discord: whatever comes over it, the bot lives, hears again, and says once what to do. */
import { expect, test } from 'vitest';
import { IdentifyPace } from '../../../../adapters/chat/discord/identify-pace.ts';
import { until } from '../../../stand-ins/discord/client.ts';
import { manualClock } from '../../sandbox/manual-clock.ts';
import { connect, otherServer, standIn } from './gateway-under-test.ts';

test('connects, survives a listener that throws, and shows one line', async () => {
  const discord = await standIn();
  const { gateway, heard } = connect(discord.apiUrl, discord.token);
  expect(gateway.trouble()).toMatch(/not connected/);
  gateway.show('📈 Growing: checkout, run-1');
  await until(() => gateway.trouble() === null, 'connected');
  const shown = () => JSON.stringify(discord.gateway.presence?.activities ?? null);
  await until(() => shown().includes('📈 Growing: checkout, run-1'), 'the line');
  gateway.show(null);
  await until(() => shown() === '[]', 'no line');
  discord.people.mention({ by: 'Ana', channel: 'general', text: 'status' });
  await until(() => heard.some(({ name }) => name === 'MESSAGE_CREATE'), 'the line');
});

test('a wrong token: said once, with what to do, never told, and nothing is thrown', async () => {
  const discord = await standIn();
  const clock = manualClock();
  const { gateway, logged } = connect(discord.apiUrl, 'wrong.token.hunter2', { clock });
  await until(() => /DISCORD_TOKEN/.test(gateway.trouble() ?? ''), 'the remedy');
  await clock.advance(300_000);
  await until(() => discord.requests.length > 1, 'tried again');
  expect(logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  expect(JSON.stringify(logged)).not.toContain('hunter2');
});

test('what a person must allow: said once, tried again slowly, and it connects when it is', async () => {
  const discord = await standIn();
  const clock = manualClock();
  const { gateway, logged } = connect(discord.apiUrl, discord.token, { clock });
  await until(() => gateway.trouble() === null, 'connected');
  discord.gateway.close(4014, 'Disallowed intent(s).');
  await until(() => /Developer Portal/.test(gateway.trouble() ?? ''), 'the remedy');
  expect(logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  await clock.advance(120_000);
  await until(() => gateway.trouble() === null, 'connected again');
});

test('stops at once, while connected and while it cannot connect', async () => {
  const discord = await standIn();
  const one = connect(discord.apiUrl, discord.token);
  await until(() => one.gateway.trouble() === null, 'connected');
  await one.gateway.stop();
  await until(() => discord.gateway.connected === 0, 'gone');
  const two = connect('http://127.0.0.1:1/api', 'x');
  await two.gateway.stop();
});

test.each([
  ['no session limit, one shard', { url: 'GATEWAY' }, true],
  ['an address that is none', { url: 'nonsense' }, false],
  ['no address', {}, false],
  ['HTML', '<html>', false],
  ['null', null, false],
])('a server that answers /gateway/bot with %s', async (_words, body, connects) => {
  const { url, sockets } = await otherServer(body);
  const { gateway } = connect(url, 'token');
  if (!connects) {
    await until(() => gateway.trouble() !== 'Discord is not connected yet', 'words');
    expect(gateway.trouble()).toMatch(/not connected/);
    return;
  }
  await until(() => sockets.length > 0, 'a socket');
});

test('events without what Discord always gives are handed on, and the next ones too', async () => {
  const { url, sockets, said, say } = await otherServer({ url: 'GATEWAY' });
  const { gateway, heard } = connect(url, 'token');
  await until(() => sockets.length > 0, 'a socket');
  say({ op: 10, d: { heartbeat_interval: 45_000 } });
  await until(() => said.some((text) => text.includes('"op":2')), 'identify');
  say({ op: 0, t: 'READY', s: 1, d: { session_id: 's', user: { id: '1' }, resume_gateway_url: 'nonsense' } });
  say({ op: 0, t: 'GUILD_CREATE', s: 2, d: { id: '2' } });
  say({ op: 0, t: 'INTERACTION_CREATE', s: 3, d: { id: '3' } });
  say({ op: 0, t: 'INTERACTION_CREATE', s: 4, d: null });
  say({ op: 0, t: 'MESSAGE_CREATE', s: 5, d: { id: '5', mentions: 7 } });
  say({ op: 0, t: 'NOBODY_KNOWS', s: 6, d: 8 });
  say({ op: 99, d: {} });
  say({ op: 0, t: 'MESSAGE_CREATE', s: 7, d: { id: 'last' } });
  await until(() => heard.length === 6, 'all events that are listened to');
  expect(gateway.trouble()).toBeNull();
  // Its address for resuming is none: another socket comes by the first one.
  sockets.at(-1)?.terminate();
  await until(() => sockets.length > 1, 'another socket');
});

test('sessions are asked for more and more seldom, far below a thousand a day', async () => {
  const clock = manualClock();
  const pace = new IdentifyPace(clock);
  const asked: number[] = [];
  let stop = false;
  const loop = (async () => {
    while (!stop) {
      await pace.waitForIdentify(0, new AbortController().signal);
      asked.push(clock.monotonic());
    }
  })();
  for (let i = 0; i < 3_600; i += 1) await clock.advance(1_000);
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.length * 24).toBeLessThan(1_000);
  for (const [i, at] of asked.entries()) if (i > 0) expect(at - asked[i - 1]!).toBeGreaterThanOrEqual(5_000);
  stop = true;
  await clock.advance(200_000);
  await loop;
});
