/** Whole runs with a real bot process on a real engine, whose kernel kills at the limit: what it does is not simulated. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BotProcess, SeenRun } from '../../processes/bot-process.ts';
import { messageThatIs, runThatIs, started, worldOf } from '../../processes/game.ts';
import { until } from '../../processes/until.ts';
import { describeWith, handed } from '../gated.ts';
import { type Engine, startEngine } from './engine.ts';
import { importLeaky } from './leaky.ts';
import { type LeakyGame, newLeakyGame } from './leaky-game.ts';

const command = '/leak start gradual 300 25 ramp 25';
/** Rule 23 watches what is not freed for three minutes, and a new process for two. */
const longMs = 420_000;

/** The run's end, when all is said; then flag and load are as before (promise 5). */
async function endOf({ sandbox, before }: LeakyGame, bot: BotProcess): Promise<SeenRun> {
  const end = await until(
    'the end of the run',
    async () => (await bot.runs()).find(({ state }) => state === 'ended'),
    longMs,
  );
  await messageThatIs(bot, 'report');
  expect(await worldOf(sandbox)).toEqual(before);
  return end;
}

describeWith('LEAKOPS_TEST_LEAKY_TAR').concurrent('game days on a real engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
    await importLeaky(engine, handed('LEAKOPS_TEST_LEAKY_TAR'));
  });
  afterAll(() => engine.close());

  const kills = async (container: string) =>
    (await engine.api.actions(container)).filter((action) => action === 'die').length;

  test('promise 1: a kill averted by the breaker; memory is not freed, and a restart frees it', {
    timeout: longMs,
  }, async (context) => {
    const game = await newLeakyGame(context, engine, 'averted');
    const bot = await game.start();
    const before = await game.leaky.inspect();
    const run = await started(bot, 'growing', command);
    await runThatIs(bot, 'recovering');
    expect((await game.sandbox.served()).value).toBe(0);

    const end = await endOf(game, bot);
    expect(end).toMatchObject({ id: run.id, outcome: 'averted', recovery: 'restart-needed', kills: [] });
    expect(end.breaker.state).toBe('tripped');
    expect(['threshold', 'forecast']).toContain(end.breaker.reason);
    // Nothing was killed, and what leaked is there still.
    expect(await game.leaky.inspect()).toMatchObject({
      RestartCount: 0,
      State: { StartedAt: before.State.StartedAt },
    });
    const leaked = (await game.leaky.state()).goroutines;
    expect(leaked).toBeGreaterThan(2_000);

    const report = await messageThatIs(bot, 'report');
    await bot.press(report.id, 'restart');
    const question = await messageThatIs(bot, 'reply', /Restart/);
    await bot.press(question.id, 'confirm');
    await until('a new process', async () => {
      const now = await game.leaky.inspect();
      return now.State.Status === 'running' && now.State.StartedAt > before.State.StartedAt;
    });
    const { goroutines } = await until('a checkout that answers', () => game.leaky.state().catch(() => null));
    expect(goroutines).toBeLessThan(100);
  });

  test('rule 23: restarted while it recovers, it has recovered when the new process has held', {
    timeout: longMs,
  }, async (context) => {
    const game = await newLeakyGame(context, engine, 'restarted');
    const bot = await game.start();
    const before = await game.leaky.inspect();
    await started(bot, 'growing', command);
    await runThatIs(bot, 'recovering');
    await bot.say('/leak restart confirm');
    await until(
      'a new process',
      async () => (await game.leaky.inspect()).State.StartedAt > before.State.StartedAt,
    );
    const run = await endOf(game, bot);
    expect(run).toMatchObject({ outcome: 'averted', recovery: 'recovered', kills: [] });
  });

  test('rule 22: with the breaker off every kill is counted, and the run goes on', {
    timeout: longMs,
  }, async (context) => {
    const game = await newLeakyGame(context, engine, 'killed');
    const bot = await game.start();
    await started(bot, 'growing', `${command} breaker off`);
    await until('two kills that the engine tells of', async () => (await kills(game.leaky.id)) >= 2);
    await bot.say('/leak stop');
    await runThatIs(bot, 'recovering');
    const run = await endOf(game, bot);
    expect(run).toMatchObject({ outcome: 'oom-killed', breaker: { state: 'off', reason: null } });
    expect(run.kills).toHaveLength(await kills(game.leaky.id));
    expect(run.kills.map(({ reason, exitCode }) => `${reason} ${exitCode}`)).toEqual(
      run.kills.map(() => 'OOMKilled 137'),
    );
    expect((await game.sandbox.served()).value).toBe(0);
  });

  test('rule 22: a step that no reading could see is a kill that was missed; the flag goes off at once', {
    timeout: longMs,
  }, async (context) => {
    const game = await newLeakyGame(context, engine, 'stepped');
    const bot = await game.start();
    await started(bot, 'growing', command);
    await game.leaky.step(15 * 2 ** 20);
    const run = await runThatIs(bot, 'recovering');
    expect((await game.sandbox.served()).value).toBe(0);
    expect(run.breaker.reason).toBeNull();
    expect(run.kills).toEqual([{ exitCode: 137, reason: 'OOMKilled', afterTrip: false }]);
    const end = await endOf(game, bot);
    expect(end).toMatchObject({ outcome: 'oom-killed', recovery: 'recovered' });
    expect(await kills(game.leaky.id)).toBe(1);
  });

  test('promise 2: the bot killed while it grows: flagd serves off by itself, and the leak ends before the limit', {
    timeout: longMs,
  }, async (context) => {
    const game = await newLeakyGame(context, engine, 'orphaned', { LEAKOPS_LEASE: '5s' });
    const bot = await game.start();
    const run = await started(bot, 'growing', command);
    await until('a leak', async () => (await game.leaky.state()).goroutines > 500);
    await bot.kill();
    await until('off by the lease', async () => {
      const served = await game.sandbox.served();
      return served.value === 0 && served.reason === 'TARGETING_MATCH';
    });
    await until('orders that see it', async () => (await game.leaky.state()).flagValue === 0);
    const { goroutines } = await game.leaky.state();

    const second = await game.start();
    const end = await endOf(game, second);
    expect(end).toMatchObject({ id: run.id, outcome: 'stopped', kills: [] });
    expect((await game.leaky.inspect()).RestartCount).toBe(0);
    expect((await game.leaky.state()).goroutines).toBeLessThan(goroutines + 300);
  });
});
