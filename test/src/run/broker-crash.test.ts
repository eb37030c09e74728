/** The bot dies before and after each thing that it does to the broker, and each answer is lost or doubled once. */
import { describe, expect, test } from 'vitest';
import { ana, createGame, type Game } from '../../fakes/game.ts';

const down = { scenario: 'broker-down', flagValue: 50, users: 25, brokerDown: true } as const;
const minuteMs = 60_000;

type Write = 'takeDown' | 'bringBack';
type When = 'before it is done' | 'after it is done';

/** The process dies at the first such write. Answers when it has. */
function dieAt(game: Game, write: Write, when: When): () => boolean {
  const original = game.broker[write];
  let died = false;
  game.broker[write] = async (...call) => {
    if (died) return original(...call);
    died = true;
    if (when === 'after it is done') await original(...call);
    game.crash();
    return new Promise(() => {});
  };
  return () => died;
}

async function untilDead(game: Game, died: () => boolean): Promise<void> {
  for (let second = 0; second < 1_200 && !died(); second++) await game.advance(1_000);
  expect(died()).toBe(true);
}

/** As it was before the run, and never up while the flag was on. */
function expectPutRight(game: Game, upWhileOn: number[]): void {
  expect(game.broker.state).toMatchObject({ replicas: 1, ready: 1, held: null });
  expect(upWhileOn).toEqual([]);
  expect(game.flagd.valueServed()).toBe(0);
  expect(game.shop.locust).toMatchObject({ running: true, users: 5 });
}

function noteUpWhileOn(game: Game): number[] {
  const noted: number[] = [];
  game.broker.onWrite = (replicas) => {
    if (replicas > 0 && game.flagd.valueServed() !== 0) noted.push(replicas);
  };
  return noted;
}

describe.each<When>(['before it is done', 'after it is done'])('rule 26: the bot dies %s', (when) => {
  test.each([1_000, 10 * minuteMs])('taking it down; back after %i ms: the start ends', async (awayMs) => {
    const game = createGame();
    game.shop.fallPerSecond = 0;
    const upWhileOn = noteUpWhileOn(game);
    const died = dieAt(game, 'takeDown', when);
    await game.start(down);
    await untilDead(game, died);
    await game.advance(awayMs);
    game.restart();
    const run = await game.until(['ended'], 30 * minuteMs);
    expect(run.broker!.sentAt).not.toBeNull();
    expect(['aborted', 'stopped']).toContain(run.outcome);
    expect(game.broker.calls).toEqual(when === 'before it is done' ? [] : ['scale 0', 'scale 1']);
    expectPutRight(game, upWhileOn);
  });

  test.each([1_000, 10 * minuteMs])('bringing it back; back after %i ms: done once', async (awayMs) => {
    const game = createGame();
    game.shop.fallPerSecond = 0;
    const upWhileOn = noteUpWhileOn(game);
    const died = dieAt(game, 'bringBack', when);
    await game.start(down);
    await untilDead(game, died);
    await game.advance(awayMs);
    game.restart();
    const run = await game.until(['ended'], 30 * minuteMs);
    expect(run).toMatchObject({ outcome: 'averted', broker: { undo: 'done' } });
    expect(game.broker.calls).toEqual(['scale 0', 'scale 1']);
    expectPutRight(game, upWhileOn);
  });
});

test.each([1_000, 10 * minuteMs])('the bot dies in the growth, back after %i ms', async (awayMs) => {
  const game = createGame();
  game.shop.fallPerSecond = 0;
  const upWhileOn = noteUpWhileOn(game);
  await game.start(down);
  await game.until(['growing'], 10_000);
  await game.advance(minuteMs);
  game.crash();
  await game.advance(awayMs);
  expect(game.broker.state).toMatchObject({ replicas: 0 });
  game.restart();
  await game.advance(10_000);
  expect(game.run().state).toBe(awayMs === 1_000 ? 'growing' : 'recovering');
  const run = await game.until(['ended'], 30 * minuteMs);
  expect(run.outcome).toBe(awayMs === 1_000 ? 'averted' : 'stopped');
  expect(game.shop.restarts).toBe(awayMs === 1_000 ? 1 : 0);
  expectPutRight(game, upWhileOn);
});

