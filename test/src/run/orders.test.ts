import { describe, expect, test } from 'vitest';
import { ana, ben, createGame, growing } from '../../fakes/game.ts';

describe('rule 29: orders', () => {
  test('flag raises and lowers, on the flag and in the run', async () => {
    const game = await growing();
    expect(game.desk().order('run-1', { kind: 'flag', value: 500 }, ana).kind).toBe('done');
    await game.advance(6_000);
    expect(game.flagd.valueServed()).toBe(500);
    expect(game.desk().order('run-1', { kind: 'flag', value: 500 }, ana)).toMatchObject({ kind: 'refused' });
    game.desk().order('run-1', { kind: 'stop' }, ana);
    await game.until(['ended'], 20 * 60_000);
    expect(game.flagd.valueServed()).toBe(0);
  });

  test('load raises, and what was there before comes back', async () => {
    const game = await growing();
    expect(game.desk().order('run-1', { kind: 'load', users: 40 }, ana).kind).toBe('done');
    await game.advance(6_000);
    expect(game.shop.locust.users).toBe(40);
    game.desk().order('run-1', { kind: 'stop' }, ana);
    await game.until(['ended'], 20 * 60_000);
    expect(game.shop.locust.users).toBe(5);
  });

  test('a breaker percent under the present reading is refused, and named', async () => {
    const game = await growing();
    game.shop.percent = 66;
    await game.advance(25_000);
    const answer = game.desk().order('run-1', { kind: 'breaker', thresholdPercent: 55 }, ana);
    expect(answer).toMatchObject({ kind: 'refused', text: expect.stringMatching(/6[67]\.\d.% *, over 55/) });
    expect(game.run().breaker.thresholdPercent).toBe(80);
  });

  test('breaker off and reset arm and disarm; after a trip the run is over', async () => {
    const game = await growing();
    expect(game.desk().order('run-1', { kind: 'breaker-off' }, ana).kind).toBe('done');
    expect(game.run().breaker.state).toBe('off');
    expect(game.desk().order('run-1', { kind: 'breaker-reset' }, ana).kind).toBe('done');
    expect(game.run().breaker.state).toBe('armed');
    game.desk().order('run-1', { kind: 'trip' }, ben);
    expect(game.desk().order('run-1', { kind: 'breaker-reset' }, ana).kind).toBe('refused');
  });

  test('restart during growth is refused', async () => {
    const game = await growing();
    expect(game.desk().order('run-1', { kind: 'restart' }, ana)).toMatchObject({ kind: 'refused' });
    expect(game.shop.restarts).toBe(0);
  });

  test('extend never goes beyond the longest run from its start', async () => {
    const game = await growing({ maxDurationMs: 40 * 60_000 });
    expect(game.desk().order('run-1', { kind: 'extend', byMs: 10 * 60_000 }, ana).kind).toBe('done');
    expect(game.desk().order('run-1', { kind: 'extend', byMs: 60_000 }, ana)).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('40'),
    });
    expect(game.run().endsAt - game.run().startedAt).toBe(40 * 60_000);
  });

  test('a stop when it is stopping, recovering or ended says what is so', async () => {
    const game = await growing();
    expect(game.desk().order('run-1', { kind: 'stop' }, ben).kind).toBe('done');
    const again = game.desk().order('run-1', { kind: 'stop' }, ana);
    expect(again).toMatchObject({ kind: 'refused', text: expect.stringContaining('stopped by Ben') });
    await game.until(['ended'], 20 * 60_000);
    expect(game.desk().order('run-1', { kind: 'stop' }, ana)).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('has ended'),
    });
  });

  test('flag off works without a run, and is seen off', async () => {
    const game = createGame();
    game.flagd.edit((definition) => ({ ...definition, defaultVariant: 'on' }));
    expect(game.flagd.valueServed()).toBe(100);
    const answer = game.desk().flagOff(ben);
    await game.advance(5_000);
    expect((await answer).kind).toBe('done');
    expect(game.flagd.valueServed()).toBe(0);
    expect((await game.start()).kind).toBe('started');
  });
});

