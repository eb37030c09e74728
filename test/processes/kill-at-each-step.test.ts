/** Kill -9 at each step of a run, and start again: it goes on or is put right, once (promises 2 and 5, rule 26). */
import { describe, expect, test } from 'vitest';
import type { BotProcess } from './bot-process.ts';
import { ended, type Game, growing, newGame, runThatIs, startCommand, worldOf } from './game.ts';
import { until } from './until.ts';

const limitMs = 80_000;

/** One card, one plan, one report, in one thread; the world as it was. */
async function expectPutRight(game: Game, bot: BotProcess, expected: { outcome: string; thread?: string | null }) {
  const { run, cards, plans, reports } = await ended(bot);
  expect(run.outcome).toBe(expected.outcome);
  expect(cards.map(({ id }) => id)).toEqual([expected.thread ?? run.thread]);
  expect(plans).toHaveLength(1);
  expect(reports.map(({ thread }) => thread)).toEqual([run.thread]);
  expect(await bot.runs()).toHaveLength(1);
  expect(await worldOf(game.sandbox)).toEqual(game.before);
  return run;
}

describe.concurrent('kill -9, and start again', () => {
  test('in preflight: there is no run, nothing is touched, the next start begins', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '6s' });
    await game.sandbox.putFaults({ metrics: { stale: true } });
    const first = await game.start();
    await first.say(startCommand);
    await until('the private answer of the preflight', async () =>
      (await first.messages()).some(({ kind, to }) => kind === 'reply' && to === 'ada'),
    );
    await first.kill();
    await game.sandbox.clearFaults();

    const second = await game.start();
    expect(await second.runs()).toEqual([]);
    expect(await worldOf(game.sandbox)).toEqual(game.before);
    await growing(game, second);
    await second.say('/leak stop');
    await expectPutRight(game, second, { outcome: 'stopped' });
  });

  test('while arming, its first write on the way: the run goes on in the same thread', { timeout: limitMs }, async (context) => {
    const game = await newGame(context);
    const first = await game.start();
    await game.sandbox.putFaults({ 'flagd-ui': { lateWritesMs: 2_500 } });
    await first.say(startCommand);
    const card = await until('the card', async () =>
      (await first.messages()).find(({ kind }) => kind === 'card'),
    );
    const run = await runThatIs(first, 'preparing');
    await first.kill();
    await game.sandbox.putFaults({ 'flagd-ui': { lateWritesMs: 0 } });

    const second = await game.start();
    expect(second.said.out).toContain(`${run.id} goes on: preparing`);
    const grown = await runThatIs(second, 'growing');
    expect(grown).toMatchObject({ id: run.id, thread: card.id });
    expect(await game.sandbox.served()).toMatchObject({ value: 300, runId: run.id });
    await second.say('/leak stop');
    await expectPutRight(game, second, { outcome: 'stopped', thread: card.id });
  });

  test('while growing: it grows on under its lease, and the breaker trips', { timeout: limitMs }, async (context) => {
    const game = await newGame(context);
    const first = await game.start();
    const run = await growing(game, first);
    await first.kill();
    expect(await game.sandbox.served()).toMatchObject({ value: 300 });

    const second = await game.start();
    expect(second.said.out).toContain(`${run.id} goes on: growing`);
    const tripped = await runThatIs(second, 'stopping', 'recovering', 'ended');
    expect(tripped.breaker).toMatchObject({ state: 'tripped', reason: 'threshold' });
    await expectPutRight(game, second, { outcome: 'averted', thread: run.thread });
  });

  test('after the trip, flagd-ui down: the decision is kept and carried out', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '14s' });
    const first = await game.start();
    const run = await growing(game, first);
    await game.sandbox.putFaults({ 'flagd-ui': { status: 503 } });
    await first.say('/leak breaker trip');
    const { breaker } = await runThatIs(first, 'stopping');
    await first.kill();
    expect(await game.sandbox.served()).toMatchObject({ value: 300 });

    const second = await game.start();
    expect(second.said.out).toContain(`${run.id} goes on: stopping`);
    await game.sandbox.putFaults({ 'flagd-ui': { status: null } });
    const off = await runThatIs(second, 'recovering', 'ended');
    expect(off.breaker).toMatchObject({ reason: 'command', trippedAt: breaker.trippedAt });
    expect(off.breaker.flagOffSeenAt).not.toBeNull();
    await expectPutRight(game, second, { outcome: 'averted', thread: run.thread });
  });

  test('after a stop, flagd-ui down for good: the lease puts the flag off', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '6s' });
    const first = await game.start();
    const run = await growing(game, first);
    await game.sandbox.putFaults({ 'flagd-ui': { hang: true } });
    await first.say('/leak stop');
    await runThatIs(first, 'stopping');
    await first.kill();

    const second = await game.start();
    await runThatIs(second, 'recovering');
    expect(await game.sandbox.served()).toMatchObject({ value: 0, reason: 'TARGETING_MATCH' });
    await game.sandbox.clearFaults();
    await expectPutRight(game, second, { outcome: 'stopped', thread: run.thread });
  });

  test('while recovering: the world is put back, the report is written', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '6s' });
    const first = await game.start();
    const run = await growing(game, first);
    await first.say('/leak breaker trip');
    await runThatIs(first, 'recovering');
    await first.kill();

    const second = await game.start();
    expect(second.said.out).toContain(`${run.id} goes on: recovering`);
    const end = await expectPutRight(game, second, { outcome: 'averted', thread: run.thread });
    expect(end.recovery).toBe('recovered');
  });
});