test('the bot dies each time it has restarted the target, and asks for no second one', async () => {
  const game = createGame();
  game.shop.fallPerSecond = 0;
  const { restart } = game.shop.workload;
  const keys = new Set<string>();
  let crashes = 0;
  game.shop.workload.restart = async (wish) => {
    if (!keys.has(wish.key)) await restart(wish);
    keys.add(wish.key);
    if (crashes++ > 0) return;
    game.crash();
    await new Promise(() => {});
  };
  await game.start(down);
  await untilDead(game, () => crashes > 0);
  game.restart();
  await game.until(['ended'], 30 * minuteMs);
  expect(game.shop.restarts).toBe(1);
  expect(game.broker.calls).toEqual(['scale 0', 'scale 1']);
});

test('LEAKOPS_BROKER is unset when the bot comes back: the undo is finished all the same', async () => {
  const settings = { brokerAllowed: true };
  const game = createGame(settings);
  await game.start(down);
  await game.until(['growing'], 10_000);
  game.crash();
  game.allowBroker(false);
  game.restart();
  await game.advance(10_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 30 * minuteMs);
  expect(game.broker.calls).toEqual(['scale 0', 'scale 1']);
});

describe('answers', () => {
  test('lost, of both: what was done is seen, and done once', async () => {
    const game = createGame();
    game.shop.fallPerSecond = 0;
    game.broker.answersLost = true;
    await game.start(down);
    await game.until(['growing'], 20_000);
    const run = await game.until(['ended'], 30 * minuteMs);
    expect(game.broker.calls).toEqual(['scale 0', 'scale 1']);
    expect(run.broker).toMatchObject({ undo: 'done', failures: 0 });
  });

  test('of the scaling never come: the start ends after 15 s, and what may have been done is undone', async () => {
    const game = createGame();
    game.broker.answersLost = true;
    await game.start(down);
    game.broker.readsFail = 'no answer';
    await game.until(['stopping', 'recovering'], 60_000);
    expect(game.run().decision).toMatchObject({
      kind: 'abort',
      why: 'Kafka could not be scaled to 0: the answer was lost',
    });
    game.broker.readsFail = null;
    game.broker.answersLost = false;
    const run = await game.until(['ended'], 30 * minuteMs);
    expect(run.outcome).toBe('aborted');
    expect(game.broker.calls).toEqual(['scale 0', 'scale 1']);
  });

  test('a scaling to zero that is carried out long after it was sent is undone again', async () => {
    const game = createGame();
    const { takeDown } = game.broker;
    let late: (() => void) | null = null;
    game.broker.takeDown = (holder, from, signal) => {
      late = () => void takeDown(holder, from);
      return new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new Error('cut'))),
      );
    };
    await game.start(down);
    await game.advance(5_000);
    game.desk().order('run-1', { kind: 'stop' }, ana);
    await game.advance(40_000);
    expect(game.run()).toMatchObject({ state: 'recovering', broker: { undo: 'done' } });
    late!();
    await game.advance(1_000);
    expect(game.broker.state).toMatchObject({ replicas: 0 });
    await game.until(['ended'], 30 * minuteMs);
    expect(game.broker.calls).toEqual(['scale 0', 'scale 1']);
    expect(game.broker.state).toMatchObject({ replicas: 1, held: null });
  });

  test('a scaling to zero that is carried out after the run has ended is undone by the next start', async () => {
    const game = createGame();
    const { takeDown } = game.broker;
    await game.start(down);
    await game.until(['growing'], 10_000);
    game.desk().order('run-1', { kind: 'stop' }, ana);
    await game.until(['ended'], 30 * minuteMs);
    await takeDown('run-1@bot-1', { identity: 'kafka-uid', replicas: 1 });
    expect(game.broker.state).toMatchObject({ replicas: 0 });
    expect(await game.start(down)).toMatchObject({ kind: 'started' });
    expect(game.broker.calls.slice(0, 4)).toEqual(['scale 0', 'scale 1', 'scale 0', 'scale 1']);
  });
});
