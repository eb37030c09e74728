/** A run that takes the broker down: when it does, and in which order all of it is undone. */
import { describe, expect, test } from 'vitest';
import { ana, createGame, type Game, growing, standing } from '../../fakes/game.ts';

const down = { scenario: 'broker-down', flagValue: 50, users: 25, brokerDown: true } as const;
const minuteMs = 60_000;

/** What has leaked stays until a restart, as with a dead broker (facts/real-leak.md). */
function leaky(game: Game): Game {
  game.shop.fallPerSecond = 0;
  return game;
}

async function down25(settings: Parameters<typeof growing>[0] = {}): Promise<Game> {
  return leaky(await growing(settings, down));
}

/** What is so at each scaling. */
function noteScalings(game: Game) {
  const notes: { replicas: number; served: unknown; users: number; restarts: number; percent: number }[] = [];
  game.broker.onWrite = (replicas) => {
    notes.push({
      replicas,
      served: game.flagd.valueServed(),
      users: game.shop.locust.users,
      restarts: game.shop.restarts,
      percent: Math.round(game.shop.percent),
    });
  };
  return notes;
}

const events = (game: Game, kind: string) =>
  game
    .run()
    .events.filter((event) => event.kind === kind)
    .map(({ by, text }) => `${by}: ${text}`);

test('it goes down last of all: lease armed, load on; the growth begins with it', async () => {
  const game = createGame();
  const notes = noteScalings(game);
  await game.start(down);
  const run = await game.until(['growing'], 10_000);
  expect(notes).toEqual([{ replicas: 0, served: 50, users: 25, restarts: 0, percent: 40 }]);
  expect(run.broker).toMatchObject({ name: 'kafka', before: { identity: 'kafka-uid', replicas: 1 } });
  expect(run.growingAt).toBeGreaterThanOrEqual(run.broker!.downAt!);
  expect(events(game, 'broker')).toEqual(['Ana: Kafka scaled to 0 (1 before)']);
  // Undo stands in the database before the world is touched, and in the workload with it.
  const firstSaved = game.store.saves.find((saved) => saved.broker?.sentAt != null)!;
  expect(firstSaved.broker).toMatchObject({ downAt: null, before: { replicas: 1 } });
  expect(game.broker.state).toMatchObject({
    replicas: 0,
    held: { holder: 'run-1@bot-1', replicasBefore: 1 },
  });
});

test('a run that does not ask for it leaves it alone', async () => {
  const game = await growing();
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 30 * minuteMs);
  expect(game.broker.calls).toEqual([]);
  expect(game.run().broker).toBeNull();
});

