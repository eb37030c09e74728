/** What people do in Discord, as the bot hears it: once, acknowledged, from whom and where. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DiscordChat, discordChat } from '../../../../adapters/chat/discord/discord-chat.ts';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import { verbs } from '../../../../commands/index.ts';
import type { Heard, Pressed } from '../../../../src/ports.ts';
import { until } from '../../../stand-ins/discord/client.ts';
import { type Discord, startDiscord } from '../../../stand-ins/discord/discord.ts';
import { manualClock } from '../../sandbox/manual-clock.ts';
import { button, card, place } from './speaking.ts';

let discord: Discord;
let chat: DiscordChat;
let heard: Heard[];
let pressed: Pressed[];
let logged: string[];
let database: ReturnType<typeof openStore>;
const clock = manualClock();

beforeEach(async () => {
  heard = [];
  pressed = [];
  logged = [];
  discord = await startDiscord({
    now: clock.now,
    elapsed: clock.monotonic,
    identifyEveryMs: 0,
    limits: false,
    channels: ['general', 'other'],
  });
  database = openStore(':memory:');
  const note = (details: object, words: string) => {
    logged.push(`${words} ${JSON.stringify(details)}`);
  };
  chat = discordChat({
    token: discord.token,
    guildId: discord.guildId,
    home: null,
    apiUrl: discord.apiUrl,
    posts: database.posts,
    botId: 'b1',
    clock,
    log: { info: note, warn: note, error: note },
    verbs,
    runs: () => [],
    onHeard: (given) => heard.push(given),
    onPressed: (given) => pressed.push(given),
    pictureOf: async () => new Uint8Array(64),
  });
  chat.start();
  await until(() => chat.trouble() === null && discord.commands.guild.length > 0, 'ready');
});

afterEach(async () => {
  await Promise.all([chat.stop(), clock.advance(2_000)]);
  await discord.close();
  await database.close();
});

const general = () => discord.people.place('general').id;
const slash = (command: string, options = {}) =>
  discord.people.slash({ by: 'Ana', channel: 'general', command: `leak ${command}`, options });
const cardWith = (...actions: Parameters<typeof button>[]) =>
  chat.chat.post(
    place(general()),
    card('Growing: x', { actions: actions.map((each) => button(...each)) }),
    'c',
    'now',
  );

test('a command: acknowledged privately, dated by Discord, with a way back', async () => {
  const act = await slash('stop');
  await until(() => heard.length === 1, 'stop');
  expect(act.callback).toBe(5);
  expect(heard[0]).toMatchObject({
    chat: 'discord',
    channel: general(),
    thread: null,
    user: { id: discord.people.person('Ana').id, name: 'Ana' },
    text: 'stop',
    key: act.id,
    messageId: null,
    way: expect.any(String),
  });
  expect(Math.abs(heard[0]!.givenAt! - clock.now())).toBeLessThan(5_000);
  await chat.chat.post(
    place(general(), { to: heard[0]!.user.id, way: heard[0]!.way }),
    card('Stopped'),
    'a',
    'now',
  );
  expect(act.replies().map(({ to, text }) => [to, text])).toEqual([
    ['Ana', expect.stringContaining('Stopped')],
  ]);
});

test('a stop that cannot be acknowledged any more acts, and is answered directly', async () => {
  await discord.people.slash({ by: 'Ana', channel: 'general', command: 'leak stop', late: true });
  await until(() => heard.length === 1, 'stop');
  expect(heard[0]).toMatchObject({ text: 'stop', way: null });
});

test.each(['drop', 'hang'] as const)('an acknowledgement that meets a %s holds up no stop', async (kind) => {
  discord.faults.add({ route: /callback/, kind, when: 'before', times: 1 });
  const acting = slash('stop');
  for (let i = 0; i < 20 && heard.length === 0; i += 1) {
    await clock.advance(100);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
  await until(() => heard.length === 1, 'stop');
  if (kind === 'drop') expect((await acting).failure).toBeNull();
});

test('an acknowledgement whose answer was lost is not a second command', async () => {
  discord.faults.add({ route: /callback/, kind: 'drop', when: 'after', times: 1 });
  const act = await slash('status');
  await until(() => heard.length === 1, 'status');
  expect(act.failure).toBeNull();
  expect(heard[0]?.way).not.toBeNull();
});

describe('mentions', () => {
  const say = (text: string, channel = 'general') => discord.people.say({ by: 'Ana', channel, text });
  /** Something that is heard for certain, behind all that was said before. */
  const texts = async () => {
    say('@leakops last');
    await until(() => heard.at(-1)?.text === 'last', 'the last line');
    return heard.slice(0, -1).map(({ text }) => text);
  };

  test('what stands behind the mention, or before it; alone it is help', async () => {
    say('@leakops stop');
    say('@leakops: flag off');
    say('hey @leakops status');
    say('stop @leakops');
    say('@leakops');
    expect(await texts()).toEqual(['stop', 'flag off', 'status', 'stop', '']);
    expect(heard[0]).toMatchObject({ way: null, key: heard[0]?.messageId });
  });

  test('other people’s names are words; nobody else is spoken to', async () => {
    say('@leakops stop @Ben');
    say('@Ben stop');
    say('stop');
    expect(await texts()).toEqual([`stop @${discord.people.person('Ben').id}`]);
  });

  test('an answer to the bot that does not name it is no command', async () => {
    const id = await cardWith(['stop', 'Stop run']);
    discord.people.say({ by: 'Ana', channel: 'general', text: 'looks bad', replyTo: id });
    expect(await texts()).toEqual([]);
  });

  test('what the bot says is no command', async () => {
    await chat.chat.post(place(general()), card(`<@${discord.botId}> stop`), 'own', 'now');
    expect(await texts()).toEqual([]);
  });

  test('in a thread: of its channel, also where nothing was told of it', async () => {
    const root = await cardWith(['stop', 'Stop run']);
    await chat.chat.post(place(general(), { thread: root }), card('Plan'), 'plan', 'now');
    discord.people.mention({ by: 'Ana', channel: root, text: 'stop' });
    await until(() => heard.length === 1, 'stop');
    expect(heard[0]).toMatchObject({ channel: general(), thread: root });
  });

  test('a start where the bot may not begin a thread is refused, and each right is named', async () => {
    discord.moderation.deny('other', 'CreatePublicThreads', 'AttachFiles');
    const said = discord.people.mention({ by: 'Ana', channel: 'other', text: 'start gradual' });
    await until(() => said.replies().length > 0, 'an answer');
    expect(said.replies()[0]?.text).toMatch(/Not started.*Create Public Threads and Attach Files/);
    discord.people.mention({ by: 'Ana', channel: 'other', text: 'stop' });
    expect(await texts()).toEqual(['stop']);
  });
});

