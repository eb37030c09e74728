/** Rule 1: a broker that a run holds at zero is a run on this world, whoever plays it. */
import { describe, expect, test } from 'vitest';
import { createGame } from '../../fakes/game.ts';

describe('another bot’s run holds the broker at zero, its flag put back already', () => {
  test('a start without it is refused, with the way out', async () => {
    const game = createGame();
    game.broker.state = {
      ...game.broker.state!,
      replicas: 0,
      ready: 0,
      held: { holder: 'run-9@other', replicasBefore: 1 },
    };
    const result = await game.start();
    expect(result.kind).toBe('refused');
    const findings = result.kind === 'refused' ? result.findings : [];
    expect(findings.find(({ name }) => name === 'broker')?.text).toContain('run-9 of leakops holds kafka');
    expect(game.flagd.stored).toEqual([]);
  });
});

test('an ended run of ours left it at zero: a start without it brings it back first', async () => {
  const game = createGame();
  await game.start({ scenario: 'broker-down', flagValue: 50, users: 25, brokerDown: true });
  await game.until(['ended'], 30 * 60_000).catch(() => {});
  game.shop.percent = 40;
  await game.until(['ended'], 30 * 60_000);
  await game.broker.takeDown('run-1@bot-1', { identity: 'kafka-uid', replicas: 1 });
  expect(await game.start()).toMatchObject({ kind: 'started' });
  expect(game.broker.state).toMatchObject({ replicas: 1, held: null });
});

test.each([
  ['at zero by a person', (game: ReturnType<typeof createGame>) => game.broker.scaleByHand(0)],
  [
    'not to be read',
    (game: ReturnType<typeof createGame>) => {
      game.broker.readsFail = 'no answer';
    },
  ],
  [
    'not to be scaled',
    (game: ReturnType<typeof createGame>) => {
      game.broker.writesFail = 'no (403)';
    },
  ],
])('%s: no obstacle for a run that leaves it alone', async (_name, prepare) => {
  const game = createGame();
  prepare(game);
  expect(await game.start()).toMatchObject({ kind: 'started' });
});
