/** Lost calls, limits, outages, restarts and an archived channel in one run: nothing stands twice, nothing is left out. */
import { afterEach, expect, test } from 'vitest';
import { random } from '../../simulate/random.ts';
import { expectEachOnce, expectEnded } from './said.ts';
import { type SlackGame, slackGame } from './slack-game.ts';

const minute = 60_000;
const faults = [
  { kind: 'lost-answer' },
  { kind: 'lost-request' },
  { kind: 'ratelimited', seconds: 40 },
  { kind: 'ratelimited', seconds: 3 },
  { kind: 'status', status: 503 },
  { kind: 'html' },
  { kind: 'invalid-json' },
  { kind: 'error', code: 'internal_error' },
] as const;

let game: SlackGame;
afterEach(() => game.close());

test.each([
  [1, 'the channel stays'],
  [2, 'the channel is archived'],
  [3, 'the channel stays'],
] as const)('seed %i: %s', async (seed, what) => {
  const next = random(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  game = await slackGame({ way: 'http', home: 'C0HOME' });
  const { slack } = game;
  await game.start();
  game.world().shop.growthPerMinute = 3;
  const steered: number[] = [];
  for (let tenth = 0; tenth < 120; tenth += 1) {
    if (next() < 0.5) {
      const method = next() < 0.7 ? 'chat.postMessage' : '*';
      slack.faults.add({ method, fault: faults[below(faults.length)]!, times: 1 + below(3) });
    }
    if (next() < 0.06) {
      await game.crash();
      await game.restart();
    }
    if (next() < 0.05) {
      await slack.down();
      await game.advance(below(90) * 1_000);
      await slack.up();
    }
    if (what === 'the channel is archived' && tenth === 40) slack.archive(slack.channel);
    if (next() < 0.1 && game.run().state === 'growing') {
      const users = 26 + steered.length;
      const ana = { id: slack.ana, name: 'Ana' };
      if (game.world().desk().order(game.run().id, { kind: 'load', users }, ana).kind === 'done')
        steered.push(users);
    }
    await game.advance(10_000);
  }
  slack.faults.clear();
  await game.until('all is said', () => game.run().state === 'ended' && game.run().outbox.length === 0);
  await game.advance(2 * minute);
  expect(game.run()).toMatchObject({ outcome: 'averted' });
  const said = [slack.channel, 'C0HOME', slack.ana].flatMap((place) => game.said(place));
  const words = said.map((message) => message.words).join('\n');
  expect(words).toMatch(/^✅ Averted, .*run-1, gradual/mu);
  expect(steered.length).toBeGreaterThan(0);
  for (const users of steered) expect(words).toContain(`→ ${users}`);
  expectEachOnce(slack);
  if (what === 'the channel stays') {
    expectEnded(game);
    expect(game.card().words).toMatch(/^✅ Averted/);
  } else expect(words).toMatch(/archived, deleted or closed to leakops/);
});
