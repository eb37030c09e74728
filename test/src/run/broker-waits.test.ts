/** A broker that waits for the flag: said when something is in the way, in words that are true. */
import { expect, test } from 'vitest';
import { type Game, growing } from '../../fakes/game.ts';

const down = { scenario: 'broker-down', flagValue: 50, users: 25, brokerDown: true } as const;
const minuteMs = 60_000;

/** Off, memory high, the broker still down. */
async function recovering(): Promise<Game> {
  const game = await growing({}, down);
  game.shop.fallPerSecond = 0;
  await game.until(['recovering'], 20 * minuteMs);
  await game.advance(40_000);
  expect(game.broker.state).toMatchObject({ replicas: 0 });
  return game;
}

const waits = (game: Game) =>
  game.chat.posts.map(({ said }) => said.text).filter((text) => text.includes('stays at 0'));

test('a bot that comes back has not asked yet: nothing is in the way', async () => {
  const game = await recovering();
  game.crash();
  game.restart();
  await game.until(['ended'], 20 * minuteMs);
  expect(waits(game)).toEqual([]);
});

test('one answer that is lost is not in the way', async () => {
  const game = await recovering();
  game.flagd.ofrepFails = 'no answer';
  await game.advance(6_000);
  game.flagd.ofrepFails = null;
  await game.until(['ended'], 20 * minuteMs);
  expect(waits(game)).toEqual([]);
});

test('OFREP is silent: said once, and not that it serves anything', async () => {
  const game = await recovering();
  game.flagd.ofrepFails = 'no answer';
  await game.advance(3 * minuteMs);
  expect(waits(game)).toEqual([
    expect.stringContaining('stays at 0 while the flag is not seen: OFREP is silent'),
  ]);
  game.flagd.ofrepFails = null;
  await game.until(['ended'], 20 * minuteMs);
});
