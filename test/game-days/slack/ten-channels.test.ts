/** Ten runs in ten channels, within what Slack allows one workspace. */
import { afterEach, expect, test } from 'vitest';
import { expectWholeStory } from './said.ts';
import { type SlackGame, slackGame } from './slack-game.ts';

let game: SlackGame;
afterEach(() => game.close());

test('all start, trip and end together, each in its own channel', async () => {
  game = await slackGame({ channels: 10 });
  const { slack, channels } = game;
  for (const channel of channels) await game.type('start gradual 300 25', { channel });
  const states = () => channels.map((channel) => game.world(channel).desk().history(1)[0]?.state);
  await game.until('growth', () => states().every((state) => state === 'growing'), 120_000);
  await game.advance(5_000);
  await game.type('stop', { channel: channels[9]!, thread: game.card(channels[9]).ts });
  for (const channel of channels) game.world(channel).shop.percent = 79;
  await game.until('the end', () => states().every((state) => state === 'ended'));
  await game.advance(180_000);
  for (const channel of channels) {
    const stopped = channel === channels[9];
    const { breaker, flag, ...run } = game.run(channel);
    expect(run).toMatchObject({ outcome: stopped ? 'stopped' : 'averted' });
    if (!stopped) expect(flag.seenOffAt! - breaker.trippedAt!).toBeLessThanOrEqual(5_000);
    expectWholeStory(game, channel);
  }
  // Cards are edited often enough to be read, and seldom enough to be allowed.
  const refused = slack.calls.filter(({ status }) => status === 429).length;
  expect(refused).toBeLessThan(slack.calls.length / 10);
});
