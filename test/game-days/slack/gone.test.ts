/** People take away the card, the channel or the bot in mid-run: noticed once, said once, and the run is kept safe. */
import { afterEach, expect, test } from 'vitest';
import { expectEachOnce } from './said.ts';
import { type SlackGame, slackGame } from './slack-game.ts';

let game: SlackGame;
afterEach(() => game.close());

async function trippedAndEnded(): Promise<void> {
  game.world().shop.percent = 78;
  await game.until('the end', () => game.run().state === 'ended');
  await game.advance(120_000);
  expect(game.run()).toMatchObject({ outcome: 'averted', recovery: 'recovered' });
  expect(game.world().flagd.valueServed()).toBe(0);
  expectEachOnce(game.slack);
}

/** Calls about a message or a channel that is gone: noticed, not tried for ever. */
function failedCalls(error: string): number {
  return game.slack.calls.filter((call) => call.error === error).length;
}

test('the card is deleted: its thread goes on and says so', async () => {
  game = await slackGame();
  await game.start();
  const { ts } = game.card();
  game.slack.deleteMessage(ts);
  await trippedAndEnded();
  const thread = game.said().filter((message) => message.thread === ts);
  expect(thread.filter(({ words }) => /^The card of run-1 was deleted/.test(words))).toHaveLength(1);
  expect(thread.some(({ words }) => words.startsWith('🛑 Tripped'))).toBe(true);
  expect(thread.at(-1)?.words).toMatch(/^✅ Averted/);
  expect(failedCalls('message_not_found')).toBeLessThanOrEqual(2);
  expect(game.said().filter(({ thread }) => thread === null)).toEqual([
    expect.objectContaining({ deleted: 'tombstone' }),
  ]);
});

test.each([
  ['archived', 'is_archived'],
  ['left, for the bot was removed', 'not_in_channel'],
])('the channel is %s: its people are told elsewhere, once', async (words, error) => {
  game = await slackGame({ home: 'C0HOME' });
  const { slack } = game;
  await game.start();
  if (words === 'archived') slack.archive(slack.channel);
  else slack.kick(slack.channel);
  const before = game.said().length;
  await trippedAndEnded();
  expect(game.said()).toHaveLength(before);
  const elsewhere = game.said('C0HOME').map((message) => message.words);
  expect(elsewhere[0]).toContain('run-1');
  expect(elsewhere.filter((one) => one.includes('Tripped'))).toHaveLength(1);
  expect(elsewhere.filter((one) => one.startsWith('✅ Averted'))).toHaveLength(1);
  expect(failedCalls(error)).toBeLessThanOrEqual(4);
});

test('without a home channel they are told directly', async () => {
  game = await slackGame();
  const { slack } = game;
  await game.start();
  slack.archive(slack.channel);
  await trippedAndEnded();
  const direct = slack.seen().filter(({ channel }) => channel.startsWith('D'));
  expect(direct.length).toBeGreaterThan(0);
  expect(direct.length).toBeLessThanOrEqual(8);
  expect(direct.some(({ words }) => words.includes('Tripped'))).toBe(true);
});
