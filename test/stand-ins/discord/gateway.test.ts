/** The gateway, with the real discord.js, and with a bare socket where discord.js is too well-behaved. */
import { ActivityType, type Client, Events, GatewayIntentBits } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { bench, codeOf, textChannel, until } from './client.ts';
import type { Discord } from './discord.ts';

const { discord: start, client: connect } = bench();

/** What arrives of people, by name; interactions are acknowledged. */
function record(client: Client<true>): string[] {
  const events: string[] = [];
  client.on(Events.MessageCreate, ({ content, author }) => {
    if (!author.bot) events.push(`${author.globalName}: ${content}`);
  });
  client.on(Events.InteractionCreate, (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    events.push(`/${interaction.commandName}`);
    interaction.deferReply().catch((error: { code?: number }) => events.push(`refused ${error.code}`));
  });
  return events;
}

async function withCommand(options: Parameters<typeof start>[0] = {}) {
  const discord = await start({ identifyEveryMs: 0, ...options });
  const client = await connect(discord);
  await client.application.commands.set([{ name: 'leak', description: 'x' }]);
  return { discord, client, events: record(client) };
}

const leak = { by: 'Ana', channel: 'general', command: 'leak' };

describe('a connection', () => {
  test('brings the server with its channels and threads, and carries the presence', async () => {
    const discord = await start({ channels: ['general', 'game-days'] });
    const client = await connect(discord);
    const guild = client.guilds.cache.get(discord.guildId);
    expect(guild?.channels.cache.map(({ name }) => name)).toEqual(['general', 'game-days']);
    expect(guild?.members.me?.id).toBe(discord.botId);
    client.user.setPresence({ activities: [{ name: 'run-42', type: ActivityType.Watching }] });
    await until(() => JSON.stringify(discord.gateway.presence).includes('run-42'), 'the presence');
    expect(discord.gateway.presence).toMatchObject({
      status: 'online',
      activities: [{ name: 'run-42', type: 3 }],
    });
    expect(discord.gateway).toMatchObject({ identified: 1, connected: 1, resumed: 0 });
  });

  test('is refused with a wrong token, and with intents that are not switched on', async () => {
    const discord = await start({ identifyEveryMs: 0 });
    const bad = await connectWith(discord, { token: 'nonsense' });
    expect(bad).toBe(4004);
    const { MessageContent, Guilds } = GatewayIntentBits;
    expect(await connectWith(discord, { intents: Guilds | MessageContent })).toBe(4014);
    expect(await connectWith(discord, { intents: 1 << 30 })).toBe(4013);
    expect(await connectWith(discord, { intents: 'all' })).toBe(4013);
    expect(discord.gateway.identified).toBe(0);
    expect(discord.requests).toEqual([]);
  });

  test.each([
    ['an unknown opcode', 4001, [{ op: 99 }]],
    ['no JSON', 4002, ['{']],
    ['a presence before identifying', 4003, [{ op: 3, d: {} }]],
    ['a session number from the future', 4007, ['identify', 'elsewhere']],
    ['identifying twice', 4005, ['identify', 'identify']],
    ['more than 120 payloads a minute', 4008, ['identify', ...Array(120).fill({ op: 1, d: null })]],
  ] as const)('is closed for %s', async (_, code, payloads) => {
    const discord = await start({ identifyEveryMs: 0 });
    const identify = identifying(discord);
    if (code === 4007) {
      const first = new WebSocket(address(discord));
      await opened(first);
      first.send(JSON.stringify(identify));
      await until(() => discord.gateway.connected === 1, 'the session');
      first.terminate();
      await until(() => discord.gateway.connected === 0, 'the loss');
      const d = { token: discord.token, session_id: 'session-1', seq: 99 };
      expect(await closedAfter(discord, [{ op: 6, d }])).toBe(4007);
      return;
    }
    const sent = payloads.map((payload) => (payload === 'identify' ? identify : payload));
    expect(await closedAfter(discord, sent)).toBe(code);
  });

  test('of another version is closed', async () => {
    const discord = await start();
    const socket = new WebSocket(address(discord).replace('v=10', 'v=9'));
    expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(4012);
  });

  test('that identifies twice within five seconds is told that its session is invalid', async () => {
    const discord = await start();
    await connect(discord);
    const socket = new WebSocket(address(discord));
    await opened(socket);
    socket.send(JSON.stringify(identifying(discord)));
    const answer = await new Promise((resolve) => socket.once('message', resolve));
    expect(JSON.parse(String(answer))).toEqual({ op: 9, d: false });
    socket.terminate();
  });
});

