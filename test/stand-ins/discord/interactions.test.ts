/** Commands, presses, forms and words being typed, with the real discord.js. */
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  type Client,
  Events,
  type Interaction,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { describe, expect, test } from 'vitest';
import { ask, bench, codeOf, textChannel, until } from './client.ts';
import type { Discord } from './discord.ts';

const { discord: start, client: connect } = bench();

const leak = new SlashCommandBuilder()
  .setName('leak')
  .setDescription('Memory-leak game days')
  .addSubcommand((sub) =>
    sub
      .setName('start')
      .setDescription('Start a run')
      .addStringOption((option) =>
        option
          .setName('scenario')
          .setDescription('Which')
          .setRequired(true)
          .addChoices({ name: 'gradual: 80 % at 7–12 m', value: 'gradual' }, { name: 'fast', value: 'fast' }),
      )
      .addIntegerOption((option) =>
        option.setName('value').setDescription('Flag').setMinValue(1).setMaxValue(10000),
      ),
  )
  .addSubcommand((sub) =>
    sub
      .setName('report')
      .setDescription('The report of a run')
      .addStringOption((option) => option.setName('run').setDescription('Which').setAutocomplete(true)),
  );

async function ready(
  options: Parameters<typeof start>[0] = {},
): Promise<{ discord: Discord; client: Client<true> }> {
  const discord = await start(options);
  const client = await connect(discord);
  await client.application.commands.set([leak], discord.guildId);
  return { discord, client };
}

/** The bot's handler; what it throws is kept, since nobody else would see it. */
function onInteraction(client: Client<true>, handle: (interaction: Interaction) => Promise<unknown>) {
  const errors: unknown[] = [];
  client.on(Events.InteractionCreate, (interaction) => {
    handle(interaction).catch((error: unknown) => errors.push(error));
  });
  return errors;
}

const start300 = {
  by: 'Ana',
  channel: 'general',
  command: 'leak start',
  options: { scenario: 'gradual', value: 300 },
};

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

describe('a word being typed', () => {
  test('gets choices', async () => {
    const { discord, client } = await ready();
    const errors = onInteraction(client, async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const { name, value } = interaction.options.getFocused(true);
      await interaction.respond([{ name: `${name} 42`, value: `${value}-42` }]);
    });
    const act = await discord.people.autocomplete({
      by: 'Ana',
      channel: 'general',
      command: 'leak report',
      focused: 'run',
      typed: 'run',
    });
    expect(errors).toEqual([]);
    expect(act.choices).toEqual([{ name: 'run 42', value: 'run-42' }]);
  });

  test('into a number gets numbers', async () => {
    const discord = await start();
    const client = await connect(discord);
    const value = { type: 4, name: 'value', description: 'x', autocomplete: true, required: true };
    await client.application.commands.set([{ name: 'flag', description: 'x', options: [value] }]);
    const refused: unknown[] = [];
    onInteraction(client, async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      refused.push(await codeOf(interaction.respond([{ name: '300', value: '300' }])));
      const path = `/interactions/${interaction.id}/${interaction.token}/callback`;
      await ask(discord, 'POST', path, { type: 8, data: { choices: [{ name: '300', value: 300 }] } });
    });
    const typing = { by: 'Ana', channel: 'general', command: 'flag', focused: 'value', typed: '3' };
    const act = await discord.people.autocomplete(typing);
    expect(refused).toEqual([50035]);
    expect(act.choices).toEqual([{ name: '300', value: 300 }]);
  });

  test('gets at most 25', async () => {
    const { discord, client } = await ready({ answerWithinMs: 500 });
    const errors = onInteraction(client, async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const choices = Array.from({ length: 26 }, (_, at) => ({ name: `${at}`, value: `${at}` }));
      await interaction.respond(choices);
    });
    const act = await discord.people.autocomplete({
      by: 'Ana',
      channel: 'general',
      command: 'leak report',
      focused: 'run',
      typed: '',
    });
    expect(errors).toMatchObject([{ code: 50035 }]);
    expect(act.choices).toEqual([]);
  });
});

