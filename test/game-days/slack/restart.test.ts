/** Kill -9 in mid-run, and on again: the same card, the same thread, the same buttons. */
import { afterEach, expect, test } from 'vitest';
import { expectWholeStory } from './said.ts';
import { type SlackGame, slackGame } from './slack-game.ts';

let game: SlackGame;
afterEach(() => game.close());

test.each(['socket', 'http'] as const)(
  'over %s: goes on in its thread, buttons and mentions work',
  async (way) => {
    game = await slackGame({ way });
    await game.start();
    const { ts } = game.card();
    await game.crash();
    await game.advance(20_000);
    await game.restart();
    await game.until('growth again', () => game.run().state === 'growing', 60_000);
    await game.advance(30_000);
    expect(game.card().ts).toBe(ts);
    await game.press(ts, 'details');
    await game.advance(3_000);
    expect(game.answers().at(-1)?.words).toContain('run-1');
    await game.type('stop', { thread: ts, user: game.slack.ben });
    await game.until('the end', () => game.run().state === 'ended');
    await game.advance(120_000);
    expect(game.card().words).toMatch(/^⏹️ Stopped by Ben/);
    expectWholeStory(game);
  },
);

test('dead for longer than the lease: the flag went off alone, and the thread says how it ended', async () => {
  game = await slackGame();
  await game.start();
  const { ts } = game.card();
  await game.crash();
  await game.advance(120_000);
  expect(game.world().flagd.valueServed()).toBe(0);
  // A press on a card whose bot is away is not heard; after the restart it is answered, whatever the run came to.
  await game.restart();
  await game.press(ts, 'stop', game.slack.ben);
  await game.until('the end', () => game.run().state === 'ended');
  await game.advance(120_000);
  expect(game.card().ts).toBe(ts);
  expect(game.run()).toMatchObject({ outcome: 'stopped' });
  expectWholeStory(game);
});

test('killed at every other second of its beginning', async () => {
  game = await slackGame({ way: 'http' });
  const { slack } = game;
  await slack.slash({ user: slack.ana, channel: slack.channel, text: 'start gradual 300 25' });
  await game.until('a run', () => game.world().desk().history(1).length > 0, 60_000);
  for (let i = 0; i < 8; i += 1) {
    await game.advance(1_000);
    await game.crash();
    await game.advance(1_000);
    await game.restart();
  }
  await game.until('growth', () => game.run().state === 'growing', 120_000);
  await game.type('stop', { thread: game.card().ts });
  await game.until('the end', () => game.run().state === 'ended');
  await game.advance(120_000);
  expectWholeStory(game);
});
