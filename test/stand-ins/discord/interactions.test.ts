/** Commands and their answers, with the real discord.js. */
import { MessageFlags } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { ask, codeOf, textChannel, until } from './client.ts';
import { leakBench, onInteraction, start300 } from './leak-bench.ts';

const ready = leakBench();

describe('a command', () => {
  test('arrives with typed options, and its answer is for one person', async () => {
    const { discord, client } = await ready();
    const heard: unknown[] = [];
    const errors = onInteraction(client, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      heard.push([
        interaction.options.getSubcommand(),
        interaction.options.getString('scenario'),
        interaction.options.getInteger('value'),
        interaction.user.globalName,
        interaction.appPermissions.has('SendMessages'),
        interaction.memberPermissions?.has('Administrator'),
      ]);
      await interaction.reply({ content: 'Not started', flags: MessageFlags.Ephemeral });
    });
    const act = await discord.people.slash(start300);
    expect(heard).toEqual([['start', 'gradual', 300, 'Ana', true, false]]);
    expect(act).toMatchObject({ callback: 4, failure: null });
    expect(act.acknowledgedAfterMs).toBeGreaterThanOrEqual(0);
    expect(act.replies()).toMatchObject([{ text: 'Not started', to: 'Ana' }]);
    expect(discord.seen({ by: 'Ben' })).toEqual([]);
    // Nobody finds it by the channel.
    const { id } = act.replies()[0] ?? {};
    expect(await codeOf(textChannel(client, discord).messages.fetch(id ?? ''))).toBe(10008);
    expect(errors).toEqual([]);
  });

  test('can be put off: “thinking”, then the answer, then more', async () => {
    const { discord, client } = await ready();
    const errors = onInteraction(client, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      await interaction.editReply({ content: `Started by <@${interaction.user.id}>` });
      await interaction.followUp({ content: 'only you', flags: MessageFlags.Ephemeral });
      const original = await interaction.fetchReply();
      expect(original.content).toContain('Started');
    });
    const act = await discord.people.slash(start300);
    expect(act.callback).toBe(5);
    await until(() => act.replies().length === 2, 'the follow-up');
    expect(act.replies()).toMatchObject([
      { text: 'Started by @Ana', to: null, loading: false, editedAt: null, pinged: ['Ana'] },
      { text: 'only you', to: 'Ana', replyTo: act.replies()[0]?.id },
    ]);
    expect(errors).toEqual([]);
  });

  test('shows that the bot is thinking, and a follow-up then takes its place', async () => {
    const { discord, client } = await ready();
    const { promise: told, resolve: go } = Promise.withResolvers<void>();
    const errors = onInteraction(client, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await told;
      // Not ephemeral, it says; but who sees it was decided by the deferral.
      await interaction.followUp('done');
    });
    const act = await discord.people.slash(start300);
    expect(act.replies()).toMatchObject([{ lines: ['leakops is thinking…'], loading: true, to: 'Ana' }]);
    go();
    await until(() => act.replies()[0]?.loading === false, 'the answer');
    expect(act.replies()).toMatchObject([{ text: 'done', to: 'Ana' }]);
    expect(errors).toEqual([]);
  });

  test('can be answered with a file, first and later', async () => {
    const { discord, client } = await ready();
    const file = (name: string) => ({ attachment: Buffer.from(name), name, description: `alt of ${name}` });
    const errors = onInteraction(client, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.reply({ files: [file('a.txt')], flags: MessageFlags.Ephemeral });
      await interaction.editReply({ content: 'and', files: [file('b.txt')] });
      const { attachments } = await interaction.followUp({
        files: [file('c.txt')],
        flags: MessageFlags.Ephemeral,
      });
      expect(attachments.first()?.ephemeral).toBe(true);
    });
    const act = await discord.people.slash(start300);
    await until(() => act.replies().length === 2, 'the follow-up');
    expect(act.replies().map(({ lines }) => lines)).toEqual([
      // With new files discord.js lists only those: the old one is dropped.
      ['and', 'file: b.txt (alt of b.txt)'],
      ['file: c.txt (alt of c.txt)'],
    ]);
    expect(errors).toEqual([]);
  });

  test('is answered once only', async () => {
    const { discord, client } = await ready();
    const errors = onInteraction(client, async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.reply('one');
    });
    const act = await discord.people.slash(start300);
    const path = `/interactions/${act.id}/${act.token}/callback`;
    expect((await ask(discord, 'POST', path, { type: 4, data: { content: 'two' } })).body).toMatchObject({
      code: 40060,
    });
    expect(
      (await ask(discord, 'POST', `/interactions/1/${act.token}/callback`, { type: 5 })).body,
    ).toMatchObject({
      code: 10062,
    });
    discord.redeliver(act);
    await until(() => errors.length > 0, 'the second answer');
    expect(errors).toMatchObject([{ code: 40060 }]);
    expect(discord.seen()).toHaveLength(1);
  });

  test('that comes too late cannot be answered, and the person is told', async () => {
    const { discord, client } = await ready();
    const errors = onInteraction(client, async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.reply('late');
    });
    const act = await discord.people.slash({ ...start300, late: true });
    await until(() => errors.length > 0, 'the refusal');
    expect(errors).toMatchObject([{ code: 10062 }]);
    expect(act).toMatchObject({ failure: 'The application did not respond', acknowledgedAfterMs: null });
    expect(act.replies()).toEqual([]);
    const follow = await ask(discord, 'POST', `/webhooks/${discord.applicationId}/${act.token}`, {
      content: 'x',
    });
    expect(follow).toMatchObject({ status: 404, body: { code: 10015 } });
  });

  test('that nobody answers has failed', async () => {
    const { discord } = await ready({ answerWithinMs: 50 });
    const act = await discord.people.slash(start300);
    expect(act.failure).toBe('The application did not respond');
    const path = `/interactions/${act.id}/${act.token}/callback`;
    expect((await ask(discord, 'POST', path, { type: 5 })).body).toMatchObject({ code: 10062 });
  });

  test('has a token that lives 15 minutes', async () => {
    let offsetMs = 0;
    const { discord, client } = await ready({ now: () => Date.now() + offsetMs });
    onInteraction(client, async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.reply('one');
    });
    const act = await discord.people.slash(start300);
    const own = `/webhooks/${discord.applicationId}/${act.token}`;
    offsetMs = 14 * 60_000;
    expect((await ask(discord, 'PATCH', `${own}/messages/@original`, { content: 'two' })).status).toBe(200);
    offsetMs = 15 * 60_000 + 1;
    for (const [method, path] of [
      ['PATCH', `${own}/messages/@original`],
      ['POST', own],
      ['GET', `${own}/messages/@original`],
      ['DELETE', `${own}/messages/@original`],
    ] as const)
      expect(await ask(discord, method, path, method === 'GET' ? undefined : { content: 'x' })).toMatchObject(
        {
          status: 401,
          body: { code: 50027 },
        },
      );
    // With the bot's own token it goes on.
    const { id = '' } = act.replies()[0] ?? {};
    await textChannel(client, discord).messages.edit(id, 'three');
    expect(act.replies()[0]?.text).toBe('three');
  });

  const leaf = (code: string) => ({ _errors: [expect.objectContaining({ code })] });
  const wrongType = { type: leaf('INTERACTION_APPLICATION_COMMAND_CALLBACK_TYPE_INVALID') };
  test.each([
    [{ type: 6 }, wrongType],
    [{ type: 7, data: { content: 'x' } }, wrongType],
    [{ type: 8, data: { choices: [] } }, wrongType],
    [{ type: 99 }, { type: leaf('BASE_TYPE_CHOICES') }],
    [{}, { type: leaf('BASE_TYPE_REQUIRED') }],
    [{ type: 4, data: { content: 'x'.repeat(2001) } }, { data: { content: leaf('BASE_TYPE_MAX_LENGTH') } }],
    [
      { type: 9, data: { custom_id: 'm', title: 'x'.repeat(46), components: [] } },
      { data: { title: leaf('BASE_TYPE_BAD_LENGTH'), components: leaf('BASE_TYPE_BAD_LENGTH') } },
    ],
  ])('is not answered by %j, and can still be answered well', async (body, errors) => {
    const { discord, client } = await ready();
    const refusals: unknown[] = [];
    const failed = onInteraction(client, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const path = `/interactions/${interaction.id}/${interaction.token}/callback`;
      refusals.push((await ask(discord, 'POST', path, body)).body);
      await interaction.reply('well');
    });
    const act = await discord.people.slash(start300);
    expect(refusals).toEqual([{ message: 'Invalid Form Body', code: 50035, errors }]);
    expect(act.replies()).toMatchObject([{ text: 'well' }]);
    expect(failed).toEqual([]);
  });

  test('only what is registered can be sent', async () => {
    const { discord } = await ready();
    const send = (command: string, options = {}) => discord.people.slash({ ...start300, command, options });
    await expect(send('stop')).rejects.toThrow('Registered: /leak');
    await expect(send('leak')).rejects.toThrow('start, report');
    await expect(send('leak begin')).rejects.toThrow('start, report');
    await expect(send('leak start')).rejects.toThrow('“scenario” is required');
    await expect(send('leak start', { scenario: 'huge' })).rejects.toThrow('one of gradual, fast');
    await expect(send('leak start', { scenario: 'fast', value: 0 })).rejects.toThrow('at least 1');
    await expect(send('leak start', { scenario: 'fast', value: 1.5 })).rejects.toThrow('whole');
    await expect(send('leak start', { scenario: 'fast', users: 2 })).rejects.toThrow('no option “users”');
  });
});
