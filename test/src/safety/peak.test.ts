import { expect, test } from 'vitest';
import { assess } from '../../../src/safety/assess.ts';
import { peakIsTrue } from '../../../src/safety/service-memory.ts';
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

/** As a source shows it whose maximum only grows: null where no record was reached. */
const recordOf = (second: number, used: number, record: number | null, rss: number | null = used - 3) =>
  reading(second, used, {
    rssBytes: rss === null ? null : (rss / 100) * 20 * 2 ** 20,
    peakBytes: record === null ? null : (record / 100) * 20 * 2 ** 20,
  });

test('a record under the flag trips, though no peak was known before', () => {
  const quiet = [recordOf(0, 57, null), recordOf(15, 57, null)];
  expect(reasons(...quiet, recordOf(30, 58, 91))).toContain('peak');
  expect(reasons(...quiet, recordOf(30, 58, 84))).not.toContain('peak');
});

test('a record is told once: a reading without one has none', () => {
  const quiet = [recordOf(0, 57, null), recordOf(15, 57, null)];
  expect(reasons(...quiet, recordOf(30, 58, 91), recordOf(45, 57, null))).not.toContain('peak');
});

test('a record is not trusted where rss is unknown, or the working set far over it, or it stood far over rss at rest', () => {
  const cases = [
    [recordOf(0, 57, null, null), recordOf(15, 57, null, null)],
    [recordOf(0, 80, null, 52), recordOf(15, 81, null, 52)],
    [recordOf(0, 57, 95), recordOf(15, 57, null), recordOf(18, 57, null)],
  ];
  for (const quiet of cases) expect(reasons(...quiet, recordOf(30, 58, 97))).not.toContain('peak');
});

test('records do not make a source that misses no burst', () => {
  const seconds = [0, 15, 30, 45, 60];
  const limit = 20 * 2 ** 20;
  expect(
    peakIsTrue(
      seconds.map((second) => recordOf(second, 57, second === 0 ? 58 : null)),
      limit,
    ),
  ).toBe(false);
  expect(
    peakIsTrue(
      seconds.map((second) => recordOf(second, 57, 59)),
      limit,
    ),
  ).toBe(true);
});
