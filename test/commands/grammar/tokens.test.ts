import { expect, test } from 'vitest';
import { tidy, words } from '../../../commands/grammar/tokens.ts';

test('spaces of any kind part words, one or many', () => {
  expect(words('  start\u00a0gradual \t300\u202f25\n')).toEqual(['start', 'gradual', '300', '25']);
});

test('smart quotes, code marks and invisible characters are taken off', () => {
  expect(words('“start” `gradual` ’300‘ \u200b25\u200e')).toEqual(['start', 'gradual', '300', '25']);
});

test('a command that was copied with /leak or @leakops in front is the same command', () => {
  expect(words('/leak stop')).toEqual(['stop']);
  expect(words('`/leak stop`')).toEqual(['stop']);
  expect(words('@LeakOps stop')).toEqual(['stop']);
});

test('a word may end a sentence, a number may not', () => {
  expect(words('stop. Stop!!')).toEqual(['stop', 'Stop']);
  expect(words('300.')).toEqual(['300.']);
});

test('digits of other scripts stay what they are', () => {
  expect(words('３００ ٣')).toEqual(['３００', '٣']);
});

test('tidy keeps the case as typed', () => {
  expect(tidy(' Start  GRADUAL 300 ')).toBe('Start GRADUAL 300');
});
