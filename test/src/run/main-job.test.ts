import { expect, test } from 'vitest';
import { leakFlag, stockFlag } from '../../fakes/fake-flagd.ts';
import { createGame } from '../../fakes/game.ts';

test('the main job: grows, trips over 80 %, is seen off, put back, recovered and reported', async () => {
  const game = createGame();
  const before = JSON.parse(JSON.stringify(game.flagd.file));
  const started = await game.start();
  expect(started.kind).toBe('started');
  await game.until(['growing'], 10_000);
  expect(game.flagd.valueServed()).toBe(300);
  expect(game.shop.locust.users).toBe(25);

  const tripped = await game.until(['recovering'], 15 * 60_000);
  expect(game.flagd.valueServed()).toBe(0);
  expect(tripped.breaker).toMatchObject({ state: 'tripped', reason: 'threshold' });
  expect(tripped.flag.seenOffAt! - tripped.breaker.trippedAt!).toBeLessThan(1_000);

  const run = await game.until(['ended'], 10 * 60_000);
  expect(run).toMatchObject({ outcome: 'averted', recovery: 'recovered' });
  expect(game.flagd.file).toEqual(before);
  expect(game.flagd.file.flags[leakFlag]).toEqual(stockFlag());
  expect(game.shop.locust).toMatchObject({ running: true, users: 5 });
});

test('the thread has a plan first, progress with a sparkline, one milestone, the trip, the recovery, the report', async () => {
  const game = createGame();
  await game.start();
  await game.until(['ended'], 30 * 60_000);
  await game.advance(60_000);
  const kinds = game.chat.posts.map((post) => post.said.kind);
  expect(kinds[0]).toBe('card');
  expect(kinds[1]).toBe('plan');
  expect(kinds.at(-1)).toBe('report');
  expect(game.chat.posts.length).toBeLessThanOrEqual(13);
  const keys = game.chat.keys();
  expect(keys.filter((key) => key === 'run-1/milestone-70')).toHaveLength(1);
  expect(keys.indexOf('run-1/trip')).toBeLessThan(keys.findIndex((key) => key.startsWith('run-1/recovery')));
  const progress = game.chat.posts.find((post) => post.said.kind === 'progress')!;
  expect(progress.said.lines.some((line) => /^`[▁▂▃▄▅▆▇█·TKR]{1,24}`$/.test(line))).toBe(true);
  expect(game.chat.shown(game.run().thread!)?.lines[0]).toContain('Averted');
});

test('chat that is down delays words, and nothing else', async () => {
  const game = createGame();
  game.chat.down = true;
  await game.start();
  const run = await game.until(['ended'], 30 * 60_000);
  expect(run.outcome).toBe('averted');
  expect(game.chat.posts).toEqual([]);
  game.chat.down = false;
  await game.advance(60_000);
  expect(game.chat.posts[0]?.said.lines[0]).toContain('Averted');
  expect(game.chat.posts.at(-1)?.said.kind).toBe('report');
  expect(game.chat.posts.some((post) => post.said.kind === 'progress')).toBe(false);
});
