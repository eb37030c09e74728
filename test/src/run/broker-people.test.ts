/** The broker before the start, and other hands on it meanwhile. */
import { describe, expect, test } from 'vitest';
import type { StartResult } from '../../../src/run/desk.ts';
import { ana, createGame, type Game, growing } from '../../fakes/game.ts';

const down = { scenario: 'broker-down', flagValue: 50, users: 25, brokerDown: true } as const;
const minuteMs = 60_000;

function findingOf(result: StartResult) {
  const findings = result.kind === 'refused' || result.kind === 'dry' ? result.findings : [];
  return findings.find(({ name }) => name === 'broker');
}

describe('rule 1: before the start', () => {
  async function refused(prepare: (game: Game) => void, settings = {}) {
    const game = createGame(settings);
    prepare(game);
    const result = await game.start(down);
    expect(result.kind).toBe('refused');
    expect(game.broker.calls).toEqual([]);
    expect(game.flagd.stored).toEqual([]);
    return findingOf(result);
  }

  test('no workload is named: refused, and named how to allow it', async () => {
    const finding = await refused(() => {}, { brokerAllowed: false });
    expect(finding).toMatchObject({
      verdict: 'problem',
      text: expect.stringContaining('LEAKOPS_BROKER is not set'),
    });
    expect(finding?.remedy).toContain('Set LEAKOPS_BROKER');
  });

  test('there is none of that name', async () => {
    const finding = await refused((game) => {
      game.broker.state = null;
    });
    expect(finding?.text).toBe('there is no workload kafka in otel-demo');
  });

  test('it is at zero already: there is nothing to scale', async () => {
    const finding = await refused((game) => game.broker.scaleByHand(0));
    expect(finding?.text).toBe('kafka in otel-demo is at 0 replicas already: there is nothing to take down');
    expect(finding?.remedy).toBe('`kubectl scale deployment/kafka -n otel-demo --replicas=1`');
  });

  test('another leakops left it at zero: whose, and how many there were', async () => {
    const finding = await refused((game) => {
      game.broker.state = {
        ...game.broker.state!,
        replicas: 0,
        held: { holder: 'run-9@other', replicasBefore: 3 },
      };
    });
    expect(finding?.text).toBe('run-9 of leakops holds kafka in otel-demo at 0 (3 before)');
    expect(finding?.remedy).toContain('--replicas=3');
  });

  test('scaled up by hand after a bot that is gone for good: its mark keeps nobody out', async () => {
    const game = createGame();
    game.broker.state = { ...game.broker.state!, held: { holder: 'run-9@other', replicasBefore: 1 } };
    await game.start(down);
    await game.until(['growing'], 10_000);
    expect(game.broker.state).toMatchObject({ replicas: 0, held: { holder: 'run-1@bot-1' } });
    game.desk().order('run-1', { kind: 'stop' }, ana);
    await game.until(['ended'], 20 * minuteMs);
    expect(game.broker.state).toMatchObject({ replicas: 1, held: null });
  });

  test('the bot may not scale it: the verb, the resource and the line', async () => {
    const finding = await refused((game) => {
      game.broker.writesFail = 'the bot may not patch deployments kafka in otel-demo (403)';
    });
    expect(finding?.text).toContain('may not patch deployments kafka');
  });

  test('it cannot be read', async () => {
    const finding = await refused((game) => {
      game.broker.readsFail = 'the Kubernetes API cannot be reached';
    });
    expect(finding).toMatchObject({ verdict: 'problem', text: 'the Kubernetes API cannot be reached' });
  });

  test.each([
    ['not ready', { ready: 0 }, 'is not well before the start: 0 of 1 ready'],
    ['of an operator', { owner: 'Kafka shop' }, 'belongs to Kafka shop, which may scale it back'],
  ])('%s: a warning', async (_name, change, words) => {
    const game = createGame();
    game.broker.state = { ...game.broker.state!, ...change };
    const result = await game.start({ ...down, dry: true });
    expect(findingOf(result)).toMatchObject({ verdict: 'warning', text: expect.stringContaining(words) });
  });

  test('a plan changes nothing', async () => {
    const game = createGame();
    const result = await game.start({ ...down, dry: true });
    expect(findingOf(result)).toMatchObject({ verdict: 'ok', text: 'kafka in otel-demo, 1 of 1 ready' });
    expect(game.broker.calls).toEqual([]);
  });

  test('a plan beside a live run that holds it', async () => {
    const game = await growing({}, down);
    const result = await game.start({ ...down, dry: true });
    expect(findingOf(result)).toMatchObject({
      verdict: 'ok',
      text: expect.stringContaining('held by run-1'),
    });
  });
});