describe('a broken connection', () => {
  test('is resumed, and what was missed comes in order', async () => {
    const { discord, client, events } = await withCommand();
    discord.gateway.cut();
    const acting = discord.people.slash(leak);
    discord.people.mention({ by: 'Ben', channel: 'general', text: 'stop' });
    const act = await acting;
    await until(() => events.length === 2, 'what was missed');
    expect(events).toEqual(['/leak', `Ben: <@${discord.botId}> stop`]);
    expect(act.failure).toBeNull();
    expect(discord.gateway).toMatchObject({ identified: 1, resumed: 1 });
    expect(client.isReady()).toBe(true);
  });

  test('brings nothing twice', async () => {
    const { discord, events } = await withCommand();
    discord.people.mention({ by: 'Ben', channel: 'general', text: 'stop' });
    await until(() => events.length === 1, 'the mention');
    discord.gateway.cut();
    await until(() => discord.gateway.resumed === 1, 'the resume');
    await discord.people.slash(leak);
    expect(events).toEqual([`Ben: <@${discord.botId}> stop`, '/leak']);
  });

  test('asked to reconnect (7): resumed', async () => {
    const { discord, events } = await withCommand();
    discord.gateway.askToReconnect();
    await until(() => discord.gateway.resumed === 1, 'the resume');
    await discord.people.slash(leak);
    expect(events).toEqual(['/leak']);
  });

  test('of an invalid session (9): identified anew; what came between is lost', async () => {
    const { discord, events } = await withCommand();
    discord.gateway.invalidate();
    const said = discord.people.mention({ by: 'Ana', channel: 'general', text: 'unheard' });
    await until(() => discord.gateway.identified === 2, 'the new session');
    await until(() => discord.gateway.connected === 1, 'the connection');
    await discord.people.slash(leak);
    expect(events).toEqual(['/leak']);
    expect(discord.seen()[0]?.id).toBe(said.id);
  });

  test('whose session was forgotten: identified anew', async () => {
    const { discord, events } = await withCommand();
    discord.gateway.forgetSessions();
    discord.gateway.cut();
    await until(() => discord.gateway.identified === 2, 'the new session');
    await discord.people.slash(leak);
    expect(events).toEqual(['/leak']);
  });

  test('closed with 4000: resumed; with 4009: identified anew', async () => {
    const { discord } = await withCommand();
    discord.gateway.close(4000);
    await until(() => discord.gateway.resumed === 1, 'the resume');
    discord.gateway.close(4009);
    await until(() => discord.gateway.identified === 2, 'the new session');
  });

  test('that is silent is left by the client, and resumed', async () => {
    const { discord, events } = await withCommand({ heartbeatMs: 200 });
    discord.gateway.goSilent();
    const acting = discord.people.slash({ ...leak, late: true });
    const seen = discord.gateway.heartbeats;
    await until(() => discord.gateway.heartbeats > seen, 'a heartbeat without answer');
    await until(() => discord.gateway.resumed > 0, 'the resume');
    await until(() => events.length > 0, 'what was missed');
    expect(events[0]).toBe('/leak');
    await acting;
  });

  test('down and up at the same address: resumed', async () => {
    const { discord, events } = await withCommand();
    const before = discord.apiUrl;
    await discord.down();
    await expect(fetch(`${discord.apiUrl}/v10/gateway`)).rejects.toThrow();
    await discord.up();
    expect(discord.apiUrl).toBe(before);
    await until(() => discord.gateway.connected === 1, 'the connection');
    await discord.people.slash(leak);
    expect(events).toEqual(['/leak']);
  });

  test.each([
    ['by an orderly goodbye (1000) has no session any more', 1000, { op: 9, d: false }],
    ['with another code can be resumed', 4900, { op: 0, t: 'GUILD_CREATE', s: 2 }],
  ])('%s', async (_, code, answer) => {
    const discord = await start();
    const first = new WebSocket(address(discord));
    await opened(first);
    first.send(JSON.stringify(identifying(discord)));
    const ready = JSON.parse(String(await new Promise((resolve) => first.once('message', resolve))));
    first.close(code);
    await until(() => discord.gateway.connected === 0, 'the goodbye');
    const second = new WebSocket(address(discord));
    await opened(second);
    const d = { token: discord.token, session_id: ready.d.session_id, seq: ready.s };
    second.send(JSON.stringify({ op: 6, d }));
    const firstAnswer = await new Promise((resolve) => second.once('message', resolve));
    expect(JSON.parse(String(firstAnswer))).toMatchObject(answer);
    second.terminate();
  });
});

