/** A Discord that is slow, throttles or is away: the run does not notice, and what matters is said afterwards, once. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type DiscordGame, discordGame, really } from './discord-game.ts';
import { expectEnded, expectWholeStory } from './story.ts';

let game: DiscordGame;
afterEach(() => game.close());

const ended = () => game.run().state === 'ended';

test('ten minutes down: the trip is not late, and all is told when it is back', async () => {
  game = await discordGame();
  await game.start();
  await game.discord.down();
  game.world.shop.percent = 78;
  await game.until('off', () => game.world.flagd.valueServed() === 0, 5 * 60_000);
  await game.advance(8 * 60_000);
  await game.discord.up();
  await game.until('the report', () => game.said().some(({ files }) => files.length > 0), 10 * 60_000);
  await game.until('the end', ended);
  await game.advance(120_000);
  expectEnded(game);
});

test('nothing but 429 for half an hour: flag off in time, then all is told', async () => {
  game = await discordGame();
  await game.start();
  const fault = game.discord.faults.add({
    route: /^(?!.*(?:gateway|callback))/,
    kind: 'rate-limited',
    retryAfterMs: 30_000,
  });
  game.world.shop.percent = 78;
  await game.until('off', () => game.world.flagd.valueServed() === 0, 5 * 60_000);
  await game.advance(30 * 60_000);
  // Far below the 10,000 in ten minutes after which Discord shuts the bot out.
  expect(game.discord.invalidRequests).toBeLessThan(300);
  fault.remove();
  await game.until('the report', () => game.said().some(({ files }) => files.length > 0), 10 * 60_000);
  await game.advance(120_000);
  expectEnded(game);
});

test('over the hour: the card moves to a fresh message, the old one points to it', async () => {
  game = await discordGame({ maxDurationMs: 4 * 3_600_000 });
  await game.start({ for: '90m' });
  game.world.shop.percent = 50;
  game.world.shop.growthPerMinute = 0.05;
  await game.advance(80 * 60_000);
  expect(game.run().state).toBe('growing');
  const [old, fresh] = game.cards();
  expect(old?.lines.join('\n')).toMatch(/This card has moved.*discord\.com\/channels/s);
  expect(old?.buttons).toEqual([]);
  // The thread is still the first one's, and the fresh card's button stops the run.
  await game.press(fresh!.id, 'Stop run', 'Ben');
  await game.until('the end', ended);
  await game.advance(120_000);
  expect(game.cards().at(-1)?.text).toMatch(/Stopped by Ben/);
  expectWholeStory(game, { cards: 2, threadPosts: 60 });
}, 120_000);

test('cut sockets, forgotten sessions: what is typed afterwards is heard', async () => {
  game = await discordGame();
  await game.start();
  const { gateway } = game.discord;
  gateway.cut();
  await really('resumed', () => gateway.resumed === 1);
  gateway.askToReconnect();
  await really('resumed again', () => gateway.resumed === 2);
  gateway.forgetSessions();
  gateway.cut();
  // Discord takes a new session every five seconds.
  for (let i = 0; i < 300 && gateway.identified < 2; i += 1) {
    await pause(50);
    await game.advance(500);
  }
  await really('a new session', () => gateway.identified === 2 && gateway.connected > 0);
  await game.slash('stop');
  await game.until('the end', ended);
});
