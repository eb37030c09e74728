/** SIGTERM leaves runs resumable within five seconds, whatever hangs; the restart goes on in the same thread. */
import { describe, expect, test } from 'vitest';
import { ended, growing, newGame, runThatIs, startCommand, worldOf } from './game.ts';
import { until } from './until.ts';

const limitMs = 80_000;
const shutdownMs = 5_000;

describe.concurrent('SIGTERM', () => {
  test('while the leak grows: it grows on, in the same thread, after the restart', { timeout: limitMs }, async (context) => {
    const game = await newGame(context);
    const first = await game.start();
    const run = await growing(game, first);
    const ending = await first.terminate();
    expect(ending).toMatchObject({ code: 0, signal: null });
    expect(ending.ms).toBeLessThan(shutdownMs);
    expect(await game.sandbox.served()).toMatchObject({ value: 300, runId: run.id });

    const second = await game.start();
    expect(second.said.out).toContain(`${run.id} goes on: growing`);
    await second.say('/leak stop');
    const { run: end, cards, reports } = await ended(second);
    expect(end.outcome).toBe('stopped');
    expect(cards.map(({ id }) => id)).toEqual([run.thread]);
    expect(reports.map(({ thread }) => thread)).toEqual([run.thread]);
    expect(await worldOf(game.sandbox)).toEqual(game.before);
  });

  test('while every server hangs: in time, and what was decided is kept', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '6s' });
    const first = await game.start();
    const run = await growing(game, first);
    const hang = { hang: true };
    await game.sandbox.putFaults({ 'flagd-ui': hang, ofrep: hang, locust: hang, kubernetes: hang });
    await first.say('/leak stop');
    await runThatIs(first, 'stopping');
    const ending = await first.terminate();
    expect(ending).toMatchObject({ code: 0, signal: null });
    expect(ending.ms).toBeLessThan(shutdownMs);
    await game.sandbox.clearFaults();

    const second = await game.start();
    expect(second.said.out).toContain(`${run.id} goes on: stopping`);
    const { run: end, cards, reports } = await ended(second);
    expect(end).toMatchObject({ id: run.id, outcome: 'stopped', thread: run.thread });
    expect([cards.length, reports.length]).toEqual([1, 1]);
    expect(await worldOf(game.sandbox)).toEqual(game.before);
  });

  test('in preflight: there is no run, nothing was touched', { timeout: limitMs }, async (context) => {
    const game = await newGame(context);
    await game.sandbox.putFaults({ metrics: { stale: true } });
    const first = await game.start();
    await first.say(startCommand);
    await until('the private answer of the preflight', async () =>
      (await first.messages()).some(({ kind }) => kind === 'reply'),
    );
    const ending = await first.terminate();
    expect(ending).toMatchObject({ code: 0, signal: null });
    expect(ending.ms).toBeLessThan(shutdownMs);
    const second = await game.start();
    expect(await second.runs()).toEqual([]);
    expect(await worldOf(game.sandbox)).toEqual(game.before);
  });
});
