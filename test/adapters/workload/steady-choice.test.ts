import { expect, test } from 'vitest';
import { type Offer, steadyChoice } from '../../../adapters/workload/steady-choice.ts';

function offer(source: string, second: number, usedBytes = 1): Offer {
  return {
    source,
    reading: {
      at: second * 1_000,
      seenAt: 0,
      usedBytes,
      rssBytes: null,
      peakBytes: null,
      goroutines: null,
      orders: null,
      restarts: 0,
      pod: 'checkout-1',
    },
  };
}

test('the newest first; then the same source, as long as no other is clearly newer', () => {
  const choice = steadyChoice();
  expect(choice.of('p', [offer('a', 100), offer('b', 104)], 0)?.source).toBe('b');
  expect(choice.of('p', [offer('a', 112), offer('b', 104)], 0)?.source).toBe('b');
  expect(choice.of('p', [offer('a', 115), offer('b', 104)], 0)?.source).toBe('a');
});

test('two sources of one and the same sample, seconds apart, give one source’s dates', () => {
  const choice = steadyChoice();
  const dates = new Set<number>();
  for (let second = 0; second <= 120; second += 5) {
    const offers = [offer('a', Math.floor(second / 15) * 15), offer('b', Math.floor(second / 15) * 15 + 2)];
    dates.add(choice.of('p', offers, 0)?.reading.at ?? -1);
  }
  expect([...dates]).toEqual([2, 17, 32, 47, 62, 77, 92, 107, 122].map((second) => second * 1_000));
});

test('time does not go back: what was taken last is shown again until something newer comes', () => {
  const choice = steadyChoice();
  choice.of('p', [offer('a', 80, 1), offer('b', 100, 2)], 0);
  const again = choice.of('p', [offer('a', 95, 3)], 7_000);
  expect(again).toMatchObject({ source: 'b', reading: { at: 100_000, usedBytes: 2, seenAt: 7_000 } });
  expect(choice.of('p', [offer('a', 110, 4)], 0)).toMatchObject({ source: 'a', reading: { usedBytes: 4 } });
});

test('each process has its own; without an offer there is none', () => {
  const choice = steadyChoice();
  choice.of('p 0', [offer('a', 100)], 0);
  expect(choice.of('p 1', [offer('a', 90)], 0)?.reading.at).toBe(90_000);
  expect(choice.of('p 0', [], 0)).toBeNull();
});
