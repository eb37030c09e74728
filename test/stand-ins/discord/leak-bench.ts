/** A bot with one command, for tests of interactions. */
import { type Client, Events, type Interaction, SlashCommandBuilder } from 'discord.js';
import { bench } from './client.ts';
import type { Discord, DiscordOptions } from './discord.ts';

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

/** A stand-in and a logged-in client with `/leak` registered. To be called once in a test file. */
export function leakBench() {
  const { discord: start, client: connect } = bench();
  return async (options: DiscordOptions = {}): Promise<{ discord: Discord; client: Client<true> }> => {
    const discord = await start(options);
    const client = await connect(discord);
    await client.application.commands.set([leak], discord.guildId);
    return { discord, client };
  };
}

/** The bot's handler; what it throws is kept, since nobody else would see it. */
export function onInteraction(client: Client<true>, handle: (interaction: Interaction) => Promise<unknown>) {
  const errors: unknown[] = [];
  client.on(Events.InteractionCreate, (interaction) => {
    handle(interaction).catch((error: unknown) => errors.push(error));
  });
  return errors;
}

export const start300 = {
  by: 'Ana',
  channel: 'general',
  command: 'leak start',
  options: { scenario: 'gradual', value: 300 },
};
