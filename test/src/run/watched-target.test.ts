/** What the target's source tells of itself is looked at before the next poll. */
import { expect, test } from 'vitest';
import { ana, createGame, growing } from '../../fakes/game.ts';

const rarely = { pollMs: 20_000, blindAfterMs: 300_000, leaseMs: 300_000 };

test('a kill is acted on before the next poll: the flag goes off at once', async () => {
  const game = await growing(rarely);
  await game.advance(20_100);
  const { sights } = game.shop;
  game.shop.kill('OOMKilled', 137);
  await game.advance(50);
  expect(game.shop.sights).toBe(sights + 1);
  expect(game.run().kills).toHaveLength(1);
  await game.advance(500);
  expect(game.flagd.valueServed()).toBe(0);
  expect(game.run()).toMatchObject({ state: 'recovering' });
});

test('news during a look is looked at once more, however much there is', async () => {
  const game = await growing(rarely);
  await game.advance(20_100);
  const sight = game.shop.workload.sight;
  const held: (() => void)[] = [];
  game.shop.workload.sight = async (signal) => {
    const seen = await sight(signal);
    await new Promise<void>((go) => held.push(go));
    return seen;
  };
  const tell = () => {
    for (const happened of game.shop.watchers) happened();
  };
  tell();
  await game.advance(10);
  const { sights } = game.shop;
  game.shop.kill('OOMKilled', 137);
  for (let n = 0; n < 5; n++) tell();
  await game.advance(10);
  expect([game.shop.sights, game.run().kills.length]).toEqual([sights, 1]);
  held[0]?.();
  await game.advance(10);
  held[1]?.();
  await game.advance(10);
  expect([game.shop.sights, game.run().kills.length]).toEqual([sights + 1, 1]);
});

test('a poll that comes while a slow look is under way takes the news of it from nobody', async () => {
  const game = await growing(rarely);
  await game.advance(20_100);
  const sight = game.shop.workload.sight;
  const held: (() => void)[] = [];
  game.shop.workload.sight = async (signal) => {
    const seen = await sight(signal);
    await new Promise<void>((go) => held.push(go));
    return seen;
  };
  for (const happened of game.shop.watchers) happened();
  await game.advance(10);
  const { sights } = game.shop;
  game.shop.kill('OOMKilled', 137);
  for (const happened of game.shop.watchers) happened();
  // The next poll is due while the look that began before the kill still hangs.
  await game.advance(20_500);
  expect([held.length, game.shop.sights, game.run().kills.length]).toEqual([1, sights, 1]);
  held[0]?.();
  await game.advance(10);
  held[1]?.();
  await game.advance(10);
  expect([game.shop.sights, game.run().kills.length]).toEqual([sights + 1, 1]);
});

test('only a live run watches: not an idle bot, not after the end, not after the bot is closed; again after a restart', async () => {
  const game = createGame();
  await game.advance(60_000);
  expect(game.shop.watchers.size).toBe(0);
  await game.start();
  expect(game.shop.watchers.size).toBe(1);
  game.crash();
  expect(game.shop.watchers.size).toBe(0);
  void game.restart();
  await game.advance(1_000);
  expect(game.shop.watchers.size).toBe(1);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * 60_000);
  await game.advance(1_000);
  expect(game.shop.watchers.size).toBe(0);
});
