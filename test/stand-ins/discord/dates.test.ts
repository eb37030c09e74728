import { expect, test } from 'vitest';
import { dateWords } from './render/dates.ts';
import { madeAt, snowflakes } from './state/snowflake.ts';

test.each([
  ['t', '16:20'],
  ['T', '16:20:30'],
  ['d', '20/04/2021'],
  ['D', 'April 20, 2021'],
  ['f', 'April 20, 2021 at 16:20'],
  ['F', 'Tuesday, April 20, 2021 at 16:20'],
  ['s', '20/04/2021, 16:20'],
  ['S', '20/04/2021, 16:20:30'],
  ['R', '5 minutes ago'],
  ['x', null],
])('a date of style %s reads %s, as in Discord’s reference', (style, words) => {
  const seconds = Date.UTC(2021, 3, 20, 14, 20, 30) / 1000;
  expect(dateWords(seconds, style, 'Europe/Berlin', (seconds + 300) * 1000)).toBe(words);
});

test('relative dates look ahead too', () => {
  expect(dateWords(7200, 'R', 'UTC', 0)).toBe('in 2 hours');
  expect(dateWords(45, 'R', 'UTC', 0)).toBe('in 45 seconds');
});

test('ids grow, even when the clock stands or goes back, and tell their time', () => {
  let now = Date.UTC(2026, 0, 1);
  const next = snowflakes(() => now);
  const ids = [next(), next()];
  now -= 5000;
  ids.push(next());
  now += 60_000;
  ids.push(next());
  expect([...ids].sort((left, right) => (BigInt(left) < BigInt(right) ? -1 : 1))).toEqual(ids);
  expect(madeAt(ids[0] ?? '')).toBe(Date.UTC(2026, 0, 1));
});
