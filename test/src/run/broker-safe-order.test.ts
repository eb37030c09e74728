/** What was safe a while ago is proved anew: a release lapses with what it was given for. */
import { describe, expect, test } from 'vitest';
import { type Game, growing } from '../../fakes/game.ts';

const down = { scenario: 'broker-down', flagValue: 50, users: 25, brokerDown: true } as const;
const minuteMs = 60_000;

/** What has leaked stays until a restart. */
async function leaky(): Promise<Game> {
  const game = await growing({}, down);
  game.shop.fallPerSecond = 0;
  return game;
}

/** What is so at each scaling up. */
function noteUps(game: Game) {
  const ups: { served: unknown; restarts: number }[] = [];
  game.broker.onWrite = (replicas) => {
    if (replicas > 0) ups.push({ served: game.flagd.valueServed(), restarts: game.shop.restarts });
  };
  return ups;
}

function turnOn(game: Game): void {
  game.flagd.edit((definition) => ({ ...definition, state: 'ENABLED', defaultVariant: 'on' }));
}

function turnOff(game: Game): void {
  game.flagd.edit((definition) => ({ ...definition, defaultVariant: 'off' }));
}

describe('rule 26: what was served is seen anew by the process that comes back', () => {
  test('turned on while the bot was away: the broker waits', async () => {
    const game = await leaky();
    game.broker.writesFail = 'the API server is busy';
    await game.until(['recovering'], 20 * minuteMs);
    await game.advance(3 * minuteMs);
    expect(game.run().broker!.release).not.toBeNull();
    game.crash();
    await game.advance(minuteMs);
    game.broker.writesFail = null;
    game.shop.percent = 60;
    game.shop.growthPerMinute = 0;
    turnOn(game);
    const ups = noteUps(game);
    game.restart();
    await game.advance(5 * minuteMs);
    expect(ups).toEqual([]);
    turnOff(game);
    await game.until(['ended'], 30 * minuteMs);
    expect(ups).toMatchObject([{ served: 0 }]);
  });

  test('turned on while the bot was away, and OFREP answers late: the broker waits', async () => {
    const game = await leaky();
    game.broker.writesFail = 'the API server is busy';
    await game.until(['recovering'], 20 * minuteMs);
    await game.advance(3 * minuteMs);
    game.crash();
    game.broker.writesFail = null;
    game.shop.percent = 60;
    game.shop.growthPerMinute = 0;
    turnOn(game);
    const ups = noteUps(game);
    const { served } = game.flagd;
    let slow = true;
    game.flagd.served = async (...call) => {
      if (slow) await game.clock.sleep(3_000);
      return served(...call);
    };
    game.restart();
    await game.advance(5 * minuteMs);
    slow = false;
    expect(ups).toEqual([]);
  });
});

test('on and off again before it could come back: memory grew meanwhile, and is judged anew', async () => {
  const game = await leaky();
  game.broker.writesFail = 'the API server is busy';
  await game.until(['recovering'], 20 * minuteMs);
  await game.advance(3 * minuteMs);
  expect(game.run().broker!.release).not.toBeNull();
  expect(game.shop.restarts).toBe(1);
  turnOn(game);
  await game.advance(minuteMs);
  game.shop.percent = 78;
  game.shop.growthPerMinute = 0;
  game.broker.writesFail = null;
  const ups = noteUps(game);
  turnOff(game);
  await game.until(['ended'], 30 * minuteMs);
  expect(ups).toEqual([{ served: 0, restarts: 2 }]);
});

test('the API is dead while it is down: flag off, then, when it answers again, restart before the broker', async () => {
  const game = await leaky();
  const { workload } = game.shop;
  const { sight, restart } = workload;
  let dead = true;
  const failing = () => {
    throw new Error('the Kubernetes API cannot be reached');
  };
  workload.sight = async (signal) => (dead ? failing() : sight(signal));
  workload.restart = async (key, signal) => (dead ? failing() : restart(key, signal));
  game.broker.readsFail = 'unreachable';
  game.broker.writesFail = 'unreachable';
  game.shop.percent = 75;
  game.shop.growthPerMinute = 0;
  await game.until(['recovering'], 3 * minuteMs);
  expect(game.flagd.valueServed()).toBe(0);
  await game.advance(15 * minuteMs);
  const ups = noteUps(game);
  dead = false;
  game.broker.readsFail = null;
  game.broker.writesFail = null;
  const run = await game.until(['ended'], 30 * minuteMs);
  expect(run.outcome).toBe('lost-sight');
  expect(ups).toEqual([{ served: 0, restarts: 1 }]);
});
