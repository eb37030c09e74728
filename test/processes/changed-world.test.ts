/** The bot is dead, and what it left changes without it: by the lease, by flagd's pod, by people (rules 8, 12, 13, 15). */
import { describe, expect, test } from 'vitest';
import { ended, growing, leakOf, newGame, runThatIs, worldOf } from './game.ts';
import { leakFlag } from './sandbox-process.ts';
import { until } from './until.ts';

const limitMs = 80_000;

describe.concurrent('the bot is killed while the leak grows', () => {
  test('and never comes back: flagd serves off at the deadline, nobody writes', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '3200ms', LEAKOPS_POLL: '100ms' });
    const bot = await game.start();
    await growing(game, bot);
    await bot.kill();
    const flags = await game.sandbox.flags();
    const last = await game.sandbox.served();
    expect(last).toMatchObject({ value: 300 });
    const leftMs = last.deadline! * 1000 - Date.now();
    expect(leftMs).toBeLessThanOrEqual(3_200);
    await until('off as served', async () => (await game.sandbox.served()).value === 0);
    expect(Date.now()).toBeGreaterThanOrEqual(last.deadline! * 1000);
    expect(await game.sandbox.served()).toMatchObject({ reason: 'TARGETING_MATCH', deadline: last.deadline });
    expect(await game.sandbox.flags()).toEqual(flags);
  });

  test('and comes back after the lease: it is not armed again, all is put back', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '3200ms' });
    const first = await game.start();
    const run = await growing(game, first);
    await first.kill();
    await until('off as served', async () => (await game.sandbox.served()).value === 0);

    const second = await game.start();
    const off = await runThatIs(second, 'recovering', 'ended');
    expect(off.breaker).toMatchObject({ state: 'tripped', reason: 'lease' });
    const { run: end, cards, reports } = await ended(second);
    expect(end.outcome).toBe('stopped');
    expect([cards.length, reports.length]).toEqual([1, 1]);
    expect(end.thread).toBe(run.thread);
    expect(await worldOf(game.sandbox)).toEqual(game.before);
  });

  test('flagd’s pod restarts: the stock file stays as it is, the load goes back', { timeout: limitMs }, async (context) => {
    const game = await newGame(context);
    const first = await game.start();
    const run = await growing(game, first);
    await first.kill();
    await game.sandbox.putFaults({ flagFile: { reset: true } });
    const reset = await game.sandbox.flags();

    const second = await game.start();
    const { run: end, cards, reports } = await ended(second);
    expect(end.outcome).toBe('stopped');
    expect(end.events).toContainEqual(
      expect.objectContaining({ by: 'someone outside leakops', text: 'flag reset or edited outside leakops' }),
    );
    expect([cards.length, reports.length]).toEqual([1, 1]);
    expect(end.thread).toBe(run.thread);
    const world = await worldOf(game.sandbox);
    expect(world.flags).toEqual(reset);
    expect(world.users).toBe(game.before.users);
    expect(world.served).toEqual(game.before.served);
  });

  test('a person switches the flag off: it stays off, their rule stays', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '8s' });
    const first = await game.start();
    await growing(game, first);
    await first.kill();
    await game.sandbox.person({ action: 'toggle', flag: leakFlag, variant: 'off' });

    const second = await game.start();
    const { run: end, cards, reports } = await ended(second);
    expect(end.outcome).toBe('stopped');
    expect([cards.length, reports.length]).toEqual([1, 1]);
    const world = await worldOf(game.sandbox);
    const { targeting, ...leak } = leakOf(world)!;
    expect(targeting).toEqual({ if: [expect.anything(), 'off', 'off'] });
    expect(leak).toEqual(leakOf(game.before));
    expect(world.served.value).toBe(0);
    expect(world.users).toBe(game.before.users);
    expect({ ...world.flags, [leakFlag]: null }).toEqual({ ...game.before.flags, [leakFlag]: null });
  });

  test('a person edits the flag otherwise: their value stands, a stop puts it off by state', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '8s' });
    const first = await game.start();
    const run = await growing(game, first);
    await first.kill();
    const leak = leakOf(await worldOf(game.sandbox))!;
    const { targeting: _ours, ...plain } = leak;
    const theirs = { ...plain, variants: { ...plain.variants, theirs: 200 }, defaultVariant: 'theirs' };
    await game.sandbox.person({ action: 'replace', flag: leakFlag, definition: theirs });

    const second = await game.start();
    await until('the edit is told', async () =>
      (await second.messages()).some(({ kind, text }) => kind === 'milestone' && /edited/.test(text)),
    );
    expect((await second.runs())[0]).toMatchObject({ id: run.id, state: 'growing' });
    expect(await game.sandbox.served()).toMatchObject({ value: 200 });
    await second.say('/leak breaker trip');
    const { run: end, cards, reports } = await ended(second);
    expect(end.outcome).toBe('averted');
    expect([cards.length, reports.length]).toEqual([1, 1]);
    const world = await worldOf(game.sandbox);
    expect(leakOf(world)).toMatchObject({ state: 'DISABLED', variants: { theirs: 200 }, defaultVariant: 'theirs' });
    expect(world.users).toBe(game.before.users);
  });

  test('a person changes the load: their count stays', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '8s' });
    const first = await game.start();
    await growing(game, first);
    await first.kill();
    await game.sandbox.putUsers(7);
    await until('their users', async () => (await game.sandbox.users()) === 7);

    const second = await game.start();
    await until('the change is seen', async () =>
      (await second.runs())[0]?.events.some(({ kind, by }) => kind === 'load' && by === 'someone outside leakops'),
    );
    await second.say('/leak stop');
    const { run: end, reports } = await ended(second);
    expect(end.outcome).toBe('stopped');
    expect(reports).toHaveLength(1);
    expect(await worldOf(game.sandbox)).toEqual({ ...game.before, users: 7 });
  });

  test('the readings stand still: it comes back blind, and puts the flag off', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '1m', LEAKOPS_BLIND_AFTER: '5s' });
    const first = await game.start();
    await growing(game, first);
    await first.kill();
    await game.sandbox.putFaults({ metrics: { stale: true } });

    const second = await game.start();
    const off = await runThatIs(second, 'recovering');
    expect(off.breaker).toMatchObject({ reason: 'blind' });
    expect((await game.sandbox.served()).value).toBe(0);
    await until('the load of before', async () => (await game.sandbox.users()) === game.before.users);
  });
});
