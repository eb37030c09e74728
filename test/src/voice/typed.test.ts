import { expect, test } from 'vitest';
import { cut, nameOf, outsideWords, typed } from '../../../src/voice/typed.ts';

test.each([
  ['start gradual 300', 'start gradual 300'],
  ['a\nb\r\n\tc', 'a b c'],
  ['`code` ```block```', "'code' '''block'''"],
  ['@everyone @here <@U1> <!channel>', '＠everyone ＠here ‹＠U1› ‹!channel›'],
  ['<t:1:R>', '‹t:1:R›'],
  ['[x](http://evil.example)', '[x] (http://evil.example)'],
  ['\u202eabc\u0000\u200b', 'abc'],
  ['▁▂█', '???'],
  ['\ud800', ''],
])('%j is made harmless', (text, harmless) => {
  expect(typed(text)).toBe(harmless);
});

test('what is too long is cut, by characters as a person counts them', () => {
  expect(typed('x'.repeat(500))).toBe(`${'x'.repeat(119)}…`);
  expect(cut('🇩🇪🇩🇪🇩🇪', 3)).toBe('🇩🇪🇩🇪🇩🇪');
  expect(cut('🇩🇪🇩🇪🇩🇪', 2)).toBe('🇩🇪…');
});

test('a megabyte of combining marks is cut in no time', () => {
  const began = performance.now();
  expect(typed(`a${'\u0301'.repeat(1_000_000)}b`, 20).length).toBeLessThan(40);
  expect(performance.now() - began).toBeLessThan(2_000);
});

test('nobody is someone', () => {
  expect(nameOf(' \n ')).toBe('someone');
  expect(nameOf('Ana')).toBe('Ana');
});

test('words from outside get no-break spaces before units, and lose their last stop', () => {
  expect(outsideWords('81 % is over 80 %.')).toBe('81\u00a0% is over 80\u00a0%');
  expect(outsideWords('4 pods, 60 s')).toBe('4 pods, 60\u00a0s');
});
