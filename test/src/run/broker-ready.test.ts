import { expect, test } from 'vitest';
import { ana, createGame } from '../../fakes/game.ts';

const down = { scenario: 'broker-down', flagValue: 50, users: 25, brokerDown: true } as const;
const minuteMs = 60_000;

test('a start that is given up ends when the broker is ready again, and not before', async () => {
  const game = createGame({ leaseMs: 13_000 });
  game.broker.readyAfterMs = 40_000;
  const { takeDown } = game.broker;
  game.broker.takeDown = async (holder, from) => {
    await takeDown(holder, from);
    game.desk().order('run-1', { kind: 'stop' }, ana);
    throw new Error('no answer');
  };
  await game.start(down);
  const run = await game.until(['ended'], 30 * minuteMs);
  expect(run.growingAt).toBeNull();
  expect(game.broker.calls).toEqual(['scale 0', 'scale 1']);
  expect(run.broker!.readyAt).not.toBeNull();
});
