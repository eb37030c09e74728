import { expect, test } from 'vitest';
import { regularizedGamma } from '../../../src/safety/statistics.ts';

test.each([0.1, 1, 4.1e6, 1e15])('a chance of arrivals is a chance where %d are expected', (expected) => {
  for (const least of [0.05, 1, 8, 4e6, 1e9]) {
    const chance = regularizedGamma(least, expected);
    expect(chance).toBeGreaterThanOrEqual(0);
    expect(chance).toBeLessThanOrEqual(1);
  }
});

test('both ways of counting arrivals agree where they meet', () => {
  for (const least of [170, 190, 200, 210, 230]) {
    expect(regularizedGamma(least, 200.01)).toBeCloseTo(regularizedGamma(least, 200), 1);
  }
});
