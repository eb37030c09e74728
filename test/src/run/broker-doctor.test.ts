import { expect, test } from 'vitest';
import { createGame, type Game } from '../../fakes/game.ts';

const brokerOf = async (game: Game) => (await game.desk().doctor()).find(({ name }) => name === 'broker');

test('doctor says whether the broker could be taken down, and changes nothing', async () => {
  const game = createGame();
  expect(await brokerOf(game)).toMatchObject({ verdict: 'ok', text: 'kafka in otel-demo, 1 of 1 ready' });
  game.broker.writesFail = 'the bot may not patch deployments kafka in otel-demo (403)';
  expect(await brokerOf(game)).toMatchObject({
    verdict: 'problem',
    text: expect.stringContaining('may not patch'),
  });
  game.broker.scaleByHand(0);
  expect((await brokerOf(game))?.remedy).toContain('--replicas=1');
  expect(game.broker.calls).toEqual([]);
});

test('where none is allowed there is nothing to say', async () => {
  expect(await brokerOf(createGame({ brokerAllowed: false }))).toBeUndefined();
});
