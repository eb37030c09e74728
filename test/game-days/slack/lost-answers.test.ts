/** Every call of a run loses its answer once, before it was done or after; and the process dies right there. */
import { afterEach, expect, test } from 'vitest';
import type { Fault } from '../../stand-ins/slack/faults.ts';
import { expectWholeStory } from './said.ts';
import { type SlackGame, slackGame } from './slack-game.ts';

let game: SlackGame | null = null;
afterEach(async () => {
  await game?.close();
  game = null;
});

const mishaps: [string, Fault][] = [
  ['done, its answer lost', { kind: 'lost-answer' }],
  ['lost before it was done', { kind: 'lost-request' }],
  ['answered 503', { kind: 'status', status: 503 }],
];
/** Of a whole run; how often each is called at most matters less than that the first and a later one are met. */
const methods = [
  'chat.postMessage',
  'chat.update',
  'users.info',
  'auth.test',
  'conversations.history',
  'conversations.replies',
  'response_url',
  'files.getUploadURLExternal',
  'upload',
  'files.completeUploadExternal',
];

async function play(on: SlackGame): Promise<void> {
  await on.until('a run', () => on.world().desk().history(1).length > 0, 60_000);
  await on.until('growth', () => on.run().state === 'growing', 60_000);
  on.world().shop.percent = 79;
  await on.until('the end', () => on.run().state === 'ended');
  await on.until('the picture', () => on.said().some(({ words }) => words.includes('[picture:')), 300_000);
  await on.advance(60_000);
}

const type = ({ slack }: SlackGame) =>
  slack.slash({ user: slack.ana, channel: slack.channel, text: 'start gradual 300 25' });

test.each(mishaps)('each first and third call of a method is %s', async (_words, fault) => {
  game = await slackGame();
  const seen = new Map<string, number>();
  for (const method of methods) {
    const isMet = () => {
      const count = (seen.get(method) ?? 0) + 1;
      seen.set(method, count);
      return count === 1 || count === 3;
    };
    game.slack.faults.add({ method, fault, times: Number.POSITIVE_INFINITY, when: isMet });
  }
  await type(game);
  await play(game);
  expect(game.run()).toMatchObject({ outcome: 'averted', recovery: 'recovered' });
  expectWholeStory(game);
  // Looked for, because it may have stood.
  expect(seen.get('conversations.history')).toBeGreaterThan(0);
  expect(seen.get('conversations.replies')).toBeGreaterThan(0);
});

test.each([
  ['done', { kind: 'lost-answer' }],
  ['not done', { kind: 'lost-request' }],
] as const)(
  'the process dies in the middle of each post, %s: every word is there, once',
  async (_words, fault) => {
    game = await slackGame({ way: 'http' });
    const met = new Set<string>();
    let died = 0;
    game.slack.faults.add({
      method: 'chat.postMessage',
      fault,
      times: Number.POSITIVE_INFINITY,
      when: (args) => {
        const key = JSON.stringify(args.metadata);
        return !met.has(key) && met.add(key) !== null;
      },
    });
    await type(game);
    await game.until('a run', () => game!.world().desk().history(1).length > 0, 60_000);
    const isOver = () => game!.said().some(({ words }) => words.includes('[picture:'));
    for (let seconds = 0; seconds < 900 && !isOver(); seconds += 1) {
      const before = met.size;
      await game.advance(1_000);
      if (game.run().state === 'growing') game.world().shop.percent = Math.max(79, game.world().shop.percent);
      if (met.size === before) continue;
      await game.crash();
      died += 1;
      await game.restart();
    }
    await game.advance(60_000);
    // Card, plan, milestones, report.
    expect(died).toBeGreaterThanOrEqual(4);
    expect(game.run()).toMatchObject({ state: 'ended', outcome: 'averted' });
    expectWholeStory(game);
  },
);
