/** A whole small game day with a plain bot: what an adapter would do, as people see it. */
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  type Client,
  Events,
  type Message,
  MessageFlags,
} from 'discord.js';
import { expect, test } from 'vitest';
import { bench, codeOf, textChannel, until } from './client.ts';

const { discord: start, client: connect } = bench();
const minuteMs = 60_000;

/** Knows nothing of what was before it: the button says all. */
function answerStops(client: Client<true>): void {
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isButton() && interaction.customId === 'stop:42')
      void interaction.update({ content: `Stopped by ${interaction.user.globalName}`, components: [] });
  });
}

test('a run from the command to the report, over a restart and the hour', async () => {
  let offsetMs = 0;
  const discord = await start({ now: () => Date.now() + offsetMs, identifyEveryMs: 0, limits: false });
  const first = await connect(discord);
  await first.application.commands.set([{ name: 'leak', description: 'x' }], discord.guildId);
  const stop = new ButtonBuilder().setCustomId('stop:42').setLabel('Stop run').setStyle(ButtonStyle.Danger);
  const buttons = [new ActionRowBuilder<ButtonBuilder>().addComponents(stop)];
  const quiet = { flags: MessageFlags.SuppressNotifications } as const;
  let started: Promise<Message> | null = null;
  first.on(Events.InteractionCreate, (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    started = (async () => {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      const card = await textChannel(first, discord).send({ content: '⏳ Preparing', components: buttons });
      const thread = await card.startThread({ name: 'run-42', autoArchiveDuration: 60 });
      await thread.send({ content: 'Plan', ...quiet });
      await interaction.editReply('Started');
      return card;
    })();
  });
  const act = await discord.people.slash({ by: 'Ana', channel: 'general', command: 'leak' });
  await until(() => act.replies()[0]?.loading === false, 'the start');
  const card: Message = await (started ?? Promise.reject(new Error('not started')));
  await card.edit('📈 Growing 72 %');

  // The bot is killed; a new one finds the card by its id, and its button works.
  await first.destroy();
  const second = await connect(discord);
  answerStops(second);
  const thread = await second.channels.fetch(card.id);
  if (thread?.isThread() !== true) throw new Error('The thread is not found again.');
  await thread.send({ content: '+6 m: 64 %', ...quiet });
  await discord.people.press({ by: 'Ben', message: card.id, button: 'Stop run' });

  // Over the hour: the old card is left, the thread is woken by the report.
  offsetMs = 61 * minuteMs;
  const again = await textChannel(second, discord).messages.fetch(card.id);
  expect(discord.people.thread('run-42').archived).toBe(true);
  second.rest.options.rejectOnRateLimit = ['/channels'];
  await expect(again.edit('late')).rejects.toMatchObject({ scope: 'shared' });
  expect(await codeOf(thread.send({ content: `Report <@${discord.people.person('Ana').id}>` }))).toBe(
    'not refused',
  );

  expect(
    discord.seen({ by: 'Ben' }).map(({ place, text, buttons: left }) => [place, text, left.length]),
  ).toEqual([
    ['general', 'Stopped by Ben', 0],
    ['run-42', 'Plan', 0],
    ['run-42', '+6 m: 64 %', 0],
    ['run-42', 'Report @Ana', 0],
  ]);
  expect(discord.seen({ by: 'Ana' }).map(({ text, to }) => [text, to])).toContainEqual(['Started', 'Ana']);
  expect(discord.notices('Ana').map(({ words, silent }) => [words, silent])).toEqual([
    ['Report @Ana', false],
  ]);
  expect(discord.notices('Ben')).toEqual([]);
  expect(discord.requests.filter(({ status }) => status !== null && status >= 400)).toMatchObject([
    { code: 30046 },
  ]);
});
