import { describe, expect, test } from 'vitest';
import type { FlagDefinition } from '../../../src/flag/definition.ts';
import { stockFlag } from '../../fakes/fake-flagd.ts';
import { ana, createGame, growing, standing } from '../../fakes/game.ts';

const lease = (definition: FlagDefinition) => definition.targeting as { if: [unknown, string, string] };

describe('rule 12: a person’s off ends the run as stopped, and stays', () => {
  const offs: [string, (d: FlagDefinition) => FlagDefinition, Partial<FlagDefinition>][] = [
    ['state DISABLED', (d) => ({ ...d, state: 'DISABLED' }), { state: 'DISABLED' }],
    ['the UI’s toggle', (d) => ({ ...d, targeting: { if: [lease(d).if[0] as never, 'off', 'off'] } }), {}],
    ['the variant set to 0', (d) => ({ ...d, variants: { ...d.variants, leakops: 0 } }), {}],
  ];
  test.each(offs)('%s', async (_name, edit, stays) => {
    const game = await growing();
    game.flagd.edit(edit);
    const run = await game.until(['ended'], 15 * 60_000);
    expect(run.outcome).toBe('stopped');
    expect(run.decision).toMatchObject({ kind: 'person', by: 'someone outside leakops' });
    expect(game.flagd.valueServed()).toBe(0);
    expect(standing(game)).toMatchObject(stays);
    expect(standing(game).metadata).toBeUndefined();
    expect(game.shop.locust.users).toBe(5);
  });
});

test('rule 12: any other edit stops the renewals, is said, and a trip is state DISABLED, which stays', async () => {
  const game = await growing();
  game.flagd.edit((d) => ({ ...d, variants: { ...d.variants, theirs: 7 } }));
  await game.advance(6_000);
  const writes = game.flagd.stored.length;
  expect(game.chat.keys()).toContain('run-1/edited');
  await game.advance(40_000);
  expect(game.run().state).toBe('growing');
  expect(game.flagd.stored).toHaveLength(writes);
  game.desk().order('run-1', { kind: 'trip' }, ana);
  await game.until(['ended'], 15 * 60_000);
  expect(standing(game)).toEqual({
    state: 'DISABLED',
    variants: { off: 0, on: 100, theirs: 7 },
    defaultVariant: 'off',
  });
});

test('rule 12: an edit while preparing ends the start as aborted, and stays', async () => {
  const game = createGame();
  game.flagd.loadAfterMs = 2_000;
  game.flagd.onWrite = () => {
    game.flagd.onWrite = null;
    game.flagd.edit((d) => ({ ...d, variants: { ...d.variants, theirs: 7 } }));
  };
  game.flagd.storeAfterMs = 0;
  await game.start();
  await game.advance(100);
  game.flagd.edit((d) => ({ ...d, variants: { ...d.variants, theirs: 8 } }));
  const run = await game.until(['ended'], 15 * 60_000);
  expect(run.outcome).toBe('aborted');
  expect(standing(game).variants.theirs).toBe(8);
  expect(game.flagd.valueServed()).toBe(0);
});

test('rule 13: our id gone: not written again, load back, stopped, with the words', async () => {
  const game = await growing();
  await game.advance(60_000);
  game.flagd.edit(() => stockFlag());
  const writes = game.flagd.stored.length;
  const run = await game.until(['ended'], 15 * 60_000);
  expect(run.outcome).toBe('stopped');
  expect(run.decision?.why).toBe('flag reset or edited outside leakops');
  expect(game.flagd.stored).toHaveLength(writes);
  expect(game.shop.locust.users).toBe(5);
});

test('rule 13: id gone and a value served while memory is over the threshold: put off', async () => {
  const game = await growing();
  game.flagd.edit(() => ({ ...stockFlag(), defaultVariant: 'on' }));
  game.shop.percent = 84;
  game.shop.fallPerSecond = 0;
  game.shop.growthPerMinute = 0;
  await game.advance(60_000);
  expect(game.flagd.valueServed()).toBe(0);
  expect(standing(game)).toEqual({ ...stockFlag(), defaultVariant: 'on', state: 'DISABLED' });
});

test('rule 13: id gone and a value served while memory is low is a person’s, and stays on', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  game.flagd.edit(() => ({ ...stockFlag(), defaultVariant: 'on' }));
  await game.until(['ended'], 20 * 60_000).catch(() => {});
  expect(game.flagd.valueServed()).toBe(100);
});

test('rule 14: a person’s default that names our variant at undo: our rule stays with deadline 1, and it is told', async () => {
  const game = await growing();
  game.flagd.edit((d) => ({ ...d, defaultVariant: 'leakops' }));
  await game.advance(6_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  const run = await game.until(['ended'], 20 * 60_000);
  expect(game.flagd.valueServed()).toBe(0);
  expect(standing(game).defaultVariant).toBe('leakops');
  expect(run.flag.undo === 'kept-off' || standing(game).state === 'DISABLED').toBe(true);
});

test('rule 13: a late write of ours that comes back after a reset is put off, and undone', async () => {
  const game = await growing();
  await game.advance(35_000);
  const renewal = JSON.parse(JSON.stringify(standing(game)));
  game.flagd.edit(() => stockFlag());
  await game.advance(12_000);
  expect(game.run().flag.idGone).toBe(true);
  game.flagd.edit(() => renewal);
  expect(game.flagd.valueServed()).toBe(300);
  await game.advance(6_000);
  expect(game.flagd.valueServed()).toBe(0);
  await game.until(['ended'], 20 * 60_000);
  expect(standing(game)).toEqual(stockFlag());
});

test('rule 9: a late write that only OFREP shows, its lease over, is undone before the run ends', async () => {
  const game = await growing();
  const first = JSON.parse(JSON.stringify(standing(game)));
  await game.advance(35_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  for (let ms = 0; ms < 60_000 && game.run().flag.undo !== 'seen'; ms += 1_000) await game.advance(1_000);
  expect(standing(game)).toEqual(stockFlag());
  // Past the deadline that is in it, and so served as off.
  await game.advance(60_000);
  game.flagd.readsFail = 'flagd-ui answers 503';
  await game.advance(6_000);
  game.flagd.edit(() => first);
  expect(game.flagd.valueServed()).toBe(0);
  await game.until(['ended'], 20 * 60_000);
  expect(standing(game)).toEqual(stockFlag());
});
