/** A run belongs to one world and to one process (rules 25 and 27). */
import { describe, expect, test } from 'vitest';
import { settingsFor, startBot } from './bot-process.ts';
import { ended, growing, newGame, runThatIs, startCommand, worldOf } from './game.ts';
import { leakFlag, startSandbox } from './sandbox-process.ts';
import { until } from './until.ts';

const limitMs = 80_000;

describe.concurrent('a run belongs to its world', () => {
  test('a run of the embedded sandbox is not put right on a cluster: it ends aborted', { timeout: limitMs }, async (context) => {
    const game = await newGame(context);
    const { KUBECONFIG: _cluster, ...embedded } = game.settings;
    const first = await startBot(game.home, {
      ...embedded,
      LEAKOPS_TARGET: 'sandbox',
      LEAKOPS_LEASE: '90s',
      LEAKOPS_POLL: '5s',
      LEAKOPS_BLIND_AFTER: '90s',
    });
    await first.say(startCommand);
    const run = await runThatIs(first, 'growing');
    await first.kill();
    // What a run would have left, had it been here: a leak that is on, and 25 users.
    await game.sandbox.person({ action: 'edit-default', flag: leakFlag, variant: 'on' });
    await game.sandbox.putUsers(25);
    await until('25 users', async () => (await game.sandbox.users()) === 25);
    const cluster = await worldOf(game.sandbox);
    expect(cluster.served.value).toBe(100);

    const second = await game.start();
    const { run: end, cards, reports } = await ended(second);
    expect(end).toMatchObject({ id: run.id, outcome: 'aborted', thread: run.thread });
    expect([cards.length, reports.length]).toEqual([1, 1]);
    expect(await worldOf(game.sandbox)).toEqual(cluster);
  });

  test('a run of another cluster is named, and put right only there', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '4s' });
    const first = await game.start();
    const run = await growing(game, first);
    await first.kill();
    const other = await startSandbox(game.home);
    const elsewhere = await worldOf(other);

    const stranger = await startBot(game.home, settingsFor(game.home, other));
    expect(stranger.said.out).toMatch(
      new RegExp(`^${run.id} is growing in another world .*LEAKOPS_TARGET=kubernetes`, 'm'),
    );
    await until('its own world is free', async () => {
      await stranger.say('/leak status');
      return (await stranger.messages()).some(({ kind }) => kind === 'reply');
    });
    expect((await stranger.runs())[0]).toMatchObject({ id: run.id, state: 'growing' });
    expect(await worldOf(other)).toEqual(elsewhere);
    expect((await game.sandbox.users())).toBe(25);
    await stranger.kill();

    const back = await game.start();
    const { run: end, cards, reports } = await ended(back);
    expect(end).toMatchObject({ id: run.id, thread: run.thread, outcome: 'stopped' });
    expect([cards.length, reports.length]).toEqual([1, 1]);
    expect(await worldOf(game.sandbox)).toEqual(game.before);
  });
});

test('a second process on the same database is refused, and the first goes on', { timeout: limitMs }, async (context) => {
  const game = await newGame(context, { LEAKOPS_LEASE: '4s' });
  const first = await game.start();
  const run = await growing(game, first);
  const second = game.home.run(['main.ts'], game.settings);
  expect(await second.ended).toEqual({ code: 1, signal: null });
  expect(second.said.err).toMatch(/in use by another process/);
  expect(second.said.err).toContain('LEAKOPS_DATABASE');
  expect((await runThatIs(first, 'growing')).id).toBe(run.id);
  await first.say('/leak stop');
  await ended(first);
  expect(await worldOf(game.sandbox)).toEqual(game.before);
});
