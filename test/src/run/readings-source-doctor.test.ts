/** Where readings come from, in the words of doctor and of a refused start. */
import { expect, test } from 'vitest';
import { createGame, type Game } from '../../fakes/game.ts';

function gameReadFrom(cautions: string[] = []): Game {
  const game = createGame();
  Object.assign(game.shop.workload, { readingsFrom: { name: 'Prometheus', cautions } });
  game.shop.metricsMissing = true;
  return game;
}

const readingsOf = async (game: Game) =>
  (await game.desk().doctor()).filter(({ name }) => name === 'readings');

test('without a reading the source that was asked is named', async () => {
  expect(await readingsOf(gameReadFrom())).toMatchObject([
    { verdict: 'problem', text: 'no metrics', remedy: 'Check Prometheus' },
  ]);
});

test('what the source allows or lacks is a warning, and no obstacle', async () => {
  const game = gameReadFrom(['no peaks: Prometheus does not answer']);
  game.shop.metricsMissing = false;
  await game.advance(30_000);
  expect(await readingsOf(game)).toMatchObject([
    { verdict: 'warning', text: 'no peaks: Prometheus does not answer' },
    { verdict: 'ok' },
  ]);
  expect(await game.start()).toMatchObject({ kind: 'started' });
});

test('a start that is refused for want of readings names it too', async () => {
  const result = await gameReadFrom().start();
  expect(JSON.stringify(result)).toContain('Check Prometheus, then `/leak doctor`');
});
