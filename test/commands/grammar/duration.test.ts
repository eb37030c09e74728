import { expect, test } from 'vitest';
import { parseDuration, typedDuration } from '../../../commands/grammar/duration.ts';

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['1h30m', 5_400_000],
  ['1h', 3_600_000],
  ['1H30M', 5_400_000],
  ['1h0m30s', 3_630_000],
])('%s', (word, ms) => {
  expect(parseDuration(word)).toBe(ms);
});

test.each([
  '',
  '30',
  '1.5h',
  '-5m',
  '+5m',
  '30 m',
  'm',
  'h30m',
  '30m1h',
  '1e3s',
  '03m',
  '３０m',
  '30min',
  'for',
])('"%s" is no time', (word) => {
  expect(parseDuration(word)).toBeNull();
});

test('what is written is read as the same', () => {
  for (let ms = 1_000; ms < 15_000_000; ms += 61_000) expect(parseDuration(typedDuration(ms))).toBe(ms);
});
