import { describe, expect, test } from 'vitest';
import { ana, ben, type Game, growing, standing } from '../../fakes/game.ts';

const said = (game: Game, key: string) => game.chat.posts.find((post) => post.key === `run-1/${key}`)?.said;
const textOf = (game: Game, start: string) =>
  game.chat.posts
    .filter((post) => post.key.startsWith(`run-1/${start}`))
    .map((post) => post.said.text.replaceAll('\u00a0', ' '));

/** Stopped, and a second later seen off. */
async function stopped(game: Game): Promise<void> {
  await game.advance(20_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(1_000);
  expect(game.run().flag.seenOffAt).not.toBeNull();
}

async function untilRecovery(game: Game, withinSeconds = 400): Promise<void> {
  for (let s = 0; s < withinSeconds && game.run().recovery === null; s += 1) await game.advance(1_000);
  await game.advance(1_000);
}

/** Memory that goes its own way, whatever the flag does. */
function goesOn(game: Game, pointsAMinute: number): void {
  game.shop.fallPerSecond = -pointsAMinute / 60;
  game.shop.floorPercent = 0;
}

describe('rule 23: after the flag is seen off', () => {
  test('growth that goes on after a minute needs a restart at once, with its pace and what comes of it', async () => {
    const game = await growing();
    game.shop.percent = 76;
    game.shop.growthPerMinute = 0;
    goesOn(game, 4);
    await stopped(game);
    const offAt = game.run().flag.seenOffAt!;
    await untilRecovery(game);
    expect(game.run()).toMatchObject({
      recovery: 'restart-needed',
      afterOff: { grows: true, stoppedAt: null },
    });
    // By readings dated after the first minute: known one age later, not after three minutes.
    expect(game.run().recoveryAt! - offAt).toBeGreaterThanOrEqual(60_000);
    expect(game.run().recoveryAt! - offAt).toBeLessThan(100_000);
    const [text] = textOf(game, 'recovery');
    expect(text).toMatch(
      /^🔧 Restart needed: flag off for \d+ s, still up 4 points a minute, at 8\d %\. Kill (in|within) /,
    );
  });

  test('rule 22: a kill of what still grew when the restart was asked for is of this run', async () => {
    const game = await growing();
    game.shop.percent = 76;
    game.shop.growthPerMinute = 0;
    goesOn(game, 7);
    await stopped(game);
    await untilRecovery(game);
    expect(game.run().recovery).toBe('restart-needed');
    for (let s = 0; s < 240 && game.run().kills.length === 0; s += 1) await game.advance(1_000);
    game.shop.fallPerSecond = 0;
    const run = await game.until(['ended'], 20 * 60_000);
    expect(run).toMatchObject({ outcome: 'oom-killed', recovery: 'recovered' });
  });

  test('growth that never stops and never kills keeps no run open', async () => {
    const game = await growing();
    game.shop.percent = 70;
    game.shop.growthPerMinute = 0;
    goesOn(game, 2);
    await stopped(game);
    const run = await game.until(['ended'], 10 * 60_000);
    expect(run).toMatchObject({ outcome: 'stopped', recovery: 'restart-needed' });
    expect(run.endedAt - run.flag.seenOffAt!).toBeGreaterThanOrEqual(300_000);
  });

  test('readings dated before the flag was seen off tell nothing of what came after', async () => {
    const game = await growing();
    game.shop.percent = 70;
    game.shop.readingAgeMs = 45_000;
    await game.advance(60_000);
    game.shop.fallPerSecond = 20;
    await stopped(game);
    const offAt = game.run().flag.seenOffAt!;
    await untilRecovery(game);
    expect(game.run().recovery).toBe('recovered');
    const last = game.run().readings.filter((reading) => reading.at > offAt);
    expect(last.length).toBeGreaterThanOrEqual(3);
  });

  test('growth that stopped and freed nothing is told after a minute, then that a restart is needed', async () => {
    const game = await growing();
    game.shop.percent = 78;
    game.shop.growthPerMinute = 0;
    game.shop.fallPerSecond = 0;
    await stopped(game);
    await game.advance(100_000);
    expect(game.run().recovery).toBeNull();
    expect(textOf(game, 'growth-stopped')[0]).toMatch(/^🔄 Growth stopped: .*held at 78 %, nothing freed\./);
    await untilRecovery(game);
    expect(textOf(game, 'recovery')[0]).toMatch(/held at 78 %, nothing freed/);
    expect(textOf(game, 'growth-stopped')).toHaveLength(1);
  });

  test('memory that comes down by itself after all is recovered, and said so', async () => {
    const game = await growing({ leaseMs: 600_000 });
    game.shop.percent = 75;
    game.shop.fallPerSecond = 0;
    await stopped(game);
    await untilRecovery(game);
    expect(game.run()).toMatchObject({ state: 'recovering', recovery: 'restart-needed' });
    game.shop.fallPerSecond = 5;
    const run = await game.until(['ended'], 30 * 60_000);
    await game.advance(1_000);
    expect(run.recovery).toBe('recovered');
    expect(textOf(game, 'recovery').map((text) => text.slice(0, 12))).toEqual([
      '🔧 Restart n',
      '✅ Recovered:',
    ]);
  });

  test('a source of one reading a second: two seconds under the bound are not recovered while it grows', async () => {
    const game = await growing({ pollMs: 1_000 }, { predict: 'off' });
    game.shop.readingEveryMs = 1_000;
    game.shop.readingAgeMs = 0;
    game.shop.percent = 55;
    goesOn(game, 8);
    await game.advance(5_000);
    await stopped(game);
    await game.advance(30_000);
    expect(game.run().recovery).toBeNull();
  });

  test('no recovered because the number is low again after a restart that nobody asked for', async () => {
    const game = await growing();
    game.shop.percent = 78;
    game.shop.growthPerMinute = 0;
    game.shop.fallPerSecond = 0;
    await stopped(game);
    await game.advance(20_000);
    game.shop.kill('Error', 137);
    const diedAt = game.clock.now();
    await untilRecovery(game);
    expect(game.run()).toMatchObject({ recovery: 'recovered', kills: [] });
    expect(game.run().recoveryAt! - diedAt).toBeGreaterThanOrEqual(120_000);
    expect(textOf(game, 'recovery')[0]).toMatch(/freed by a restart, 7\d → 40 %/);
  });

  test('rule 22: a kill while recovery is watched is oom-killed, too late, and judged anew', async () => {
    const game = await growing();
    game.shop.percent = 85;
    await game.until(['recovering'], 60_000);
    game.shop.fallPerSecond = 0;
    await game.advance(20_000);
    game.shop.kill('OOMKilled', 137);
    const killedAt = game.clock.now();
    const run = await game.until(['ended'], 20 * 60_000);
    await game.advance(1_000);
    expect(run).toMatchObject({ outcome: 'oom-killed', recovery: 'recovered', afterOff: null });
    expect(run.recoveryAt! - killedAt).toBeGreaterThanOrEqual(120_000);
    expect(textOf(game, 'recovery')[0]).toMatch(/freed by the kill, 8\d → 40 %/);
    expect(textOf(game, 'kill-1')[0]).toMatch(/too late/);
  });

  test('the warm-up of the pod that came after a kill is not told as growth', async () => {
    const game = await growing();
    await game.advance(20_000);
    game.shop.kill('OOMKilled', 137);
    await game.advance(10_000);
    goesOn(game, 4);
    for (let s = 0; s < 200 && game.run().state !== 'ended'; s += 1) await game.advance(1_000);
    expect(game.run().flag.seenOffAt).not.toBeNull();
    expect(game.run().afterOff).toBeNull();
    expect(textOf(game, 'still-grows')).toEqual([]);
  });

  test('a crash loop keeps no run open for ever', async () => {
    const game = await growing();
    await stopped(game);
    let minutes = 0;
    for (; minutes < 40 && game.run().state !== 'ended'; minutes += 1) {
      game.shop.kill('OOMKilled', 137);
      await game.advance(60_000);
    }
    expect(minutes).toBeLessThan(25);
    expect(game.run()).toMatchObject({ outcome: 'oom-killed', recovery: 'unknown' });
  });
});

describe('a value that comes back after the flag was seen off', () => {
  test('rules 12 and 13: a person’s is said once, left while memory is low, and nothing is recovered meanwhile', async () => {
    const game = await growing();
    await stopped(game);
    await untilRecovery(game);
    expect(game.run().recovery).toBe('recovered');
    game.shop.growthPerMinute = 0;
    game.flagd.edit((d) => ({ ...d, defaultVariant: 'on' }));
    await game.advance(20_000);
    expect(game.run()).toMatchObject({
      state: 'recovering',
      recovery: null,
      flag: { again: { ours: false, until: null } },
    });
    expect(textOf(game, 'again-')[0]).toMatch(
      /^⚠️ Flag on again outside leakops: 100 served, memory at 4\d %\./,
    );
    const run = await game.until(['ended'], 20 * 60_000);
    await game.advance(1_000);
    expect(game.flagd.valueServed()).toBe(100);
    expect(run.recovery).toBe('unknown');
    expect(textOf(game, 'again-')).toHaveLength(1);
    expect(textOf(game, 'recovery').at(-1)).toMatch(/Recovery unknown: the flag is on again/);
  });

  test('rule 13: over the threshold it is put off again, told, and recovery counts from there', async () => {
    const game = await growing();
    await stopped(game);
    await untilRecovery(game);
    game.flagd.edit((d) => ({ ...d, defaultVariant: 'on' }));
    game.shop.percent = 84;
    game.shop.growthPerMinute = 0;
    await game.advance(40_000);
    expect(game.flagd.valueServed()).toBe(0);
    expect(standing(game)).toMatchObject({ state: 'DISABLED', defaultVariant: 'on' });
    expect(textOf(game, 'off-again-')).toHaveLength(1);
    const offAgainAt = game.run().flag.again!.until!;
    const run = await game.until(['ended'], 20 * 60_000);
    await game.advance(1_000);
    expect(run).toMatchObject({ outcome: 'stopped', recovery: 'recovered' });
    expect(run.recoveryAt!).toBeGreaterThan(offAgainAt);
  });

  test('promise 8: whoever says flag off or stop is heard, however low memory is, and after a crash too', async () => {
    const game = await growing();
    await stopped(game);
    await untilRecovery(game);
    game.shop.growthPerMinute = 0;
    game.flagd.edit((d) => ({ ...d, defaultVariant: 'on' }));
    await game.advance(6_000);
    game.flagd.writesFail = 'flagd-ui answers 503';
    expect(game.desk().order('run-1', { kind: 'flag-off' }, ben)).toMatchObject({ kind: 'done' });
    expect(said(game, 'stuck-again-1')).toBeUndefined();
    await game.advance(30_000);
    expect(game.flagd.valueServed()).toBe(100);
    expect(said(game, 'stuck-again-1')).toMatchObject({ broadcast: true });
    game.crash();
    game.flagd.writesFail = null;
    game.restart();
    await game.advance(15_000);
    expect(game.flagd.valueServed()).toBe(0);
    expect(textOf(game, 'off-again-')[0]).toMatch(/as Ben asked/);
    expect(game.desk().order('run-1', { kind: 'stop' }, ben)).toMatchObject({ kind: 'refused' });
  });

  test('rule 9: a late write of ours is put off again without a word, and not recovered twice', async () => {
    const game = await growing();
    await game.advance(35_000);
    const renewal = JSON.parse(JSON.stringify(standing(game)));
    await stopped(game);
    await untilRecovery(game);
    expect(textOf(game, 'recovery')).toHaveLength(1);
    game.flagd.edit(() => renewal);
    await game.advance(15_000);
    expect(game.flagd.valueServed()).toBe(0);
    const run = await game.until(['ended'], 20 * 60_000);
    await game.advance(1_000);
    expect(run.recovery).toBe('recovered');
    expect(textOf(game, 'again-')).toEqual([]);
    expect(textOf(game, 'recovery')).toHaveLength(1);
  });

  test('… but one that stays is told in the channel', async () => {
    const game = await growing();
    await game.advance(35_000);
    const renewal = JSON.parse(JSON.stringify(standing(game)));
    await stopped(game);
    await game.advance(5_000);
    game.flagd.writesFail = 'flagd-ui answers 503';
    game.flagd.edit(() => renewal);
    await game.advance(40_000);
    expect(textOf(game, 'stuck-again-')[0]).toMatch(/^🔥 Flag on again for \d+ s, 300 served: a late write/);
  });

  test('somebody who flips the flag all the time neither fills the thread nor keeps the run open', async () => {
    const game = await growing();
    game.shop.growthPerMinute = 0;
    await stopped(game);
    for (let flips = 0; flips < 40 && game.run().state !== 'ended'; flips += 1) {
      game.flagd.edit((d) => ({ ...d, defaultVariant: flips % 2 === 0 ? 'on' : 'off' }));
      await game.advance(45_000);
    }
    expect(game.run().state).toBe('ended');
    expect(textOf(game, 'again-').length).toBeLessThanOrEqual(3);
    expect(game.chat.posts.filter((post) => post.said.kind === 'milestone').length).toBeLessThanOrEqual(12);
  });
});

test('rule 23: a cold page cache is no memory that was not freed', async () => {
  const game = await growing();
  const { sight } = game.shop.workload;
  // Working set a quarter of the limit over rss, from the first reading on.
  game.shop.workload.sight = async () => {
    const seen = await sight();
    const apart = game.shop.pod.limitBytes! / 4;
    const readings = seen.readings.map((one) => ({
      ...one,
      usedBytes: one.usedBytes + apart,
      rssBytes: one.usedBytes,
    }));
    return { ...seen, readings };
  };
  game.shop.pod = { ...game.shop.pod, name: 'checkout-2', startedAt: game.clock.now() };
  game.shop.percent = 52;
  game.shop.floorPercent = 52;
  game.shop.growthPerMinute = 0;
  await game.advance(90_000);
  await stopped(game);
  await untilRecovery(game);
  expect(game.run().readings.at(-1)!.usedBytes / game.run().limitBytes).toBeGreaterThan(0.7);
  expect(game.run().recovery).toBe('recovered');
  expect(textOf(game, 'recovery')[0]).toMatch(/^✅ Recovered: held at 77 % for \d+ s, nothing to free/);
});
