import { expect, test } from 'vitest';
import { type OrderCount, orderFlow, orderRate, stallOf } from '../../../src/safety/orders.ts';

/** A look each second: an order each `every` seconds until `until`; what the load generator shows of them. */
function looks(
  seconds: number,
  shown: (completed: number, second: number) => number = (completed) => completed,
  every = 3,
  until = seconds,
): OrderCount[] {
  return Array.from({ length: seconds + 1 }, (_, second) => ({
    at: second * 1_000,
    completed: shown(Math.floor(Math.min(second, until) / every), second),
  }));
}

const dips: [string, (completed: number, second: number) => number][] = [
  ['no row for a moment', (completed, second) => (second === 195 ? 0 : completed)],
  ['no row for half a minute', (completed, second) => (second >= 160 && second < 190 ? 0 : completed)],
  [
    'one order less in every fifth look',
    (completed, second) => Math.max(0, completed - (second % 5 === 4 ? 1 : 0)),
  ],
];

test.each(dips)('a sum that falls and is back counts no order twice: %s', (_what, shown) => {
  const healthy = looks(205, shown);
  const flow = orderFlow(healthy, 0);
  expect(orderRate(flow, null)).toBeCloseTo(1 / 3, 1);
  expect(stallOf(flow, 205_000)).toBeNull();
});

test.each(dips)('nor does it hide orders that have stopped: %s', (_what, shown) => {
  const stalled = looks(252, shown, 3, 200);
  expect(stallOf(orderFlow(stalled, 0), 252_000)?.seconds).toBeGreaterThan(40);
});

test('a sum that was reset begins anew', () => {
  const reset = looks(300, (completed, second) => (second < 150 ? completed : completed - 50));
  expect(orderFlow(reset, 0)).toMatchObject({ completed: 50, seconds: 150 });
});
