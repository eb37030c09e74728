import { expect, test } from 'vitest';
import { goroutineLeak } from '../../../src/safety/goroutines.ts';
import { reading, start } from './seen.ts';

/** Four readings an export. */
const leak = (exports: number[], flagValue: number, ordersPerSecond: number | null) =>
  goroutineLeak(
    exports.flatMap((goroutines, i) =>
      [0, 15, 30, 45].map((second) => reading(60 + i * 60 + second, 57, { goroutines })),
    ),
    start,
    flagValue,
    ordersPerSecond,
  );

test('two exports that rise in a row do not lie at the demo’s loads, or where the load is unknown', () => {
  for (const rate of [0.06, 0.3, 0.62, 0.8, null]) {
    expect(leak([67, 97, 127], 50, rate)?.exports).toEqual([67, 97, 127]);
    expect(leak([67, 107], 50, rate)).toBeNull();
  }
});

test('at 500 users each export finds orders, and two rise by chance', () => {
  for (const exports of [
    [670, 970, 1_270],
    [67, 1_567, 2_167],
  ])
    expect(leak(exports, 300, 6.2)).toBeNull();
});

test('at 500 users what rises beyond all bursts is a leak, however many exports it takes', () => {
  expect(leak([670, 2_500, 4_200, 6_000], 300, 6.2)?.exports).toEqual([670, 2_500, 4_200, 6_000]);
});