describe('a button', () => {
  const card = (...labels: string[]) => ({
    content: 'card',
    components: [
      new ActionRowBuilder<ButtonBuilder>().addComponents(
        labels.map((label) =>
          new ButtonBuilder().setCustomId(`id:${label}`).setLabel(label).setStyle(ButtonStyle.Primary),
        ),
      ),
    ],
  });

  test('updates its message in place, silently or not at all', async () => {
    const { discord, client } = await ready();
    const errors = onInteraction(client, async (interaction) => {
      if (!interaction.isButton()) return;
      if (interaction.customId === 'id:Stop') await interaction.update(card('Details'));
      else {
        await interaction.deferUpdate();
        await interaction.editReply({ content: 'details' });
        await interaction.followUp({ content: 'for you', flags: MessageFlags.Ephemeral });
      }
    });
    const message = await textChannel(client, discord).send(card('Stop', 'Details'));
    const press = (button: string) => discord.people.press({ by: 'Ben', message: message.id, button });
    expect((await press('Stop')).callback).toBe(7);
    expect(discord.seen()[0]?.buttons.map(({ label }) => label)).toEqual(['Details']);
    await expect(press('Stop')).rejects.toThrow('There are: Details');
    expect((await press('Details')).callback).toBe(6);
    await until(() => discord.seen().length === 2, 'the follow-up');
    expect(discord.seen().map(({ text, to }) => [text, to])).toEqual([
      ['details\n[Details]', null],
      ['for you', 'Ben'],
    ]);
    expect(errors).toEqual([]);
  });

  test('works on a private answer, for the one who sees it', async () => {
    const { discord, client } = await ready();
    const errors = onInteraction(client, async (interaction) => {
      if (interaction.isChatInputCommand())
        await interaction.reply({ ...card('Confirm'), flags: MessageFlags.Ephemeral });
      if (interaction.isButton()) await interaction.update({ content: 'confirmed', components: [] });
    });
    const asked = await discord.people.slash(start300);
    const { id = '' } = asked.replies()[0] ?? {};
    await expect(discord.people.press({ by: 'Ben', message: id, button: 'Confirm' })).rejects.toThrow(
      'Ben sees no',
    );
    await discord.people.press({ by: 'Ana', message: id, button: 'Confirm' });
    expect(asked.replies()).toMatchObject([{ text: 'confirmed', buttons: [] }]);
    expect(errors).toEqual([]);
  });

  test('can open a form', async () => {
    const { discord, client } = await ready();
    const input = new TextInputBuilder()
      .setCustomId('users')
      .setLabel('Users')
      .setStyle(TextInputStyle.Short)
      .setMaxLength(3);
    const form = new ModalBuilder()
      .setCustomId('form:users')
      .setTitle('How many users?')
      .addComponents(new ActionRowBuilder<TextInputBuilder>().addComponents(input));
    const errors = onInteraction(client, async (interaction) => {
      if (interaction.isButton()) await interaction.showModal(form);
      if (interaction.isModalSubmit() && interaction.isFromMessage())
        await interaction.update({
          content: `${interaction.fields.getTextInputValue('users')} users`,
          components: [],
        });
    });
    const message = await textChannel(client, discord).send(card('Users…'));
    const opened = await discord.people.press({ by: 'Ana', message: message.id, button: 'Users…' });
    expect(opened.modal).toMatchObject({ title: 'How many users?' });
    await expect(discord.people.submit({ opened, values: { users: '1000' } })).rejects.toThrow('at most 3');
    await expect(discord.people.submit({ opened, values: { user: '1' } })).rejects.toThrow('“users”');
    await discord.people.submit({ opened, values: { users: '40' } });
    expect(discord.seen()[0]?.text).toBe('40 users');
    expect(errors).toEqual([]);
  });
});
