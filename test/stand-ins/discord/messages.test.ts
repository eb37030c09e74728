/** Messages of channels, with the real discord.js. */
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  type FetchMessagesOptions,
  MessageFlags,
} from 'discord.js';
import { describe, expect, test } from 'vitest';
import { ask, bench, codeOf, textChannel, until } from './client.ts';

const { discord: start, client: connect } = bench();
const hourMs = 60 * 60_000;

const stop = new ButtonBuilder().setCustomId('stop:1').setLabel('Stop run').setStyle(ButtonStyle.Danger);
const report = new ButtonBuilder()
  .setURL('https://example.org/runs/1')
  .setLabel('Report')
  .setStyle(ButtonStyle.Link);

describe('a message with everything', () => {
  test('is seen as people see it, and read back', async () => {
    const discord = await start();
    const client = await connect(discord);
    const ana = discord.people.person('Ana').id;
    const sent = await textChannel(client, discord).send({
      content: `**Growing** <@${ana}> since <t:1700000000:T>`,
      embeds: [{ description: 'two\nlines', color: 0xffaa00, image: { url: 'attachment://chart.png' } }],
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(stop, report)],
      files: [{ attachment: Buffer.from('picture'), name: 'chart.png', description: 'Peak 81 %' }],
    });
    const [seen] = discord.seen({ by: 'Ana' });
    expect(seen).toMatchObject({
      id: sent.id,
      place: 'general',
      author: 'leakops',
      to: null,
      lines: [
        '**Growing** @Ana since 23:13:20',
        '│ two',
        '│ lines',
        '│ picture: chart.png (Peak 81 %)',
        '[Stop run] [Report → https://example.org/runs/1]',
      ],
      color: 0xffaa00,
      pinged: ['Ana'],
      editedAt: null,
    });
    expect(seen?.buttons.map(({ style, customId }) => [style, customId])).toEqual([
      ['danger', 'stop:1'],
      ['link', null],
    ]);
    const again = await sent.channel.messages.fetch({ message: sent.id, force: true });
    expect(again.embeds[0]?.image?.url).toMatch(/\/attachments\/\d+\/\d+\/chart\.png$/);
    // What an embed shows is not among the attachments.
    expect(again.attachments.size).toBe(0);
    expect(await (await fetch(again.embeds[0]?.image?.url ?? '')).text()).toBe('picture');
  });

  test('a picture that was not uploaded is seen missing', async () => {
    const discord = await start();
    const client = await connect(discord);
    await textChannel(client, discord).send({ embeds: [{ image: { url: 'attachment://chart.png' } }] });
    expect(discord.seen()[0]?.lines).toEqual(['│ picture missing: chart.png']);
  });
});

