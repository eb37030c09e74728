import { expect, test } from 'vitest';
import {
  chance,
  duration,
  durationRange,
  exactDuration,
  exactOffset,
  inSeconds,
  mibLimit,
  mibOf,
  offset,
  percent,
  percentBeside,
  percentRange,
  trend,
  usersCount,
} from '../../../src/voice/number.ts';

const plain = (words: string) => words.replaceAll('\u00a0', ' ');
const mebibyte = 1024 * 1024;

test('a no-break space stands between number and unit', () => {
  for (const words of [percent(72), duration(45_000), exactDuration(612_000), percentRange(57, 60)]) {
    expect(words).not.toContain(' ');
    expect(words).toContain('\u00a0');
  }
});

test('percent is whole, and unknown is not 0', () => {
  expect(plain(percent(71.6))).toBe('72 %');
  for (const value of [null, Number.NaN, Number.POSITIVE_INFINITY]) expect(percent(value)).toBe('unknown');
});

test.each([
  [80.4, '80.4 %'],
  [80.01, '80.1 %'],
  [80, '80 %'],
  [79.6, '79.6 %'],
  [79.99, '79.9 %'],
  [79.4, '79 %'],
  [81.2, '81 %'],
])('%d beside a breaker of 80 shows on which side it is', (value, words) => {
  expect(plain(percentBeside(value, 80))).toBe(words);
});

test('a range that rounds to one number is one', () => {
  expect(plain(percentRange(57.2, 60.4))).toBe('57–60 %');
  expect(plain(percentRange(57.2, 57.4))).toBe('57 %');
});

test('a small chance is not none, a great one not certain', () => {
  expect(plain(chance(0.004))).toBe('under 1 %');
  expect(plain(chance(0.999))).toBe('over 99 %');
  expect(plain(chance(0))).toBe('under 1 %');
  expect(plain(chance(0.12))).toBe('12 %');
  expect(chance(null)).toBe('unknown');
});

test('memory is said with its limit', () => {
  expect(plain(mibOf(14.4 * mebibyte, 20 * mebibyte))).toBe('14.4 of 20 MiB');
  expect(plain(mibOf(10 * mebibyte, 20.5 * mebibyte))).toBe('10.0 of 20.5 MiB');
  expect(plain(mibOf(null, 20 * mebibyte))).toBe('unknown of 20 MiB');
});

test('trends', () => {
  expect(plain(trend(3.84))).toBe('up 3.8 points a minute');
  expect(plain(trend(-2))).toBe('down 2 points a minute');
  expect(trend(0.04)).toBe('level');
});

test.each([
  [0, '0 s'],
  [45_000, '45 s'],
  [90_000, '90 s'],
  [100_000, '2 m'],
  [8 * 60_000, '8 m'],
  [59.6 * 60_000, '1 h'],
  [90 * 60_000, '1 h 30 m'],
  [-5, '0 s'],
  [Number.NaN, 'unknown'],
])('%d ms is roughly %s', (ms, words) => {
  expect(plain(duration(ms))).toBe(words);
});

test('exact durations and offsets', () => {
  expect(plain(exactDuration(612_000))).toBe('10 m 12 s');
  expect(plain(exactDuration(600_000))).toBe('10 m');
  expect(plain(exactDuration(59_700))).toBe('1 m');
  expect(plain(exactOffset(612_000))).toBe('+10 m 12 s');
  expect(plain(offset(8.9 * 60_000))).toBe('+8 m');
  expect(plain(offset(59_900))).toBe('+59 s');
  expect([offset(0), offset(-5), exactOffset(0), exactOffset(499)]).toEqual(['+0', '+0', '+0', '+0']);
});

test('ranges are rounded outwards', () => {
  expect(plain(durationRange(5.5 * 60_000, 9.2 * 60_000))).toBe('5–10 m');
  expect(plain(durationRange(60_000, 90_000))).toBe('60–90 s');
  expect(plain(durationRange(130 * 60_000, 170 * 60_000))).toBe('2–3 h');
});

test('users', () => {
  expect(usersCount(1)).toBe('1 user');
  expect(usersCount(null)).toBe('unknown users');
});

test.each([
  [44_600, '45 s'],
  [240_000, '240 s'],
  [-3, '0 s'],
  [Number.POSITIVE_INFINITY, 'unknown'],
])('%d ms in seconds alone: %s', (ms, words) => {
  expect(plain(inSeconds(ms))).toBe(words);
});

test('a limit has its decimal only where it needs one', () => {
  expect(plain(mibLimit(20 * mebibyte))).toBe('20 MiB');
  expect(plain(mibLimit(19.5 * mebibyte))).toBe('19.5 MiB');
});