test('a stop in a channel that nobody told of waits no longer than a second for Discord', async () => {
  discord.faults.add({ route: 'GET /channels/{channel}', kind: 'hang', when: 'before' });
  discord.people.mention({ by: 'Ana', channel: 'general', text: 'status' });
  await until(() => heard.length === 1, 'without a question: it was told with its server');
  discord.gateway.again('MESSAGE_CREATE', {
    id: '1',
    channel_id: '77',
    content: `<@${discord.botId}> stop`,
    author: { id: '3', username: 'Ben' },
    mentions: [{ id: discord.botId }],
  });
  await until(() => discord.requests.some(({ path }) => /channels\/77$/.test(path)), 'asked');
  await clock.advance(1_000);
  await until(() => heard.length === 2, 'stop');
  expect(heard[1]).toMatchObject({ text: 'stop', channel: '77', thread: '77' });
});

test('a command of something else for the same bot is no command of leakops', async () => {
  discord.gateway.again('INTERACTION_CREATE', {
    id: '5',
    token: 't',
    type: 2,
    channel_id: general(),
    member: { user: { id: '3', username: 'Ben' } },
    data: {
      name: 'music',
      options: [{ name: 'start', type: 1, options: [{ name: 'scenario', value: 'fast' }] }],
    },
  });
  for (let i = 0; i < 20 && heard.length === 0; i += 1) await clock.advance(100);
  await until(() => heard.length === 1, 'heard');
  expect(heard[0]).toMatchObject({ text: 'music', thread: null, user: { name: 'Ben' } });
});

describe('rights', () => {
  test('the command is told in Discord what is missing; a stop is not held up', async () => {
    discord.moderation.deny('general', 'SendMessagesInThreads');
    const act = await slash('start', { scenario: 'gradual' });
    await until(() => act.replies()[0]?.loading === false, 'an answer');
    expect(act.replies()[0]?.text).toMatch(/Not started: the bot lacks Send Messages in Threads/);
    await slash('stop');
    await until(() => heard.length === 1, 'stop');
    expect(heard[0]?.text).toBe('stop');
  });

  test('what a run can go without is said beside it', async () => {
    discord.moderation.deny('general', 'EmbedLinks');
    const act = await slash('start', { scenario: 'gradual' });
    await until(() => act.replies().some(({ text }) => /lacks Embed Links/.test(text)), 'a word');
    expect(heard.map(({ text }) => text)).toEqual(['start gradual']);
  });
});

test('a button that no version knows is answered', async () => {
  const id = await cardWith(['stop', 'Stop run']);
  const act = await discord.people.press({ by: 'Ana', message: id, button: 'Stop run' });
  await until(() => pressed.length === 1, 'the press');
  expect(pressed[0]).toMatchObject({
    action: 'stop',
    value: 'run-42',
    messageId: id,
    thread: id,
    key: act.id,
  });
  discord.gateway.again('INTERACTION_CREATE', {
    ...act.event,
    id: `${BigInt(act.id) + 1n}`,
    data: { custom_id: 'from the future', component_type: 2 },
  });
  await until(() => logged.some((line) => /acknowledgement/.test(line)), 'it was taken up');
  expect(pressed).toHaveLength(1);
});

test('nothing is heard after the stop', async () => {
  await Promise.all([chat.stop(), clock.advance(2_000)]);
  discord.people.mention({ by: 'Ana', channel: 'general', text: 'stop' });
  await until(() => discord.gateway.connected === 0, 'gone');
  expect(heard).toEqual([]);
});

test('registered once: what is the same is not written again, what was changed by hand is', async () => {
  expect(discord.commandWrites).toBe(1);
  discord.moderation.kick();
  discord.moderation.invite();
  for (let i = 0; i < 100 && discord.commands.guild.length === 0; i += 1) {
    await clock.advance(1_000);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
  expect(discord.commandWrites).toBe(2);
  expect(discord.commands.guild[0]).toMatchObject({ name: 'leak', default_member_permissions: null });
});
