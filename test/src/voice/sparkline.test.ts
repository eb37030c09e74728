import { expect, test } from 'vitest';
import { type Spark, sparkline } from '../../../src/voice/sparkline.ts';

const limitBytes = 1000;
const every = 15_000;
/** One reading every 15 s, by percent. */
const readings = (...percents: number[]) =>
  percents.map((percent, n) => ({ at: n * every, usedBytes: percent * 10 }));
const draw = (spark: Partial<Spark> & Pick<Spark, 'readings'>) =>
  sparkline({
    from: 0,
    to: spark.readings.at(-1)?.at ?? 0,
    limitBytes,
    thresholdPercent: 80,
    marks: [],
    ...spark,
  });
const one = (percent: number, thresholdPercent: number | null = 80) =>
  draw({ readings: [{ at: 0, usedBytes: percent * 10 }], thresholdPercent });

test('seven steps share 0 to the breaker', () => {
  expect([0, 11.4, 11.5, 22.9, 34.3, 45.8, 57.2, 68.6, 79.9].map((percent) => one(percent)).join('')).toBe(
    '▁▁▂▃▄▅▆▇▇',
  );
});

test('the full bar stands only at or over the breaker', () => {
  expect([79.99, 80, 80.1, 130].map((percent) => one(percent)).join('')).toBe('▇███');
  expect([49, 50].map((percent) => one(percent, 50)).join('')).toBe('▇█');
});

test('with the breaker off, eight even steps', () => {
  expect([0, 12.5, 25, 37.5, 50, 62.5, 75, 87.5, 100].map((percent) => one(percent, null)).join('')).toBe(
    '▁▂▃▄▅▆▇██',
  );
});

test('the scale is fixed: a level line is level', () => {
  expect(draw({ readings: readings(...Array.from({ length: 60 }, (_v, n) => 57 + (n % 4))) })).toMatch(
    /^[▅▆]{20}$/,
  );
});

test('each bin shows its highest reading, the last one the latest', () => {
  const line = draw({ readings: readings(10, 70, 10, 10, 10, 10, 10, 10, 75, 20) });
  expect(line.at(0)).toBe('▇');
  expect(line.at(-1)).toBe('▂');
});

test('a bin without a reading is a dot, never a guess', () => {
  const gap = readings(...new Array<number>(40).fill(50)).filter(
    ({ at }) => at < 10 * every || at > 20 * every,
  );
  expect(draw({ readings: gap })).toMatch(/^▅+·+▅+$/);
  expect(draw({ readings: [], from: 0, to: 600_000 })).toMatch(/^·{1,20}$/);
  expect(draw({ readings: readings(50, 50), to: 300_000 })).toMatch(/^▅+·+$/);
});

test('no reading is missed by chance: jitter makes no dots', () => {
  const jittered = Array.from({ length: 40 }, (_v, n) => ({
    at: n * every + ((n * 7) % 5) * 1_000,
    usedBytes: 500,
  }));
  expect(draw({ readings: jittered })).not.toContain('·');
});

test('15 kills are 15 letters, in the place of their bins', () => {
  const many = readings(...new Array<number>(300).fill(60));
  const marks = Array.from({ length: 15 }, (_v, n) => ({ at: (n + 1) * 18 * every, letter: 'K' as const }));
  const line = draw({ readings: many, marks });
  expect(line.match(/K/g)).toHaveLength(15);
  expect(line).toMatch(/^[▆K]{20}$/);
});

test('a trip and a kill in one bin both stand', () => {
  const marks = [...'KTRKKKKK'].map((letter, n) => ({
    at: (n < 3 ? 30 : n * 36) * every,
    letter: letter as 'K' | 'T' | 'R',
  }));
  const line = draw({ readings: readings(...new Array<number>(300).fill(60)), marks });
  expect(line).toContain('TKR');
  expect(line.match(/K/g)).toHaveLength(6);
});

test('at most 20 bins and 24 glyphs, of which the trip stays', () => {
  const many = readings(...new Array<number>(3_600).fill(60));
  const marks = Array.from({ length: 30 }, (_v, n) => ({ at: n * 100 * every, letter: 'K' as const }));
  const line = draw({ readings: many, marks: [...marks, { at: 3_500 * every, letter: 'T' }] });
  expect(line).toMatch(/^[▁-█TK]{20,24}$/);
  expect(line).toContain('T');
});

test('marks stand where they happened', () => {
  expect(
    draw({ readings: readings(...new Array<number>(31).fill(60)), marks: [{ at: 15 * every, letter: 'R' }] }),
  ).toBe('▆▆▆▆▆▆▆▆▆▆▆R▆▆▆▆▆▆▆▆▆');
});

test.each([
  ['no time at all', { readings: readings(50), from: 0, to: 0 }],
  ['time that runs backwards', { readings: readings(50), from: 10, to: 0 }],
  ['no limit', { readings: readings(50, 60), limitBytes: 0 }],
  [
    'instants that are none',
    { readings: readings(50), to: Number.NaN, marks: [{ at: Number.NaN, letter: 'T' as const }] },
  ],
])('%s draws something', (_name, spark) => {
  expect(draw(spark)).toMatch(/^[▁▂▃▄▅▆▇█·TKR]{1,24}$/);
});
