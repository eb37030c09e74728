/** People take away the card, the thread, the channel or a right in mid-run: said where Ana hears it, once. */
import { afterEach, expect, test } from 'vitest';
import { type DiscordGame, discordGame } from './discord-game.ts';
import { refusals } from './story.ts';

let game: DiscordGame;
afterEach(() => game.close());

const card = () => game.cards()[0]!.id;
const words = () => game.said().map(({ text }) => text);

async function trippedAndEnded(): Promise<void> {
  game.world.shop.percent = 78;
  await game.until('the end', () => game.run().state === 'ended');
  await game.advance(180_000);
  expect(game.run()).toMatchObject({ outcome: 'averted', recovery: 'recovered' });
  expect(words().filter((one) => one.includes('🛑 Tripped'))).toHaveLength(1);
  expect(words().filter((one) => /✅ Averted, recovered: run-1/.test(one))).toHaveLength(1);
  // Noticed, not tried for ever.
  expect(refusals(game).length).toBeLessThan(12);
}

/** Where the trip was said. */
const tripIn = () => game.said().find(({ text }) => text.includes('🛑 Tripped'))!;

test.each([
  ['the card is deleted', () => game.discord.people.deleteMessage(card())],
  ['the thread is archived', () => game.discord.people.archiveThread(card())],
])('%s: its thread goes on', async (_words, take) => {
  game = await discordGame();
  await game.start();
  const thread = card();
  take();
  await trippedAndEnded();
  expect(tripIn().channel).toBe(thread);
});

test.each([
  ['the thread is deleted', () => game.discord.people.deleteThread(card())],
  ['the thread is locked', () => game.discord.people.lock(card())],
  ['nobody may write in threads', () => game.discord.moderation.deny('general', 'SendMessagesInThreads')],
])('%s: the channel is told', async (_words, take) => {
  game = await discordGame();
  await game.start();
  take();
  await trippedAndEnded();
  expect(tripIn()).toMatchObject({ place: 'general', pinged: ['Ana'] });
});

test.each([
  ['the channel is deleted', () => game.discord.moderation.deleteChannel('general')],
  ['the channel is not shown any more', () => game.discord.moderation.deny('general', 'ViewChannel')],
  [
    'nobody may write any more',
    () => game.discord.moderation.deny('general', 'SendMessages', 'SendMessagesInThreads'),
  ],
])('%s: Ana is told directly', async (what, take) => {
  game = await discordGame();
  await game.start();
  take();
  await trippedAndEnded();
  expect(tripIn().place).not.toBe('general');
  // What stands may still be edited where nothing can be posted.
  if (what.startsWith('nobody may write')) expect(game.cards()[0]?.text).toContain('✅ Averted');
  expect(game.discord.notices('Ana').some((notice) => notice.words.includes('Tripped'))).toBe(true);
});

test('embeds and pictures are not allowed any more: the words come without', async () => {
  game = await discordGame();
  await game.start();
  game.discord.moderation.deny('general', 'EmbedLinks', 'AttachFiles', 'ReadMessageHistory');
  game.world.shop.percent = 78;
  await game.until('the end', () => game.run().state === 'ended');
  await game.advance(120_000);
  expect(tripIn().text).toContain('Why: ');
  expect(words().some((one) => /✅ Averted, recovered: run-1/.test(one))).toBe(true);
});
