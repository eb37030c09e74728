/** Any call may go wrong in any way, and the process may die at any second: in the end all is said, once. */
import { afterEach, expect, test } from 'vitest';
import { random as seededRandom } from '../../simulate/random.ts';
import type { Fault } from '../../stand-ins/slack/faults.ts';
import { expectEachOnce, expectEnded } from './said.ts';
import { type SlackGame, slackGame } from './slack-game.ts';

let game: SlackGame;
afterEach(() => game.close());

const faults: Fault[] = [
  { kind: 'lost-answer' },
  { kind: 'lost-request' },
  { kind: 'status', status: 500 },
  { kind: 'html' },
  { kind: 'invalid-json' },
  { kind: 'ratelimited', seconds: 3 },
  { kind: 'error', code: 'internal_error' },
];

test.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %i', async (seed) => {
  const random = seededRandom(seed);
  game = await slackGame({ way: 'http' });
  const { slack } = game;
  let isWrong = true;
  for (const fault of faults)
    slack.faults.add({
      method: '*',
      fault,
      times: Number.POSITIVE_INFINITY,
      when: () => isWrong && random() < 0.06,
    });
  await slack.slash({ user: slack.ana, channel: slack.channel, text: 'start gradual 300 25' });
  await game.until('a run', () => game.world().desk().history(1).length > 0, 60_000);
  for (let seconds = 0; seconds < 360; seconds += 4) {
    await game.advance(4_000);
    if (seconds === 60) game.world().shop.percent = 79;
    if (random() > 0.08) continue;
    await game.crash();
    await game.advance(4_000 * random());
    await game.restart();
  }
  isWrong = false;
  await game.until(
    'the report',
    () => game.said().some(({ words }) => words.startsWith('✅ Averted, ')),
    300_000,
  );
  await game.advance(120_000);
  expect(game.run()).toMatchObject({ state: 'ended', outcome: 'averted' });
  expect(game.said().filter(({ thread }) => thread === null)).toHaveLength(1);
  expect(game.card().words).toMatch(/^✅ Averted/);
  expectEnded(game);
  expectEachOnce(slack);
});
