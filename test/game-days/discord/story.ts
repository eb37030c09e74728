/** What must be so of all that was said in Discord, whatever happened on the way. */
import { expect } from 'vitest';
import type { Seen } from '../../stand-ins/discord/people/seen.ts';
import type { DiscordGame } from './discord-game.ts';

const mostPings = 3;

/** One card in the channel (one an hour), all else in its thread, each once; the report with its picture last. */
export function expectWholeStory(game: DiscordGame, { cards = 1, threadPosts = 12 } = {}): void {
  expect(game.cards()).toHaveLength(cards);
  const thread = game.said().filter(({ inThread }) => inThread);
  expect(new Set(thread.map(({ channel }) => channel))).toEqual(new Set([game.run().thread]));
  expect(thread.length).toBeLessThanOrEqual(threadPosts);
  expect(thread.at(0)?.text).toMatch(/^\*\*Plan: /);
  const report = thread.at(-1)!;
  expect(report.text).toContain(`: ${game.run().id}, gradual, flag 300, 25 users`);
  expect(report.files).toMatchObject([{ alt: expect.stringMatching(/peak.*outcome/) }]);
  const words = thread.map(({ lines }) => lines.join('\n'));
  expect(words.toSorted()).toEqual([...new Set(words)].toSorted());
  const pings = game.said().flatMap(({ pinged }) => pinged);
  expect(pings.length).toBeLessThanOrEqual(mostPings);
  for (const message of game.said()) expectReadable(message);
  expectEnded(game);
}

/** The newest card shows how it ended, and has no button that would do something to a run that is over. */
export function expectEnded(game: DiscordGame): void {
  expect(game.run().state).toBe('ended');
  const labels = game
    .cards()
    .at(-1)!
    .buttons.map(({ label }) => label);
  for (const label of labels) expect(['Run again', 'Report', 'Restart checkout']).toContain(label);
}

function expectReadable({ lines }: Seen): void {
  expect(lines.join('\n')).not.toMatch(/undefined|NaN|\[object|<t:|<card:/);
  expect(lines[0]).not.toMatch(/[▁-█]/);
}

/** Every request that Discord did not like, but for what a test asked for. */
export function refusals({ discord }: DiscordGame): string[] {
  return discord.requests
    .filter(({ status }) => status !== null && status >= 400)
    .map(({ route, status, code }) => `${route} ${status} ${code}`);
}
