import { describe, expect, test } from 'vitest';
import { countsWith, type OrderCount, orderFlow, orderRate, stallOf } from '../../../src/safety/orders.ts';

const start = 1_790_000_000_000;
const at = (second: number) => start + second * 1_000;

/** Orders at these seconds, looked at every `every` seconds until `until`. */
function looks(orders: readonly number[], until: number, every = 5, from = 0): OrderCount[] {
  let counts: OrderCount[] = [];
  for (let second = from; second <= until; second += every) {
    counts = countsWith(counts, {
      at: at(second),
      completed: orders.filter((order) => order <= second).length,
    });
  }
  return counts;
}

/** Arrivals of a Poisson process, reproducible. */
function arrivals(seed: number, perSecond: number, seconds: number): number[] {
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state + 1) / (2 ** 31 + 1);
  };
  const all: number[] = [];
  for (let time = 0; time < seconds; ) {
    time += -Math.log(random()) / perSecond;
    all.push(time);
  }
  return all;
}

const steady = Array.from({ length: 40 }, (_none, i) => 3 + i * 3);
const stalled = (counts: readonly OrderCount[], now: number, since: number | null = start) =>
  stallOf(orderFlow(counts, since), at(now));

describe('rule 2: orders that stop completing while the load is on', () => {
  test('a silence that the measured rate does not explain is a stall, with what was due', () => {
    expect(stalled(looks(steady, 140), 140)).toBeNull();
    expect(stalled(looks(steady, 180), 180)).toMatchObject({ seconds: 60, due: expect.closeTo(20, 0) });
  });

  test('an unreachable load generator is unknown, not stalled', () => {
    // Nobody has looked since the last order: the silence is not measured.
    expect(stalled(looks(steady, 120), 400)).toBeNull();
    // And a stall that was measured is not known to last.
    expect(stalled(looks(steady, 180), 400)).toBeNull();
    // Seen again with orders in between: no stall. With none: the sum tells.
    const gone = looks(steady, 120);
    expect(stalled(countsWith(gone, { at: at(300), completed: 90 }), 300)).toBeNull();
    expect(stalled(countsWith(gone, { at: at(300), completed: 40 }), 300)).not.toBeNull();
  });

  test('a load that is not on, or was changed a moment ago, is not stalled', () => {
    const counts = looks(steady, 200);
    expect(stalled(counts, 200, null)).toBeNull();
    expect(stalled(counts, 200, at(150))).toBeNull();
    expect(stalled(counts, 200, at(118))).toBeNull();
  });

  test('statistics that a person resets begin anew', () => {
    let counts = looks(steady, 120);
    for (let second = 125; second <= 170; second += 5) {
      counts = countsWith(counts, { at: at(second), completed: 0 });
    }
    expect(stalled(counts, 170)).toBeNull();
  });

  test('too few orders measure no rate', () => {
    expect(stalled(looks([3, 6, 9], 300), 300)).toBeNull();
  });

  test.each([0.067, 0.3, 0.617, 3])(
    'a healthy load of %d orders a second: in ten hours no false alarm',
    (perSecond) => {
      const orders = arrivals(7, perSecond, 36_000);
      let counts: OrderCount[] = [];
      let next = 0;
      const found: number[] = [];
      for (let second = 0; second < 36_000; second += 5) {
        while (next < orders.length && orders[next]! <= second) next += 1;
        counts = countsWith(counts, { at: at(second), completed: next });
        if (stalled(counts, second) !== null) found.push(second);
      }
      expect(found).toEqual([]);
      expect(counts.length).toBeLessThanOrEqual(240);
    },
  );

  test.each([0.3, 0.617])('at %d a second a stall is seen within 50 s of the last order', (perSecond) => {
    const orders = arrivals(3, perSecond, 300);
    const last = orders.at(-1)!;
    const counts = looks(orders, Math.ceil(last + 50), 1);
    expect(stalled(counts, Math.ceil(last + 50))).not.toBeNull();
  });

  test('looks that are late, doubled and out of order say the same', () => {
    const counts = looks(steady, 180);
    const again = counts.reduce<OrderCount[]>(
      (all, count, i) => countsWith(countsWith(countsWith(all, count), count), counts[Math.max(0, i - 3)]!),
      [],
    );
    expect(stalled(again, 180)).toEqual(stalled(counts, 180));
  });
});

test('the rate is drawn to what is expected while little is measured', () => {
  expect(orderRate(null, 0.3)).toBe(0.3);
  expect(orderRate(null, null)).toBeNull();
  const flow = orderFlow(looks(steady, 120), start);
  expect(orderRate(flow, null)).toBeCloseTo(0.33, 1);
  expect(orderRate(flow, 0.6)!).toBeGreaterThan(0.33);
  expect(orderRate(flow, 0.6)!).toBeLessThan(0.5);
});
