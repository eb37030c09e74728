/** Buttons, forms and words being typed, with the real discord.js. */
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  MessageFlags,
  ModalBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { describe, expect, test } from 'vitest';
import { ask, codeOf, textChannel, until } from './client.ts';
import { leakBench, onInteraction, start300 } from './leak-bench.ts';

const ready = leakBench();

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
    const { discord, client } = await ready();
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
    await until(() => errors.length > 0, 'the refusal');
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

  test('that is disabled, or a link, cannot be pressed', async () => {
    const { discord, client } = await ready();
    const dead = new ButtonBuilder()
      .setCustomId('a')
      .setLabel('Dead')
      .setStyle(ButtonStyle.Primary)
      .setDisabled();
    const link = new ButtonBuilder()
      .setURL('https://example.org')
      .setLabel('Report')
      .setStyle(ButtonStyle.Link);
    const { id } = await textChannel(client, discord).send({
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(dead, link)],
    });
    const press = (button: string) => discord.people.press({ by: 'Ana', message: id, button });
    await expect(press('Dead')).rejects.toThrow('disabled');
    await expect(press('Report')).rejects.toThrow('link');
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
