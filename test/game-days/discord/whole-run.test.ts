/** A run in Discord from the command to the report, and what a team does to it meanwhile. */
import { afterEach, expect, test } from 'vitest';
import { type DiscordGame, discordGame } from './discord-game.ts';
import { expectEnded, expectWholeStory, refusals } from './story.ts';

let game: DiscordGame;
afterEach(() => game.close());

const ended = () => game.run().state === 'ended';

test('card, thread, trip, recovered, report; nothing that Discord refuses', async () => {
  game = await discordGame();
  const run = await game.start();
  expect(game.cards()[0]?.text).toMatch(/^\*\*📈 Growing/);
  game.world.shop.percent = 78;
  await game.until('the end', ended);
  await game.advance(60_000);
  expect(game.run()).toMatchObject({ id: run.id, outcome: 'averted', recovery: 'recovered' });
  expectWholeStory(game);
  expect(game.said().some(({ text }) => /^\*\*🛑 Tripped at \d+ %.*@Ana/s.test(text))).toBe(true);
  expect(game.answers().at(-1)?.text).toContain('Started: run-1');
  expect(refusals(game)).toEqual([]);
});

test.each([
  ['@leakops stop in the thread', () => game.mention('stop', game.run().thread!, 'Ben')],
  ['@leakops stop in the channel', () => game.mention('stop', 'general', 'Ben')],
  ['/leak stop', () => game.slash('stop', {}, 'Ben')],
  ['/leak flag off', () => game.slash('flag', { 'flag-value': 'off' }, 'Ben')],
  ['the button on the card', () => game.press(game.cards()[0]!.id, 'Stop run', 'Ben')],
])('%s, by anyone', async (words, stop) => {
  game = await discordGame();
  await game.start();
  await stop();
  await game.until('off', () => game.world.flagd.valueServed() === 0, 5_000);
  await game.until('the end', ended);
  await game.advance(60_000);
  expect(game.run()).toMatchObject({ outcome: 'stopped' });
  expect(game.cards()[0]?.text).toMatch(/Stopped by Ben at \d+ %/);
  if (!words.startsWith('@')) expectWholeStory(game);
  expectEnded(game);
});

test('a kill is also said in the channel, and rings once', async () => {
  game = await discordGame();
  await game.mention('start gradual 300 25 breaker off confirm', 'general');
  await game.until('growth', () => game.world.desk().live()[0]?.state === 'growing', 60_000);
  game.world.shop.percent = 97;
  game.world.shop.growthPerMinute = 8;
  await game.until('the kill', () => game.run().kills.length > 0);
  await game.advance(30_000);
  const kills = game.said().filter(({ text }) => text.startsWith('**💥'));
  expect(kills.filter(({ inThread }) => inThread)).toHaveLength(1);
  expect(kills.filter(({ inThread }) => !inThread).length).toBeGreaterThanOrEqual(1);
  expect(kills.flatMap(({ pinged }) => pinged)).toEqual(['Ana']);
});

test('a command that comes too late is answered, not done; a stop acts', async () => {
  game = await discordGame();
  const { endsAt } = await game.start();
  const act = await game.discord.people.slash({
    by: 'Ana',
    channel: 'general',
    command: 'leak extend',
    options: { time: '10m' },
  });
  const question = act.replies();
  expect(question).toHaveLength(1);
  await game.advance(120_000);
  // Delivered again two minutes later by a Discord that was away: the same command, answered before.
  game.discord.redeliver(act);
  await game.advance(5_000);
  expect(game.run()).toMatchObject({ state: 'growing', endsAt });
  await game.slash('stop');
  await game.until('the end', ended);
  await game.advance(10_000);
  expectEnded(game);
});

test('the same command delivered twice acts once', async () => {
  game = await discordGame();
  const act = await game.discord.people.slash({
    by: 'Ana',
    channel: 'general',
    command: 'leak start',
    options: { scenario: 'gradual' },
  });
  game.discord.redeliver(act);
  game.discord.redeliver(act);
  await game.until('a run', () => game.world.desk().history().length > 0, 60_000);
  await game.advance(60_000);
  expect(game.world.desk().history()).toHaveLength(1);
  expect(game.cards()).toHaveLength(1);
  expect(game.answers().filter(({ text }) => text.includes('Not started'))).toEqual([]);
});

test('a question is asked privately, and answered in its place', async () => {
  game = await discordGame();
  await game.start();
  await game.slash('flag', { 'flag-value': '2000' });
  await game.advance(3_000);
  const question = game.answers().findLast(({ buttons }) => buttons.length > 1);
  await game.press(question!.id, question!.buttons[0]!.label);
  await game.advance(10_000);
  expect(game.world.flagd.valueServed()).toBe(2000);
  expect(game.answers().find(({ id }) => id === question!.id)?.buttons ?? []).toEqual([]);
});

test('users without a flag value: the scenario’s own value stands in its place', async () => {
  game = await discordGame();
  await game.slash('start', { scenario: 'fast', users: 40 });
  await game.until('growth', () => game.world.desk().live()[0]?.state === 'growing', 60_000);
  expect(game.run()).toMatchObject({ scenario: 'fast', users: 40 });
  expect(game.world.flagd.valueServed()).toBe(500);
});
