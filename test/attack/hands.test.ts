/** Attacks with other hands on the flag: people, another bot, a bot that comes back late. */
import { expect, test } from 'vitest';
import { leakFlag, stockFlag } from '../fakes/fake-flagd.ts';
import { ana, createGame, type Game } from '../fakes/game.ts';

const standing = (game: Game) => game.flagd.file.flags[leakFlag]!;
const twoZeros = () => ({ ...stockFlag(), variants: { off: 0, on: 100, none: 0 } });

test.each([90_000, null])(
  'rule 12: a default set to another off variant, under our targeting, is off at once (lease %s)',
  async (leaseMs) => {
    const game = createGame({ leaseMs });
    game.flagd.edit(twoZeros);
    await game.start();
    await game.until(['growing'], 10_000);
    await game.advance(31_000);
    game.flagd.edit((d) => ({ ...d, defaultVariant: 'none' }));
    await game.advance(20_000);
    expect(game.run().decision).toMatchObject({ kind: 'person' });
    expect(game.flagd.valueServed()).toBe(0);
  },
);

test('rule 12: branches swapped by a person: off now, and not on when the deadline passes', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  game.flagd.edit((d) => {
    const [when] = (d.targeting as { if: [never, string, string] }).if;
    return { ...d, targeting: { if: [when, 'off', 'leakops'] } };
  });
  await game.advance(15 * 60_000);
  expect(game.flagd.valueServed()).toBe(0);
});

test('rule 13: a value that a person serves without our id keeps no run open', async () => {
  const game = createGame();
  game.shop.growthPerMinute = 0;
  await game.start();
  await game.until(['growing'], 10_000);
  game.flagd.edit(() => ({ ...stockFlag(), defaultVariant: 'on' }));
  const run = await game.until(['ended'], 30 * 60_000);
  expect(run.outcome).toBe('stopped');
  expect(game.flagd.valueServed()).toBe(100);
});

test('a person turns the flag on while preflight waits for readings: the start ends, and their value stays', async () => {
  const game = createGame();
  game.shop.growthPerMinute = 0;
  const { sight } = game.shop.workload;
  let sights = 0;
  game.shop.workload.sight = async () => {
    sights += 1;
    if (sights === 2) game.flagd.edit(() => ({ ...stockFlag(), defaultVariant: 'on' }));
    return sight();
  };
  const result = await game.start();
  if (result.kind === 'started') {
    const run = await game.until(['ended'], 30 * 60_000);
    expect(run.outcome).toBe('aborted');
  } else expect(result.kind).toBe('refused');
  expect(standing(game)).toEqual({ ...stockFlag(), defaultVariant: 'on' });
});

test('rule 1: another bot’s live lease is not residue, whatever our wall clock says', async () => {
  const game = createGame();
  game.flagd.clockOffsetMs = -180_000;
  const deadline = Math.floor((game.clock.now() - 180_000) / 1000) + 80;
  game.flagd.edit((d) => ({
    ...d,
    variants: { ...d.variants, leakops: 300 },
    targeting: { if: [{ '<': [{ var: '$flagd.timestamp' }, deadline] }, 'leakops', 'off'] },
    metadata: { leakopsRun: 'run-9', leakopsBot: 'bot-2', leakopsDeadline: deadline, leakopsWrite: 4 },
  }));
  const theirs = JSON.stringify(standing(game));
  void game.desk().idle();
  await game.advance(10_000);
  expect(JSON.stringify(standing(game))).toBe(theirs);
});

test('rules 26 and 28: killed before anything was written, back after twenty minutes: aborted, never switched on', async () => {
  const game = createGame();
  const { saveRun } = game.store;
  let saves = 0;
  game.store.saveRun = (run) => {
    if (saves === 1) return;
    saveRun(run);
    saves += 1;
    game.crash();
  };
  await game.start();
  game.store.saveRun = saveRun;
  expect(game.run()).toMatchObject({ state: 'preparing', flag: { sent: [] } });
  await game.advance(20 * 60_000);
  game.restart();
  const run = await game.until(['ended'], 60 * 60_000);
  expect(game.flagd.stored.filter((d) => Number(d.metadata?.leakopsDeadline) > 1)).toEqual([]);
  expect(run.outcome).toBe('aborted');
});

test('a trip whose off is stored late and lost once is repeated until it is seen', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  const { change } = game.flagd;
  let lost = 3;
  game.flagd.change = async (key, wanted, signal) => {
    if (!wanted.urgent || lost === 0) return change(key, wanted, signal);
    lost -= 1;
    return { kind: 'written', definition: null };
  };
  game.desk().order('run-1', { kind: 'trip' }, ana);
  await game.advance(20_000);
  expect(game.flagd.valueServed()).toBe(0);
});

test('rules 9 and 12: our off upon a person’s edit, stored late after the undo, is ours: undone again', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  game.flagd.edit((d) => ({ ...d, variants: { ...d.variants, theirs: 7 } }));
  await game.advance(6_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(10_000);
  const undone = standing(game);
  expect(undone.metadata).toBeUndefined();
  const late = game.flagd.stored.find((definition) => definition.metadata?.leakopsReason === 'stop')!;
  game.flagd.edit(() => late);
  await game.until(['ended'], 30 * 60_000);
  expect(standing(game)).toEqual(undone);
});