test('two bots with one token both hear everything', async () => {
  const { discord, events } = await withCommand();
  const second = record(await connect(discord));
  await discord.people.slash(leak);
  await until(() => [...events, ...second].length === 3, 'one answer and one refusal');
  expect([events[0], second[0]]).toEqual(['/leak', '/leak']);
  expect([...events, ...second]).toContain('refused 40060');
  expect(discord.gateway.connected).toBe(2);
});

test('a heartbeat that is asked for comes', async () => {
  const { discord } = await withCommand();
  discord.gateway.askForHeartbeat();
  await until(() => discord.gateway.heartbeats > 0, 'the heartbeat');
});

describe('words of people', () => {
  test('are given only where the bot is mentioned, and in private', async () => {
    const { discord, events } = await withCommand();
    discord.people.say({ by: 'Ana', channel: 'general', text: 'not for the bot' });
    discord.people.mention({ by: 'Ana', channel: 'general', text: 'status' });
    discord.people.whisper({ by: 'Ana', text: 'between us' });
    await until(() => events.length === 3, 'the messages');
    const mention = `Ana: <@${discord.botId}> status`;
    expect(events).toEqual(['Ana: ', mention, 'Ana: between us']);
  });

  test('are not heard where the bot may not look', async () => {
    const { discord, events } = await withCommand({ channels: ['general', 'secret'] });
    discord.moderation.deny('secret', 'ViewChannel');
    discord.people.mention({ by: 'Ana', channel: 'secret', text: 'psst' });
    discord.people.mention({ by: 'Ana', channel: 'general', text: 'hello' });
    await until(() => events.length > 0, 'the message');
    expect(events).toEqual([`Ana: <@${discord.botId}> hello`]);
  });

  test('the answer to a mention is found', async () => {
    const { discord, client } = await withCommand();
    const said = discord.people.mention({ by: 'Ana', channel: 'general', text: 'status' });
    await textChannel(client, discord).send({ content: 'no run', reply: { messageReference: said.id } });
    expect(said.replies()).toMatchObject([{ text: 'no run', replyTo: said.id, pinged: ['Ana'] }]);
  });
});

test('put out of the server and taken in again', async () => {
  const { discord, client } = await withCommand();
  const channel = textChannel(client, discord);
  discord.moderation.kick();
  await until(() => client.guilds.cache.size === 0, 'the goodbye');
  expect(await codeOf(client.rest.get(`/channels/${channel.id}`))).toBe(50001);
  discord.moderation.invite();
  await until(() => client.guilds.cache.size === 1, 'the welcome');
  await textChannel(client, discord).send('back');
});

function address(discord: Discord): string {
  return `${discord.apiUrl.replace('http', 'ws').replace('/api', '/gateway')}?v=10&encoding=json`;
}

function identifying(discord: Discord) {
  const properties = { os: 'linux', browser: 'test', device: 'test' };
  return { op: 2, d: { token: discord.token, intents: 1, properties } };
}

/** Resolves with the hello. */
async function opened(socket: WebSocket): Promise<void> {
  const hello = await new Promise((resolve) => socket.once('message', resolve));
  expect(JSON.parse(String(hello))).toMatchObject({ op: 10, d: { heartbeat_interval: 41_250 } });
}

async function connectWith(discord: Discord, wrong: Record<string, unknown>): Promise<number> {
  const { op, d } = identifying(discord);
  return closedAfter(discord, [{ op, d: { ...d, ...wrong } }]);
}

/** The code with which the gateway closes after these payloads. */
async function closedAfter(discord: Discord, payloads: readonly unknown[]): Promise<number> {
  const socket = new WebSocket(address(discord));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await opened(socket);
  for (const payload of payloads)
    socket.send(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return closed;
}
