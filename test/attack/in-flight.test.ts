/** A write that hangs holds up no off. */
import { expect, test } from 'vitest';
import { ana, growing } from '../fakes/game.ts';

test('rule 9, promise 8: an off goes past a renewal that hangs, at once', async () => {
  const game = await growing();
  const { change } = game.flagd;
  const asked: boolean[] = [];
  game.flagd.change = (key, wanted, signal) => {
    asked.push(wanted.urgent);
    return wanted.urgent ? change(key, wanted, signal) : new Promise(() => {});
  };
  for (let ms = 0; ms < 60_000 && asked.length === 0; ms += 1_000) await game.advance(1_000);
  expect(asked).toEqual([false]);
  expect(game.desk().order('run-1', { kind: 'stop' }, ana).kind).toBe('done');
  await game.advance(0);
  expect(asked.slice(0, 2)).toEqual([false, true]);
  await game.advance(1_000);
  expect(game.flagd.valueServed()).toBe(0);
});
