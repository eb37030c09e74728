/** The noise budget of facts/chat-ux.md, on whole runs. */
import { expect, test } from 'vitest';
import type { Said } from '../../../src/ports.ts';
import { type Game, growing } from '../../fakes/game.ts';

function thread(game: Game): Said[] {
  return game.chat.posts.filter(({ said }) => said.kind !== 'card').map(({ said }) => said);
}

function expectQuiet(game: Game): void {
  const posts = thread(game);
  expect(
    posts.map((said) => said.lines[0]).length,
    posts.map((said) => said.lines[0]).join('\n'),
  ).toBeLessThanOrEqual(12);
  expect(posts.filter(({ mention }) => mention !== null).length).toBeLessThanOrEqual(3);
}

test('a ramp of a quarter of an hour whose memory is not freed', async () => {
  const game = await growing();
  game.shop.percent = 50;
  game.shop.growthPerMinute = 3;
  game.shop.fallPerSecond = 0;
  await game.until(['ended'], 40 * 60_000);
  await game.advance(2_000);
  expect(game.run()).toMatchObject({ outcome: 'averted', recovery: 'restart-needed' });
  expectQuiet(game);
});

test('with the breaker off, all that one reading crosses is one post', async () => {
  const game = await growing({}, { breaker: { thresholdPercent: 80, state: 'off' } });
  game.shop.percent = 88;
  await game.advance(20_000);
  const firsts = thread(game)
    .filter(({ kind }) => kind === 'milestone')
    .map(({ lines }) => lines[0]!.replaceAll('\u00a0', ' '));
  expect(firsts).toEqual([expect.stringMatching(/^🔥 70, 80 and 85 % at /)]);
});

test('a ramp that the flag’s off does not stop, with the restart that it needs', async () => {
  const game = await growing({ restartPolicy: 'auto' });
  game.shop.percent = 60;
  game.shop.growthPerMinute = 3;
  game.shop.fallPerSecond = -0.05;
  game.shop.floorPercent = 0;
  await game.until(['recovering'], 20 * 60_000);
  await game.advance(90_000);
  game.shop.fallPerSecond = 0;
  await game.until(['ended'], 40 * 60_000);
  await game.advance(2_000);
  expect(game.shop.restarts).toBe(1);
  expect(game.run()).toMatchObject({ outcome: 'averted', recovery: 'recovered' });
  expectQuiet(game);
});

test('a level of a quarter of an hour ends with what to change, in report and card', async () => {
  const game = await growing({}, { durationMs: 15 * 60_000 });
  game.shop.growthPerMinute = 0;
  const run = await game.until(['ended'], 40 * 60_000);
  await game.advance(2_000);
  expect(run.outcome).toBe('levelled');
  expectQuiet(game);
  const report = thread(game).at(-1)!;
  expect(report.kind).toBe('report');
  expect(report.lines.join('\n')).toMatch(/To make it leak: `\/leak start gradual \d+ 25`: bursts of /);
  const card = game.chat.shown(game.run().thread!)!;
  expect(card.lines[0]).toMatch(/^➖ Levelled at \d+.* no leak in sight$/);
  expect(card.lines.join('\n')).toContain('`/leak start broker-down`: a ramp');
});
