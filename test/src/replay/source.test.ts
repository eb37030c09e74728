import { expect, test } from 'vitest';
import { shownOf } from '../../../src/replay/source.ts';
import { parseTrace } from '../../../src/replay/trace.ts';
import { recording, sourceOf } from './traces.ts';

const names = 'seconds,used_bytes,peak_bytes,orders,goroutines,restarts';
const everySecond = (from: number, to: number, row: (second: number) => string) =>
  parseTrace(
    recording(
      Array.from({ length: to - from + 1 }, (_, index) => row(from + index)),
      names,
    ),
  );
const plain = everySecond(
  1,
  100,
  (second) => `${second},${1000 + second},${2000 + (second % 10)},${second},7,0`,
);

test('a sample each interval, from the phase on, seen when it has the age', () => {
  const { samples } = shownOf(plain, sourceOf({ phaseSeconds: 4 }));
  expect(samples.map(({ second, seenSecond, usedBytes }) => [second, seenSecond, usedBytes])).toEqual(
    [4, 19, 34, 49, 64, 79, 94].map((second) => [second, second + 20, 1000 + second]),
  );
  expect(shownOf(plain, sourceOf({ phaseSeconds: 0 })).samples[0]?.second).toBe(15);
  expect(shownOf(plain, sourceOf({ intervalSeconds: 1 })).samples).toHaveLength(100);
});

test('the peak is the highest since the sample before', () => {
  const { samples } = shownOf(plain, sourceOf({ intervalSeconds: 5, phaseSeconds: 0 }));
  expect(samples.slice(0, 4).map(({ second, peakBytes }) => [second, peakBytes])).toEqual([
    [5, 2005],
    [10, 2009],
    [15, 2005],
    [20, 2009],
  ]);
});

test('order counts come every second, 5 s old, whatever the interval', () => {
  const { orders } = shownOf(plain, sourceOf({ intervalSeconds: 60 }));
  expect(orders).toHaveLength(100);
  expect(orders[0]).toEqual({ seenSecond: 6, completed: 1 });
});

test('a signal that is left out is unknown', () => {
  const shown = shownOf(plain, sourceOf({ signals: ['used'] }));
  expect(shown.orders).toEqual([]);
  expect(shown.samples[0]).toMatchObject({
    usedBytes: 1015,
    rssBytes: null,
    peakBytes: null,
    goroutines: null,
  });
});

test('a gap has no samples, and the first row after it is one', () => {
  const gap = parseTrace(recording([10, 14, 15, 16, 47, 48, 59, 60].map((second) => `${second},${second}`)));
  const { samples } = shownOf(gap, sourceOf());
  expect(samples.map(({ second }) => second)).toEqual([15, 47, 60]);
});

test('a recording as coarse as the source gives all its rows, at its own seconds', () => {
  const coarse = parseTrace(recording([-20.4, -5.4, 9.6, 24.6, 39.6].map((second) => `${second},5`)));
  const { samples } = shownOf(coarse, sourceOf({ ageSeconds: 5 }));
  expect(samples.map(({ second }) => second)).toEqual([-5.4, 9.6, 24.6, 39.6]);
});

test('another count of restarts is another process, shown at once, and no peak joins two', () => {
  const two = everySecond(
    1,
    60,
    (second) => `${second},5,${second < 40 ? 900 : 100},,,${second < 40 ? 2 : 3}`,
  );
  const { samples, processes } = shownOf(two, sourceOf());
  expect(processes).toEqual([
    { restarts: 2, startedSecond: 0, seenSecond: 1 },
    { restarts: 3, startedSecond: 39, seenSecond: 40 },
  ]);
  expect(samples.map(({ second, peakBytes, restarts }) => [second, peakBytes, restarts])).toEqual([
    [15, 900, 2],
    [30, 900, 2],
    [45, 100, 3],
    [60, 100, 3],
  ]);
});
