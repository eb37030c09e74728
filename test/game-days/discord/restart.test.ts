/** Kill -9 in mid-run, and on again: the same card, the same thread, the same buttons. */
import { afterEach, expect, test } from 'vitest';
import { type DiscordGame, discordGame } from './discord-game.ts';
import { expectWholeStory } from './story.ts';

let game: DiscordGame;
afterEach(() => game.close());

test('goes on in its thread; buttons and mentions work', async () => {
  game = await discordGame();
  await game.start();
  const { id } = game.cards()[0]!;
  await game.crash();
  await game.advance(20_000);
  await game.restart();
  await game.until('growth again', () => game.run().state === 'growing', 60_000);
  await game.advance(30_000);
  expect(game.cards().map((card) => card.id)).toEqual([id]);
  await game.press(id, 'Details');
  await game.advance(3_000);
  expect(game.answers().at(-1)?.text).toContain('run-1');
  await game.slash('stop', {}, 'Ben');
  await game.until('the end', () => game.run().state === 'ended');
  await game.advance(120_000);
  expect(game.cards()[0]?.text).toMatch(/Stopped by Ben/);
  expectWholeStory(game);
  // What is registered was the same: nothing was written a second time.
  expect(game.discord.commandWrites).toBe(1);
});

test('dead for longer than the lease: the flag went off alone, and the thread says how it ended', async () => {
  game = await discordGame();
  await game.start();
  await game.crash();
  await game.advance(120_000);
  expect(game.world.flagd.valueServed()).toBe(0);
  await game.restart();
  await game.press(game.cards()[0]!.id, 'Details', 'Ben');
  await game.until('the end', () => game.run().state === 'ended');
  await game.advance(120_000);
  expect(game.run()).toMatchObject({ outcome: 'stopped' });
  expectWholeStory(game);
});
