/** Doctor says of the memory what a start would say. */
import { expect, test } from 'vitest';
import { createGame } from '../../fakes/game.ts';

test('memory for which a start would be refused is a problem, with the same words', async () => {
  const game = createGame();
  Object.assign(game.shop, { percent: 82, floorPercent: 82 });
  await game.advance(30_000);
  const found = (await game.desk().doctor()).filter(({ name }) => name === 'memory');
  expect(found).toMatchObject([
    {
      verdict: 'problem',
      text: '82\u00a0% before the start, must be under 75\u00a0%',
      remedy: expect.stringContaining('/leak restart'),
    },
  ]);
  expect(await game.start()).toMatchObject({
    kind: 'refused',
    findings: expect.arrayContaining(found),
  });
});

test('of a live run high memory is what is wanted', async () => {
  const game = createGame();
  await game.advance(30_000);
  expect(await game.start()).toMatchObject({ kind: 'started' });
  Object.assign(game.shop, { percent: 77, floorPercent: 77 });
  await game.advance(30_000);
  const found = (await game.desk().doctor()).find(({ name }) => name === 'memory');
  expect(found).toMatchObject({ verdict: 'ok' });
});