test('promise 8: a stop is heard at once: off before any reading, message or load', async () => {
  const game = await growing();
  game.chat.down = true;
  game.shop.clusterFails = 'connection refused';
  game.shop.locust.fails = 'connection refused';
  game.desk().order('run-1', { kind: 'stop' }, ben);
  await game.advance(50);
  expect(game.flagd.valueServed()).toBe(0);
  expect(game.run().flag.seenOffAt).not.toBeNull();
});

test('promise 5: other flags and others’ edits to them during the run stay', async () => {
  const game = await growing();
  game.flagd.file.flags.cartFailure = { state: 'ENABLED', variants: { off: 0, on: 1 }, defaultVariant: 'on' };
  const others = JSON.stringify(game.flagd.file.flags.cartFailure);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  const run = await game.until(['ended'], 20 * 60_000);
  expect(JSON.stringify(game.flagd.file.flags.cartFailure)).toBe(others);
  expect(run.flag.othersSame).toBe(false);
});

test('promise 6: off is not recovered: memory that stays up says restart-needed, on card and report', async () => {
  const game = await growing();
  game.shop.fallPerSecond = 0;
  await game.until(['ended'], 40 * 60_000);
  await game.advance(60_000);
  const report = game.chat.posts.at(-1)!.said;
  expect(report.lines[0]).toMatch(/restart needed/);
  expect(report.actions.map((action) => action.id)).toContain('restart');
});

describe('promise 9: no one is fooled', () => {
  test('no forecast where there is no ramp, and a level is not called a leak', async () => {
    const game = await growing();
    game.shop.growthPerMinute = 0;
    await game.advance(8 * 60_000);
    expect(game.run()).toMatchObject({ forecast: null, regime: 'level' });
    const progress = game.chat.posts.filter((post) => post.said.kind === 'progress').at(-1)!;
    expect(progress.said.text).toMatch(/no forecast: level/i);
  });

  test('a kill after the trip is told as too late', async () => {
    const game = await growing();
    game.shop.percent = 85;
    await game.until(['recovering'], 60_000);
    await game.advance(2_000);
    game.shop.kill('OOMKilled', 137);
    const run = await game.until(['ended'], 20 * 60_000);
    expect(run).toMatchObject({ outcome: 'oom-killed', kills: [{ afterTrip: true }] });
  });
});

test('rule 3: a pod that warms up is said to, and the run begins', async () => {
  const game = createGame();
  game.shop.pod.startedAt = game.clock.now() - 30_000;
  await game.start();
  const run = await game.until(['growing'], 10_000);
  expect(run.warnings.join()).toMatch(/warming up/);
  expect(game.chat.posts.find((post) => post.said.kind === 'plan')!.said.text).toMatch(/warming up/);
});

test('rule 19: a new pod begins a new series; no forecast joins two', async () => {
  const game = await growing();
  await game.advance(6 * 60_000);
  expect(game.run().forecast).not.toBeNull();
  game.shop.pod = { ...game.shop.pod, name: 'checkout-2', uid: 'uid-2', startedAt: game.clock.now() };
  game.shop.percent = 45;
  await game.advance(25_000);
  expect(game.run()).toMatchObject({ forecast: null, state: 'growing' });
});

test('rule 16: load that an ended run could not put back is put back at the next start of the bot', async () => {
  const game = await growing();
  game.shop.locust.fails = 'connection refused';
  game.desk().order('run-1', { kind: 'stop' }, ana);
  const run = await game.until(['ended'], 30 * 60_000);
  expect(run.load.undo).toBe('not-yet');
  expect(game.shop.locust.users).toBe(25);
  game.crash();
  game.shop.locust.fails = null;
  game.restart();
  void game.desk().idle();
  await game.advance(10_000);
  expect(game.shop.locust.users).toBe(5);
  expect(game.run().load.undo).toBe('done');
});
