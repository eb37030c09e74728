import { expect, test } from 'vitest';
import { inUnits, parseDuration, writtenDuration } from '../../src/duration.ts';

test.each([
  ['100ms', 100],
  ['5s', 5_000],
  ['1m30s', 90_000],
  ['1H30M', 5_400_000],
  ['03m', 180_000],
  ['0h', 0],
  ['1h2m3s4ms', 3_723_004],
])('%s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '30', '1.5h', '-5m', '30 m', 'm', '30m1h', '1e3s', '３０m', '30min', '12345h'])(
  '"%s" is no time',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

test('a stricter grammar takes less, and its units count the same', () => {
  const minutes = /^(?<m>[1-9]\d?)m$/;
  expect(parseDuration('30m', minutes)).toBe(1_800_000);
  for (const text of ['', '03m', '90s', '1h']) expect(parseDuration(text, minutes), text).toBeNull();
});

test.each([
  [0, '0s', '0s'],
  [250, '250ms', '250ms'],
  [1_500, '1s500ms', '1s500ms'],
  [90_000, '90s', '1m30s'],
  [120_000, '2m', '2m'],
  [5_400_000, '1h30m', '1h30m'],
])('%d ms is written %s, in units %s', (ms, written, units) => {
  expect(writtenDuration(ms)).toBe(written);
  expect(inUnits(ms)).toBe(units);
  expect(parseDuration(written)).toBe(ms);
  expect(parseDuration(units)).toBe(ms);
});
