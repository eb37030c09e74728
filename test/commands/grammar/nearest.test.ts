import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../../commands/grammar/nearest.ts';
import { verbs } from '../../../commands/index.ts';

const names = verbs.map((verb) => verb.name);

test.each([
  ['stauts', 'status'],
  ['strat', 'start'],
  ['exted', 'extend'],
  ['hlep', 'help'],
  ['STPO', 'stop'],
  ['scen', 'scenarios'],
  ['histroy', 'history'],
])('%s is close to %s', (typed, meant) => {
  expect(nearest(typed, names)).toBe(meant);
});

test.each(['xyzzy', 'x', '', 'deploy', 'kubectl', 'st', 'a'.repeat(10_000)])(
  '%.10s is close to nothing',
  (typed) => {
    expect(nearest(typed, names)).toBeNull();
  },
);

test('a swap of neighbours is one slip', () => {
  expect(editDistance('stauts', 'status')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('kitten', 'sitting')).toBe(3);
});
