/** A gateway that says what Discord never says, and ends when it likes: nothing is thrown, and it is heard again. */
import { expect, test } from 'vitest';
import { systemClock } from '../../../../adapters/clock/system.ts';
import { until } from '../../../stand-ins/discord/client.ts';
import { connect, otherServer } from './gateway-under-test.ts';

const hello = { op: 10, d: { heartbeat_interval: 45_000 } };
const ready = {
  op: 0,
  t: 'READY',
  s: 1,
  d: { session_id: 's', user: { id: '1', username: 'leakops' }, application: { id: '1' }, guilds: [] },
};
test('a server that has /gateway only', async () => {
  const { url, sockets } = await otherServer({ url: 'GATEWAY' }, '/api/v10/gateway');
  connect(url, 'token');
  await until(() => sockets.length > 0, 'a socket');
});

const pause = (ms: number) => systemClock().sleep(ms);

test.each([
  ['no data', { op: 10 }],
  ['null', { op: 10, d: null }],
  ['a beat of no length', { op: 10, d: { heartbeat_interval: 0 } }],
  ['a beat that is a word', { op: 10, d: { heartbeat_interval: 'soon' } }],
])('a greeting with %s is a greeting', async (_words, greeting) => {
  const { url, sockets, said, say } = await otherServer({ url: 'GATEWAY' });
  const { gateway } = connect(url, 'token');
  await until(() => sockets.length > 0, 'a socket');
  say(greeting);
  await until(() => said.some((text) => text.includes('"op":2')), 'identify');
  say(ready);
  await until(() => gateway.trouble() === null, 'connected');
  await pause(300);
  expect(said.filter((text) => text.includes('"op":1')).length).toBeLessThan(2);
});

test('frames that are none are passed over, before and after it is connected', async () => {
  const { url, sockets, said, say, sayRaw } = await otherServer({ url: 'GATEWAY' });
  const { gateway, heard } = connect(url, 'token');
  await until(() => sockets.length > 0, 'a socket');
  const odd = () => {
    for (const text of ['null', '7', '"x"', '[]', '{}', '{', '', '<html>', '{"op":null}', '{"op":0}'])
      sayRaw(text);
    for (const t of ['READY', 'RESUMED', 'INTERACTION_CREATE', 'GUILD_CREATE', 7, null])
      for (const d of [null, 7, [], 'x', {}])
        if (t !== 'READY' && t !== 'RESUMED') say({ op: 0, t, s: 2, d });
    sayRaw(Buffer.from([0x78, 0x9c, 1, 2, 3]));
    say({ op: 1 });
    say({ op: 11 });
    say({ op: 'x', d: 'y' });
  };
  odd();
  say(hello);
  await until(() => said.some((text) => text.includes('"op":2')), 'identify');
  odd();
  say(ready);
  await until(() => gateway.trouble() === null, 'connected');
  odd();
  say({ op: 0, t: 'MESSAGE_CREATE', s: 3, d: { id: 'last' } });
  await until(() => JSON.stringify(heard).includes('"last"'), 'the line');
  await pause(100);
  expect(sockets).toHaveLength(1);
});

test.each([
  ['null', { op: 9, d: null }],
  ['nothing', { op: 9 }],
  ['an object', { op: 9, d: {} }],
])('a session that is invalid with %s: another one is asked for', async (_words, invalid) => {
  const { url, sockets, said, say } = await otherServer({ url: 'GATEWAY' });
  connect(url, 'token');
  await until(() => sockets.length > 0, 'a socket');
  say(hello);
  await until(() => said.some((text) => text.includes('"op":2')), 'identify');
  say(ready);
  say(invalid);
  await until(() => sockets.length > 1, 'another socket');
});

test('a welcome without anything, then one as it should be', async () => {
  const { url, sockets, said, say } = await otherServer({ url: 'GATEWAY' });
  const { gateway, heard } = connect(url, 'token');
  await until(() => sockets.length > 0, 'a socket');
  say(hello);
  await until(() => said.some((text) => text.includes('"op":2')), 'identify');
  say({ op: 0, t: 'READY', s: 1, d: null });
  say({ op: 7 });
  await until(() => sockets.length > 1, 'another socket');
  say(hello);
  await until(() => said.filter((text) => text.includes('"op":2')).length > 1, 'identify again');
  say(ready);
  say({ op: 0, t: 'MESSAGE_CREATE', s: 3, d: { id: 'last' } });
  await until(() => JSON.stringify(heard).includes('"last"'), 'the line');
  expect(gateway.trouble()).toBeNull();
});

test('a welcome that names no server shows the presence all the same, without a word in the log', async () => {
  const { url, sockets, said, say } = await otherServer({ url: 'GATEWAY' });
  const { gateway, logged } = connect(url, 'token');
  gateway.show('📈 Growing: checkout, run-1');
  await until(() => sockets.length > 0, 'a socket');
  say(hello);
  await until(() => said.some((text) => text.includes('"op":2')), 'identify');
  say({ op: 0, t: 'READY', d: { user: { id: '1', username: 'leakops' } } });
  await until(() => said.some((text) => text.includes('Growing: checkout')), 'the presence');
  expect(logged).toEqual([]);
});

test('a gateway that takes no socket: one connection at a time is tried, more and more seldom', async () => {
  const { url, upgrades, refuse } = await otherServer({ url: 'GATEWAY' });
  refuse(502);
  const { gateway, logged } = connect(url, 'token');
  await pause(4_000);
  expect(gateway.trouble()).toMatch(/not connected/);
  expect(upgrades()).toBeGreaterThan(1);
  expect(upgrades()).toBeLessThan(6);
  expect(logged.length).toBeLessThan(6);
  refuse(null);
}, 20_000);

test('a gateway that ends every socket at any moment: the bot lives, and hears when it stays', async () => {
  const { url, sockets, said, say, endNext } = await otherServer({ url: 'GATEWAY' });
  endNext(3);
  const { gateway } = connect(url, 'token');
  await until(() => sockets.length > 3, 'a fourth socket');
  await pause(50);
  say(hello);
  await until(() => said.some((text) => text.includes('"op":2')), 'identify');
  sockets.at(-1)?.close(4000);
  await until(() => sockets.length > 4, 'a fifth socket');
  say(hello);
  sockets.at(-1)?.close(1_012);
  await until(() => sockets.length > 5, 'a sixth socket');
  expect(gateway.trouble()).toMatch(/not connected/);
}, 20_000);
