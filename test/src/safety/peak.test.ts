import { expect, test } from 'vitest';
import { assess } from '../../../src/safety/assess.ts';
import { reading, seen, start } from './seen.ts';

const windowOf = (second: number, used: number, peak: number) =>
  reading(second, used, {
    rssBytes: ((used - 3) / 100) * 20 * 2 ** 20,
    peakBytes: (peak / 100) * 20 * 2 ** 20,
  });
const at = (second: number) => start + second * 1_000;
const reasons = (...all: ReturnType<typeof reading>[]) =>
  assess(seen(all, { flag: { value: 4_000, highestValue: 4_000, servedSince: at(20) } })).signs.map(
    ({ reason }) => reason,
  );

test('a live run is two readings old when the flag goes on: its bursts do not make the peak untrue', () => {
  const quiet = [windowOf(0, 57, 59), windowOf(15, 57, 60)];
  const bursts = [windowOf(30, 58, 80), windowOf(45, 57, 82)];
  expect(reasons(...quiet, ...bursts, windowOf(60, 58, 91))).toContain('peak');
});

test('a peak that stood far over rss before the flag was on is none of the service', () => {
  const cold = [windowOf(0, 57, 99), windowOf(15, 57, 100)];
  expect(reasons(...cold, windowOf(30, 58, 100), windowOf(45, 57, 100))).not.toContain('peak');
});
