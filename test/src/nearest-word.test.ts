import { expect, test } from 'vitest';
import { verbs } from '../../commands/index.ts';
import { variables } from '../../src/config.ts';
import { nearestWord } from '../../src/nearest-word.ts';

const verbNames = verbs.map(({ name }) => name);
const variableNames = variables.map(({ name }) => name);

test.each([
  ['stauts', 'status'],
  ['strat', 'start'],
  ['exted', 'extend'],
  ['hlep', 'help'],
  ['STPO', 'stop'],
  ['scen', 'scenarios'],
  ['histroy', 'history'],
])('%s is close to %s', (typed, meant) => {
  expect(nearestWord(typed, verbNames)).toBe(meant);
});

test.each(['xyzzy', 'x', '', 'deploy', 'kubectl', 'st', 'a'.repeat(10_000)])(
  '%.10s is close to nothing',
  (typed) => {
    expect(nearestWord(typed, verbNames)).toBeNull();
  },
);

test('a long word may have two slips, a short one may have one', () => {
  expect(nearestWord('kitten', ['sittin'])).toBe('sittin');
  expect(nearestWord('kitten', ['sitting'])).toBeNull();
  expect(nearestWord('stap', ['stop'])).toBe('stop');
  expect(nearestWord('stxx', ['stop'])).toBeNull();
});

test('a swap of neighbours is one slip', () => {
  expect(nearestWord('sotp', ['stop'])).toBe('stop');
  expect(nearestWord('ab', ['ba'])).toBe('ba');
});

test('a word with nothing of the candidate is not close, however short', () => {
  expect(nearestWord('xy', ['o', 'on'])).toBeNull();
});

test('of two as close, the one that it begins', () => {
  expect(nearestWord('of', ['on', 'off'])).toBe('off');
  expect(nearestWord('of', ['off', 'on'])).toBe('off');
});

test('names of variables are given back as they are written', () => {
  expect(nearestWord('LEAKOPS_BREAKR', variableNames)).toBe('LEAKOPS_BREAKER');
  expect(nearestWord('leakops_max_duratoin', variableNames)).toBe('LEAKOPS_MAX_DURATION');
  expect(nearestWord('LEAKOPS_COFFEE', variableNames)).toBeNull();
  expect(variableNames.filter((name) => nearestWord(name, variableNames) !== name)).toEqual([]);
});