describe('rule 16: the way back', () => {
  test.each(['auto', 'never'] as const)(
    'memory is not freed: flag seen off, target restarted, then the broker, with LEAKOPS_RESTART=%s',
    async (restartPolicy) => {
      const game = await down25({ restartPolicy });
      const notes = noteScalings(game);
      const off = await game.until(['recovering'], 20 * minuteMs);
      expect(off.breaker).toMatchObject({ state: 'tripped' });
      await game.advance(minuteMs);
      expect(game.broker.state).toMatchObject({ replicas: 0 });
      const run = await game.until(['ended'], 20 * minuteMs);
      expect(notes).toEqual([{ replicas: 1, served: 0, users: 5, restarts: 1, percent: 40 }]);
      expect(run).toMatchObject({ outcome: 'averted', recovery: 'recovered' });
      expect(run.broker).toMatchObject({ undo: 'done' });
      expect(run.broker!.backAt).toBeGreaterThan(run.flag.seenOffAt!);
      expect(run.recoveryAt).toBeGreaterThan(run.broker!.backAt!);
      expect(game.broker.state).toMatchObject({ replicas: 1, ready: 1, held: null });
      expect(events(game, 'broker')).toEqual([
        'Ana: Kafka scaled to 0 (1 before)',
        'leakops: Kafka back at 1',
      ]);
    },
  );

  test('memory is proved level: the broker comes back without a restart, not before', async () => {
    const game = await growing({}, down);
    game.shop.growthPerMinute = 0;
    await game.advance(2 * minuteMs);
    game.desk().order('run-1', { kind: 'stop' }, ana);
    await game.until(['recovering'], 10_000);
    const seenOffAt = game.run().flag.seenOffAt!;
    const readingsSince = () => game.run().readings.filter((reading) => reading.at > seenOffAt).length;
    let readings = 0;
    game.broker.onWrite = () => {
      readings = readingsSince();
    };
    const run = await game.until(['ended'], 10 * minuteMs);
    expect(readings).toBeGreaterThanOrEqual(3);
    expect(game.shop.restarts).toBe(0);
    expect(run).toMatchObject({ outcome: 'stopped', recovery: 'recovered' });
  });

  test('a restart by a person counts as one', async () => {
    const game = await down25();
    await game.until(['recovering'], 20 * minuteMs);
    await game.advance(2_000);
    game.desk().order('run-1', { kind: 'restart' }, ana);
    await game.advance(30_000);
    expect(game.broker.state).toMatchObject({ replicas: 1 });
    expect(game.shop.restarts).toBe(1);
  });

  test('it stays down while nobody can see the flag off', async () => {
    const game = await down25();
    game.flagd.writesFail = 'flagd-ui answers 503';
    game.flagd.ofrepFails = 'OFREP does not answer';
    await game.until(['stopping'], 20 * minuteMs);
    game.shop.kill('OOMKilled', 137);
    await game.advance(7 * minuteMs);
    expect(game.run().state).toBe('stopping');
    expect(game.broker.calls).toEqual(['scale 0']);
    game.flagd.writesFail = null;
    game.flagd.ofrepFails = null;
    await game.until(['ended'], 20 * minuteMs);
    expect(game.broker.calls).toEqual(['scale 0', 'scale 1']);
  });

  test('it stays down while somebody else serves a value, however long', async () => {
    const game = await down25();
    const notes = noteScalings(game);
    await game.until(['recovering'], 20 * minuteMs);
    // Under the threshold, over which it would be put off (rule 13).
    game.shop.percent = 75;
    game.shop.growthPerMinute = 0;
    await game.advance(30_000);
    game.flagd.edit((definition) => ({ ...definition, defaultVariant: 'on' }));
    await game.advance(10 * minuteMs);
    expect(game.flagd.valueServed()).toBe(100);
    expect(notes).toEqual([]);
    expect(game.run().state).toBe('recovering');
    game.flagd.edit((definition) => ({ ...definition, defaultVariant: 'off' }));
    await game.until(['ended'], 20 * minuteMs);
    expect(notes).toMatchObject([{ replicas: 1, served: 0 }]);
    expect(standing(game).defaultVariant).toBe('off');
  });

  test('a kill in mid-run: the flag goes off, the new process is watched, then the broker comes back', async () => {
    const game = await down25();
    await game.advance(2 * minuteMs);
    game.shop.kill('OOMKilled', 137);
    const notes = noteScalings(game);
    const run = await game.until(['ended'], 20 * minuteMs);
    expect(run.outcome).toBe('oom-killed');
    expect(notes).toMatchObject([{ replicas: 1, served: 0 }]);
  });

  test('the pod of the restart waits for the broker: it comes back, the flag being off', async () => {
    const game = await down25({ restartPolicy: 'never' });
    const { restart } = game.shop.workload;
    let asked = 0;
    // As the demo's chart has it: an init container waits for Kafka, and the old pod stays until the new one is ready.
    game.shop.workload.restart = async () => {
      asked += 1;
    };
    game.broker.onWrite = (replicas) => {
      if (replicas > 0) void restart({ key: 'init', at: 0 });
    };
    const run = await game.until(['ended'], 30 * minuteMs);
    expect(asked).toBe(1);
    expect(run.broker!.release!.why).toBe('the new pod of checkout does not start without Kafka');
    expect(run).toMatchObject({ recovery: 'recovered', broker: { undo: 'done' } });
  });

  test('a restart that is not possible is tried for five minutes, then the broker comes back', async () => {
    const game = await down25();
    let tries = 0;
    game.shop.workload.restart = async () => {
      tries += 1;
      throw new Error('the bot may not patch deployments checkout');
    };
    await game.until(['recovering'], 20 * minuteMs);
    const run = await game.until(['ended'], 30 * minuteMs);
    expect(tries).toBeGreaterThan(5);
    expect(run.broker!.release!.why).toContain('could not be restarted: the bot may not patch');
    expect(game.broker.calls).toEqual(['scale 0', 'scale 1']);
    expect(run.recovery).toBe('restart-needed');
  });

  test('without readings nothing is proved: the target is restarted', async () => {
    const game = await down25();
    game.shop.metricsMissing = true;
    const run = await game.until(['ended'], 30 * minuteMs);
    expect(run.outcome).toBe('lost-sight');
    expect(game.shop.restarts).toBe(1);
    expect(game.broker.calls).toEqual(['scale 0', 'scale 1']);
  });

  test('a run whose broker cannot be brought back does not end', async () => {
    const game = await down25();
    await game.until(['recovering'], 20 * minuteMs);
    game.broker.writesFail = 'the bot may not patch deployments kafka';
    await game.advance(20 * minuteMs);
    expect(game.run()).toMatchObject({ state: 'recovering', broker: { undo: 'not-yet' } });
    game.broker.writesFail = null;
    const run = await game.until(['ended'], 10 * minuteMs);
    expect(run.broker).toMatchObject({ undo: 'done', failureWhy: null });
  });

  test('one that is back and does not become ready is waited for, and then named', async () => {
    const game = await down25();
    game.broker.readyAfterMs = 24 * 3_600_000;
    const run = await game.until(['ended'], 30 * minuteMs);
    expect(run.broker).toMatchObject({ undo: 'done', readyAt: null });
    expect(run.endedAt - run.broker!.backAt!).toBeGreaterThan(5 * minuteMs);
  });

  test('a full disk keeps no broker down', async () => {
    const game = await down25();
    game.shop.growthPerMinute = 0;
    game.store.fails = 'no space left';
    await game.until(['recovering'], 20 * minuteMs);
    await game.advance(3 * minuteMs);
    expect(game.run().decision).toMatchObject({ reason: 'storage' });
    expect(game.broker.calls).toEqual(['scale 0', 'scale 1']);
  });
});