describe('an edit', () => {
  test('keeps what it does not name, is marked, and notifies nobody', async () => {
    const discord = await start();
    const client = await connect(discord);
    const message = await textChannel(client, discord).send({
      content: 'one',
      embeds: [{ description: 'card' }],
    });
    await message.edit({ content: `two <@${discord.people.person('Ben').id}>` });
    expect(discord.seen()).toMatchObject([{ lines: ['two @Ben', '│ card'], pinged: [] }]);
    expect(discord.seen()[0]?.editedAt).not.toBeNull();
    expect(discord.notices('Ben')).toEqual([]);
  });

  test('hides embeds until it is told to show them', async () => {
    const discord = await start();
    const client = await connect(discord);
    const message = await textChannel(client, discord).send({ content: 'one', embeds: [{ title: 'card' }] });
    await message.suppressEmbeds(true);
    await message.edit('two');
    expect(discord.seen()[0]?.lines).toEqual(['two']);
    await message.suppressEmbeds(false);
    expect(discord.seen()[0]?.lines).toEqual(['two', '│ card']);
  });

  test('keeps files until it lists attachments, and then only those', async () => {
    const discord = await start();
    const client = await connect(discord);
    const message = await textChannel(client, discord).send({
      content: 'files',
      files: [
        { attachment: Buffer.from('a'), name: 'a.txt', description: 'first' },
        { attachment: Buffer.from('b'), name: 'b.txt' },
      ],
    });
    const names = () => discord.seen()[0]?.files.map(({ name, alt }) => [name, alt]);
    await message.edit({ content: 'still' });
    expect(names()).toEqual([
      ['a.txt', 'first'],
      ['b.txt', null],
    ]);
    const kept = message.attachments.find(({ name }) => name === 'a.txt');
    await message.edit({
      attachments: [{ id: kept?.id ?? '' }],
      files: [{ attachment: Buffer.from('c'), name: 'my chart.png' }],
    });
    expect(names()).toEqual([
      ['a.txt', 'first'],
      ['my_chart.png', null],
    ]);
    await message.edit({ attachments: [] });
    expect(names()).toEqual([]);
  });

  test('is refused for a message of somebody else, one that is gone, and one without anything', async () => {
    const discord = await start();
    const client = await connect(discord);
    const channel = textChannel(client, discord);
    const { id } = discord.people.say({ by: 'Ana', channel: 'general', text: 'mine' });
    expect(await codeOf(channel.messages.edit(id, 'yours'))).toBe(50005);
    const own = await channel.send('own');
    expect(await codeOf(own.edit({ content: '' }))).toBe(50006);
    discord.people.deleteMessage(own.id);
    expect(await codeOf(own.edit('late'))).toBe(10008);
    expect(await codeOf(channel.messages.fetch({ message: own.id, force: true }))).toBe(10008);
  });

  test('of a message over an hour old is a 429 with code 30046', async () => {
    let offsetMs = 0;
    const discord = await start({ now: () => Date.now() + offsetMs });
    const client = await connect(discord, { rejectOnRateLimit: ['/channels'] });
    const channel = textChannel(client, discord);
    const message = await channel.send('card');
    offsetMs = hourMs - 60_000;
    await message.edit('near the hour');
    offsetMs = hourMs + 1000;
    const answer = await ask(discord, 'PATCH', `/channels/${channel.id}/messages/${message.id}`, {
      content: 'late',
    });
    expect(answer).toMatchObject({ status: 429, body: { code: 30046, global: false } });
    expect(answer.headers.get('Retry-After')).not.toBeNull();
    expect(answer.headers.get('X-RateLimit-Scope')).toBe('shared');
    await expect(message.edit('late')).rejects.toMatchObject({ scope: 'shared' });
    expect(discord.seen()[0]?.text).toBe('near the hour');
  });

  test('of old messages can be allowed some times, as users of the API tell', async () => {
    let offsetMs = 0;
    const discord = await start({
      now: () => Date.now() + offsetMs,
      oldEdits: { allowed: 2, windowMs: 60_000 },
    });
    const client = await connect(discord);
    const channel = textChannel(client, discord);
    const message = await channel.send('card');
    offsetMs = 2 * hourMs;
    const path = `/channels/${channel.id}/messages/${message.id}`;
    const statuses = [];
    for (const content of ['a', 'b', 'c'])
      statuses.push((await ask(discord, 'PATCH', path, { content })).status);
    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe('mentions', () => {
  test('call whom allowed_mentions leaves, once, and not in code', async () => {
    const discord = await start({ people: [{ name: 'Ana' }, { name: 'Ben' }, { name: 'Cleo' }] });
    const client = await connect(discord);
    const channel = textChannel(client, discord);
    const [ana, ben] = ['Ana', 'Ben'].map((name) => discord.people.person(name).id);
    const content = `<@${ana}> <@${ben}> @everyone`;
    await channel.send({ content, allowedMentions: { parse: [] } });
    await channel.send({ content, allowedMentions: { users: [ana ?? ''] } });
    await channel.send({ content: `\`<@${ana}>\`` });
    // The bot may not mention everyone here.
    await channel.send({ content });
    expect(discord.seen().map(({ pinged }) => pinged)).toEqual([[], ['Ana'], [], ['Ana', 'Ben']]);
    expect(discord.notices('Ana')).toMatchObject([
      { why: 'mention', silent: false, words: '@Ana @Ben @everyone' },
      { why: 'mention' },
    ]);
    discord.moderation.allow('general', 'MentionEveryone');
    await channel.send({ content });
    expect(discord.seen().at(-1)?.pinged).toEqual(['Ana', 'Ben', 'Cleo']);
  });

  test('are silent with SUPPRESS_NOTIFICATIONS', async () => {
    const discord = await start();
    const client = await connect(discord);
    await textChannel(client, discord).send({
      content: `<@${discord.people.person('Ana').id}>`,
      flags: MessageFlags.SuppressNotifications,
    });
    expect(discord.notices('Ana')).toMatchObject([{ silent: true }]);
    expect(discord.seen()[0]?.silent).toBe(true);
  });

  test('a reply calls its author unless it is told not to', async () => {
    const discord = await start();
    const client = await connect(discord);
    const channel = textChannel(client, discord);
    const { id } = discord.people.say({ by: 'Ana', channel: 'general', text: 'what?' });
    await channel.send({
      content: 'that',
      reply: { messageReference: id },
      allowedMentions: { repliedUser: true },
    });
    await channel.send({ content: 'that', reply: { messageReference: id }, allowedMentions: { parse: [] } });
    expect(discord.seen().map(({ pinged, replyTo }) => [pinged, replyTo])).toEqual([
      [[], null],
      [['Ana'], id],
      [[], id],
    ]);
    discord.people.deleteMessage(id);
    expect(
      await codeOf(channel.send({ content: 'that', reply: { messageReference: id, failIfNotExists: true } })),
    ).toBe(10008);
  });
});

describe('the same nonce', () => {
  test('is the same message for some minutes, if it is enforced', async () => {
    let offsetMs = 0;
    const discord = await start({ now: () => Date.now() + offsetMs });
    const client = await connect(discord);
    const channel = textChannel(client, discord);
    const first = await channel.send({ content: 'one', nonce: 'n-1', enforceNonce: true });
    const second = await channel.send({ content: 'two', nonce: 'n-1', enforceNonce: true });
    expect(second.id).toBe(first.id);
    // It is answered, but not kept with the message: nobody finds a message by it.
    const path = `/channels/${channel.id}/messages`;
    const again = { content: 'two', nonce: 'n-1', enforce_nonce: true };
    expect((await ask(discord, 'POST', path, again)).body).toMatchObject({ id: first.id, nonce: 'n-1' });
    expect((await ask(discord, 'GET', `${path}/${first.id}`)).body).not.toHaveProperty('nonce');
    expect(discord.seen().map(({ text }) => text)).toEqual(['one']);
    await channel.send({ content: 'three', nonce: 'n-1' });
    offsetMs = 10 * 60_000;
    await channel.send({ content: 'four', nonce: 'n-1', enforceNonce: true });
    expect(discord.seen().map(({ text }) => text)).toEqual(['one', 'three', 'four']);
  });
});

test('messages are listed newest first, before, after and around', async () => {
  const discord = await start({ limits: false });
  const client = await connect(discord);
  const channel = textChannel(client, discord);
  const ids: string[] = [];
  for (const text of ['a', 'b', 'c', 'd']) ids.push((await channel.send(text)).id);
  const list = async (query: FetchMessagesOptions) =>
    [...(await channel.messages.fetch(query)).values()].map(({ content }) => content);
  expect(await list({})).toEqual(['d', 'c', 'b', 'a']);
  expect(await list({ limit: 2 })).toEqual(['d', 'c']);
  const [, b = '', c = ''] = ids;
  expect(await list({ after: b })).toEqual(['d', 'c']);
  expect(await list({ before: c, limit: 1 })).toEqual(['b']);
  expect(await list({ around: b, limit: 2 })).toEqual(['b', 'a']);
});

test('a private message reaches who takes them', async () => {
  const discord = await start({ people: [{ name: 'Ana' }, { name: 'Shut', closed: true }] });
  const client = await connect(discord);
  await client.users.send(discord.people.person('Ana').id, 'between us');
  expect(await codeOf(client.users.send(discord.people.person('Shut').id, 'hello?'))).toBe(50007);
  expect(discord.notices('Ana')).toMatchObject([{ why: 'private', words: 'between us' }]);
  expect(discord.seen({ by: 'Ana' }).map(({ text }) => text)).toEqual(['between us']);
  expect(discord.seen({ by: 'Shut' })).toEqual([]);
});

test('deleting tells the bot', async () => {
  const discord = await start();
  const client = await connect(discord);
  const message = await textChannel(client, discord).send('gone soon');
  const told: string[] = [];
  client.on('messageDelete', ({ id }) => told.push(id));
  discord.people.deleteMessage(message.id);
  await until(() => told.length > 0, 'the deletion');
  expect(told).toEqual([message.id]);
});
