/** Threads, with the real discord.js. */
import { Events } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { ask, bench, codeOf, textChannel, until } from './client.ts';

const { discord: start, client: connect } = bench();
const minuteMs = 60_000;

async function withThread(options: Parameters<typeof start>[0] = {}) {
  const discord = await start(options);
  const client = await connect(discord);
  const root = await textChannel(client, discord).send('card');
  const thread = await root.startThread({ name: 'run-42', autoArchiveDuration: 60 });
  return { discord, client, root, thread };
}

describe('a thread', () => {
  test('begins at a message, has its id, and is the only one there', async () => {
    const { discord, root, thread } = await withThread();
    expect(thread.id).toBe(root.id);
    await thread.send('plan');
    expect(discord.seen().map(({ text, place, inThread }) => [text, place, inThread])).toEqual([
      ['card', 'general', false],
      ['plan', 'run-42', true],
    ]);
    const again = await ask(discord, 'POST', `/channels/${root.channelId}/messages/${root.id}/threads`, {
      name: 'x',
    });
    expect(again).toMatchObject({ status: 400, body: { code: 160004 } });
    expect((await root.fetch(true)).hasThread).toBe(true);
    expect((await thread.fetchStarterMessage())?.id).toBe(root.id);
  });

  test.each([
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'x', auto_archive_duration: 90 }, 'auto_archive_duration'],
  ])('is not begun with %j', async (body, field) => {
    const { discord } = await withThread();
    const { id } = discord.people.say({ by: 'Ana', channel: 'general', text: 'x' });
    const path = `/channels/${discord.people.place('general').id}/messages/${id}/threads`;
    const answer = await ask(discord, 'POST', path, body);
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 50035, errors: { [field]: { _errors: [{}] } } },
    });
  });

  test('stays when its message is deleted', async () => {
    const { discord, root, thread } = await withThread();
    discord.people.deleteMessage(root.id);
    await thread.send('still here');
    expect(discord.seen().map(({ text }) => text)).toEqual(['still here']);
    expect(await codeOf(root.edit('gone'))).toBe(10008);
  });

  test('takes in whom it mentions, who then hears of all that is posted there', async () => {
    const { discord, thread } = await withThread();
    const ana = discord.people.person('Ana').id;
    await thread.send('plan');
    await thread.send(`trip <@${ana}>`);
    await thread.send('next');
    expect(discord.notices('Ana').map(({ why, words }) => [why, words])).toEqual([
      ['mention', 'trip @Ana'],
      ['thread', 'next'],
    ]);
    const quiet = await thread.send('later');
    await quiet.edit(`later <@${discord.people.person('Ben').id}>`);
    expect(discord.notices('Ben')).toEqual([]);
    await thread.send('Ben is in now');
    expect(discord.notices('Ben').map(({ why }) => why)).toEqual(['thread']);
  });

  test('is told to the bot when people change it', async () => {
    const { discord, client, thread } = await withThread();
    const told: string[] = [];
    client.on(Events.ThreadUpdate, (_, { archived, locked }) => told.push(`${archived} ${locked}`));
    client.on(Events.ThreadDelete, ({ id }) => told.push(id));
    discord.people.archiveThread('run-42');
    discord.people.wakeThread('run-42');
    discord.people.lock('run-42');
    discord.people.deleteThread(thread.id);
    await until(() => told.length === 4, 'all of it');
    expect(told).toEqual(['true false', 'false false', 'true true', thread.id]);
    expect(await codeOf(thread.send('gone'))).toBe(10003);
  });
});

describe('an archived thread', () => {
  test('refuses edits and deletions until it is woken', async () => {
    const { discord, thread } = await withThread();
    const message = await thread.send('plan');
    discord.people.archiveThread('run-42');
    expect(await codeOf(message.edit('late'))).toBe(50083);
    expect(await codeOf(message.delete())).toBe(50083);
    expect(await codeOf(thread.setName('other'))).toBe(50083);
    await thread.setArchived(false);
    await message.edit('awake');
    expect(discord.seen().at(-1)?.text).toBe('awake');
  });

  test('is woken by a post', async () => {
    const { discord, thread } = await withThread();
    discord.people.archiveThread('run-42');
    await thread.send('hello');
    expect(discord.people.thread('run-42').archived).toBe(false);
  });

  test('comes of itself after a time without a message', async () => {
    let offsetMs = 0;
    const { discord, thread } = await withThread({ now: () => Date.now() + offsetMs });
    const message = await thread.send('plan');
    offsetMs = 59 * minuteMs;
    await message.edit('near the hour');
    offsetMs = 61 * minuteMs;
    expect(await codeOf(message.edit('late'))).toBe(50083);
    await thread.send('awake');
    offsetMs = 120 * minuteMs;
    expect(discord.people.thread('run-42').archived).toBe(false);
  });

  test('takes no commands', async () => {
    const { discord, client } = await withThread();
    await client.application.commands.set([{ name: 'leak', description: 'x' }]);
    discord.people.archiveThread('run-42');
    const act = discord.people.slash({ by: 'Ana', channel: 'run-42', command: 'leak' });
    await expect(act).rejects.toThrow('archived');
  });
});

describe('a locked thread', () => {
  test('is for moderators only', async () => {
    const { discord, thread } = await withThread();
    const message = await thread.send('plan');
    discord.people.lock('run-42', { archive: false });
    expect(await codeOf(thread.send('x'))).toBe(160005);
    expect(await codeOf(message.edit('x'))).toBe(160005);
    discord.people.lock('run-42');
    expect(await codeOf(thread.send('x'))).toBe(50083);
    expect(await codeOf(thread.setArchived(false))).toBe(50083);
    expect(() => discord.people.say({ by: 'Ana', channel: 'run-42', text: 'x' })).toThrow('locked');
    discord.moderation.allow('general', 'ManageThreads');
    await thread.setArchived(false);
    await thread.send('moderated');
  });
});

test('threads are listed, archived and not', async () => {
  const { discord, client, thread } = await withThread();
  expect(
    (await client.guilds.cache.first()?.channels.fetchActiveThreads())?.threads.map(({ id }) => id),
  ).toEqual([thread.id]);
  discord.people.archiveThread('run-42');
  expect(await client.rest.get(`/channels/${thread.parentId}/threads/archived/public`)).toMatchObject({
    threads: [
      { id: thread.id, thread_metadata: { archived: true, locked: false, auto_archive_duration: 60 } },
    ],
  });
});
