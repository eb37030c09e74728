/** OFREP is silent: what the flag file says is all there is. */
import { expect, test } from 'vitest';
import type { FlagDefinition } from '../../src/flag/definition.ts';
import { growing } from '../fakes/game.ts';

const hands: { [words: string]: (definition: FlagDefinition) => FlagDefinition } = {
  'state set to DISABLED': (d) => ({ ...d, state: 'DISABLED' }),
  'targeting set to off': (d) => {
    const { if: branches } = d.targeting as { if: [never, string, string] };
    return { ...d, targeting: { if: [branches[0], 'off', branches[2]] } };
  },
  'variant leakops set to 0': (d) => ({ ...d, variants: { ...d.variants, leakops: 0 } }),
};

test.each(Object.entries(hands))('rule 12: a person’s off is seen in the file: %s', async (words, change) => {
  const game = await growing();
  game.flagd.ofrepFails = 'down';
  await game.advance(6_000);
  game.flagd.edit(change);
  await game.advance(12_000);
  expect(game.run().decision).toMatchObject({ kind: 'person', why: `flag turned off: ${words}` });
});

test('rule 7: a lease that ran out unseen is not renewed when the source takes writes again', async () => {
  const game = await growing();
  Object.assign(game.flagd, { ofrepFails: 'down', writesFail: 'down' });
  await game.advance(95_000);
  const written = game.flagd.stored.length;
  game.flagd.writesFail = null;
  await game.advance(20_000);
  expect(game.run().decision).toBeNull();
  expect(game.flagd.stored.length).toBe(written);
  game.flagd.ofrepFails = null;
  await game.advance(6_000);
  expect(game.run().decision).toMatchObject({ kind: 'trip', reason: 'lease' });
});
