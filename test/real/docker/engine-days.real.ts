/** Whole runs with a real bot process on an engine that fails in the middle of them. */
import { expect, type TestContext, test } from 'vitest';
import { runThatIs, started } from '../../processes/game.ts';
import { until } from '../../processes/until.ts';
import { describeWith, handed } from '../gated.ts';
import { type EngineOptions, startEngine } from './engine.ts';
import { importLeaky } from './leaky.ts';
import { newLeakyGame } from './leaky-game.ts';

/** Slow: what happens in the middle of it comes before the breaker. */
const command = '/leak start slow 20 25 ramp 25';
const longMs = 420_000;

describeWith('LEAKOPS_TEST_LEAKY_TAR').concurrent('game days on an engine that fails', () => {
  async function gameOn(context: TestContext, options: EngineOptions, changed: Record<string, string>) {
    const engine = await startEngine(options);
    context.onTestFinished(() => engine.close());
    await importLeaky(engine, handed('LEAKOPS_TEST_LEAKY_TAR'));
    return { engine, ...(await newLeakyGame(context, engine, 'checkout', changed)) };
  }

  test('promise 3: it hangs: blind is not healthy, the flag goes off', {
    timeout: longMs,
  }, async (context) => {
    const game = await gameOn(context, {}, { LEAKOPS_BLIND_AFTER: '10s' });
    const bot = await game.start();
    await started(bot, 'growing', command);
    game.engine.freeze();
    const run = await runThatIs(bot, 'recovering');
    expect(run.breaker).toMatchObject({ state: 'tripped', reason: 'blind' });
    expect((await game.sandbox.served()).value).toBe(0);
    const csv = async () => (await fetch(`${bot.url}/api/runs/${run.id}/readings.csv`)).text();
    const blind = await csv();
    game.engine.thaw();
    await until('readings again', async () => (await csv()).length > blind.length);
    expect((await bot.runs())[0]?.kills).toEqual([]);
  });

  test('it restarts under a container that goes on: so does the run', {
    timeout: longMs,
  }, async (context) => {
    const game = await gameOn(context, { liveRestore: true }, { LEAKOPS_BLIND_AFTER: '60s' });
    const bot = await game.start();
    const run = await started(bot, 'growing', command);
    await game.engine.stop();
    await game.engine.start();
    const { goroutines } = await game.leaky.state();
    await until('more of the leak', async () => (await game.leaky.state()).goroutines > goroutines + 100);
    expect((await bot.runs())[0]).toMatchObject({ id: run.id, state: 'growing', kills: [] });
    // And what it tells after that is heard.
    await game.leaky.step(20 * 2 ** 20);
    const off = await runThatIs(bot, 'recovering');
    expect(off.kills).toEqual([{ exitCode: 137, reason: 'OOMKilled', afterTrip: false }]);
    expect((await game.sandbox.served()).value).toBe(0);
  });

  test('it restarts, and its containers with it: no kill', { timeout: longMs }, async (context) => {
    const game = await gameOn(context, {}, { LEAKOPS_BLIND_AFTER: '60s' });
    const bot = await game.start();
    await started(bot, 'growing', command);
    const before = await game.leaky.inspect();
    await game.engine.stop();
    await game.engine.start();
    await until('another process', async () => {
      const { State } = await game.leaky.inspect();
      return State.Status === 'running' && State.StartedAt > before.State.StartedAt;
    });
    await until(
      'its first orders',
      async () => (await game.leaky.state().catch(() => null))?.flagValue === 20,
    );
    expect((await bot.runs())[0]).toMatchObject({ state: 'growing', kills: [] });
    await bot.say('/leak stop');
    const end = await runThatIs(bot, 'recovering', 'ended');
    expect(end.kills).toEqual([]);
  });

  test('rule 22: a kill that came while there was no bot is of its run too', {
    timeout: longMs,
  }, async (context) => {
    const game = await gameOn(context, {}, { LEAKOPS_LEASE: '60s' });
    const bot = await game.start();
    const run = await started(bot, 'growing', command);
    await bot.kill();
    const before = await game.leaky.inspect();
    await game.leaky.step(20 * 2 ** 20);
    await until('another process', async () => {
      const { State } = await game.leaky.inspect();
      return State.Status === 'running' && State.StartedAt > before.State.StartedAt;
    });
    const second = await game.start();
    const off = await runThatIs(second, 'recovering', 'ended');
    expect(off).toMatchObject({ id: run.id, kills: [{ exitCode: 137, reason: 'OOMKilled' }] });
    expect((await game.sandbox.served()).value).toBe(0);
  });
});
