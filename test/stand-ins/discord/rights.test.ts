/** What the bot may do where. */
import { describe, expect, test } from 'vitest';
import { bench, codeOf, textChannel, until } from './client.ts';
import type { Permission } from './state/permissions.ts';

const { discord: start, client: connect } = bench();
const file = { attachment: Buffer.from('x'), name: 'x.txt' };

describe('in a channel', () => {
  test.each<[Permission, number, string, object]>([
    ['ViewChannel', 50001, 'say', { content: 'x' }],
    ['SendMessages', 50013, 'say', { content: 'x' }],
    ['EmbedLinks', 50013, 'embed', { embeds: [{ title: 'x' }] }],
    ['AttachFiles', 50013, 'attach', { files: [file] }],
  ])('without %s: %i', async (right, code, _, message) => {
    const discord = await start();
    const client = await connect(discord);
    const channel = textChannel(client, discord);
    await channel.send(message);
    discord.moderation.deny('general', right);
    expect(await codeOf(channel.send(message))).toBe(code);
    expect(discord.seen()).toHaveLength(1);
    discord.moderation.allow('general', right);
    await channel.send(message);
  });

  test('threads have rights of their own', async () => {
    const discord = await start();
    const client = await connect(discord);
    const root = await textChannel(client, discord).send('card');
    discord.moderation.deny('general', 'CreatePublicThreads');
    expect(await codeOf(root.startThread({ name: 'run' }))).toBe(50013);
    discord.moderation.allow('general', 'CreatePublicThreads');
    const thread = await root.startThread({ name: 'run' });
    discord.moderation.deny('general', 'SendMessages');
    await thread.send('in a thread that is another right');
    discord.moderation.deny('general', 'SendMessagesInThreads');
    expect(await codeOf(thread.send('x'))).toBe(50013);
    expect(await codeOf(thread.setName('x'))).toBe('not refused');
  });

  test('without history nothing is found again, and nothing replied to', async () => {
    const discord = await start();
    const client = await connect(discord);
    const channel = textChannel(client, discord);
    const message = await channel.send('card');
    discord.moderation.deny('general', 'ReadMessageHistory');
    expect((await channel.messages.fetch({ limit: 5 })).size).toBe(0);
    expect(await codeOf(channel.messages.fetch({ message: message.id, force: true }))).toBe(50001);
    expect(await codeOf(channel.send({ content: 'x', reply: { messageReference: message.id } }))).toBe(
      160002,
    );
    await message.edit('its own it may edit');
  });

  test('the rights that discord.js works out are those that hold', async () => {
    const discord = await start({
      everyoneRights: ['UseApplicationCommands'],
      botRights: ['ViewChannel', 'SendMessages'],
    });
    const client = await connect(discord);
    discord.moderation.deny('general', 'SendMessages');
    discord.moderation.allow('general', 'EmbedLinks');
    const channel = await client.channels.fetch(discord.people.place('general').id, { force: true });
    if (channel === null || channel.isDMBased()) throw new Error('no channel of a server');
    const rights = channel.permissionsFor(client.user);
    expect(rights?.toArray().sort()).toEqual(['EmbedLinks', 'UseApplicationCommands', 'ViewChannel']);
  });

  test('an answer to a command needs none of them', async () => {
    const discord = await start({ botRights: [] });
    const client = await connect(discord);
    await client.application.commands.set([{ name: 'leak', description: 'x' }]);
    discord.moderation.deny('general', 'ViewChannel');
    let asked: bigint | undefined;
    client.on('interactionCreate', (interaction) => {
      asked = interaction.appPermissions.bitfield;
      if (interaction.isChatInputCommand())
        void interaction.reply({ content: 'x', embeds: [{ title: 'y' }] });
    });
    const act = await discord.people.slash({ by: 'Ana', channel: 'general', command: 'leak' });
    expect(act.replies()).toMatchObject([{ text: 'x\n│ y' }]);
    expect(asked).toBe(0n);
  });
});

test('that it may not look into a channel is told to the bot', async () => {
  const discord = await start();
  const client = await connect(discord);
  const { id } = discord.people.place('general');
  const sees = () => {
    const channel = client.channels.cache.get(id);
    return (
      channel !== undefined && !channel.isDMBased() && channel.permissionsFor(client.user)?.has('ViewChannel')
    );
  };
  expect(sees()).toBe(true);
  discord.moderation.deny('general', 'ViewChannel');
  await until(() => sees() === false, 'the change');
});

test('people without the right to use commands cannot', async () => {
  const discord = await start({
    people: [{ name: 'Ana' }, { name: 'Root', administrator: true }],
    answerWithinMs: 20,
  });
  const client = await connect(discord);
  await client.application.commands.set([{ name: 'leak', description: 'x', defaultMemberPermissions: '0' }]);
  const by = (name: string) => discord.people.slash({ by: name, channel: 'general', command: 'leak' });
  await expect(by('Ana')).rejects.toThrow('does not see');
  expect((await by('Root')).failure).not.toBeNull();
  discord.moderation.setEveryone('ViewChannel');
  await expect(by('Ana')).rejects.toThrow('may not use commands');
});

test('a channel that is made, renamed and deleted is told', async () => {
  const discord = await start();
  const client = await connect(discord);
  const told: string[] = [];
  client.on('channelCreate', ({ name }) => told.push(`made ${name}`));
  client.on('channelUpdate', (_, channel) => told.push(`now ${'name' in channel ? channel.name : ''}`));
  client.on('channelDelete', () => told.push('gone'));
  const id = discord.moderation.createChannel('drills');
  await until(() => told.length === 1, 'the channel');
  await textChannel(client, discord, 'drills').send('x');
  discord.moderation.renameChannel('drills', 'exercises');
  discord.moderation.deleteChannel('exercises');
  expect(await codeOf(client.rest.get(`/channels/${id}`))).toBe(10003);
  await until(() => told.length === 3, 'the end of the channel');
  expect(told).toEqual(['made drills', 'now exercises', 'gone']);
});