describe('stop', () => {
  test('before it is taken down: it never is', async () => {
    const game = createGame();
    await game.start(down);
    game.desk().order('run-1', { kind: 'stop' }, ana);
    await game.until(['ended'], 10 * minuteMs);
    expect(game.broker.calls).toEqual([]);
  });

  test.each([0, 100, 1_000, 5_000])('%i ms after the start: as before in the end', async (ms) => {
    const game = createGame();
    game.flagd.loadAfterMs = 20;
    const { takeDown } = game.broker;
    game.broker.takeDown = async (...call) => {
      await game.clock.sleep(60);
      return takeDown(...call);
    };
    await game.start(down);
    await game.advance(ms);
    game.desk().order('run-1', { kind: 'stop' }, ana);
    await game.until(['ended'], 20 * minuteMs);
    expect(game.broker.state).toMatchObject({ replicas: 1, held: null });
    expect(game.flagd.valueServed()).toBe(0);
  });
});

describe('three-way: another hand', () => {
  test.each([1, 3])(
    'scales it to %i in the growth: theirs stays, and the flag goes off at once',
    async (count) => {
      const game = await growing({}, down);
      game.broker.readyAfterMs = 20_000;
      game.broker.scaleByHand(count);
      await game.until(['recovering'], 8_000);
      // Off before the first pod is ready: what hangs goes on when it is.
      expect(game.broker.state).toMatchObject({ replicas: count, ready: 0 });
      expect(game.run().decision).toMatchObject({ kind: 'stop', by: 'someone outside leakops' });
      const run = await game.until(['ended'], 20 * minuteMs);
      expect(run).toMatchObject({ outcome: 'stopped', broker: { undo: 'person' } });
      expect(game.broker.state).toMatchObject({ replicas: count, held: null });
      expect(game.broker.calls).toEqual(['scale 0']);
    },
  );

  test('scales it during the recovery: theirs stays', async () => {
    const game = await growing({}, down);
    game.shop.fallPerSecond = 0;
    await game.until(['recovering'], 20 * minuteMs);
    game.broker.scaleByHand(2);
    const run = await game.until(['ended'], 20 * minuteMs);
    expect(run).toMatchObject({ outcome: 'averted', broker: { undo: 'person' } });
    expect(game.broker.state).toMatchObject({ replicas: 2, held: null });
  });

  test('puts another workload of that name in its place', async () => {
    const game = await growing({}, down);
    game.broker.state = { ...game.broker.state!, identity: 'new', replicas: 1, ready: 1, held: null };
    const run = await game.until(['ended'], 20 * minuteMs);
    expect(run).toMatchObject({ outcome: 'stopped', broker: { undo: 'person' } });
    expect(game.broker.calls).toEqual(['scale 0']);
  });

  test('removes it', async () => {
    const game = await growing({}, down);
    game.broker.state = null;
    const run = await game.until(['ended'], 20 * minuteMs);
    expect(run.broker).toMatchObject({ undo: 'person', seen: null });
  });

  test('takes our mark out and leaves it at zero: it is theirs', async () => {
    const game = await growing({}, down);
    game.broker.state = { ...game.broker.state!, held: null };
    const run = await game.until(['ended'], 20 * minuteMs);
    expect(run.broker).toMatchObject({ undo: 'person' });
    expect(game.broker.calls).toEqual(['scale 0']);
  });

  test('changes it between preflight and the scaling: the start ends, theirs stays', async () => {
    const game = createGame();
    await game.start(down);
    game.broker.scaleByHand(2);
    const run = await game.until(['ended'], 20 * minuteMs);
    expect(run).toMatchObject({ outcome: 'aborted', broker: { undo: 'person' } });
    expect(game.broker.state).toMatchObject({ replicas: 2 });
    expect(game.broker.calls).toEqual([]);
  });
});
