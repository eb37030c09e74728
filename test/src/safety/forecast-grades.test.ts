import { expect, test } from 'vitest';
import { gradeForecasts } from '../../../src/safety/forecast-grades.ts';

const at = 1_790_000_000_000;
const seconds = (n: number) => at + n * 1_000;

/** Made at `from`, foreseeing the kill at `kill` with [0.3, 1.6] × the time left, the threshold half-way. */
const forecast = (from: number, kill: number) => ({
  at: seconds(from),
  breakerAt: seconds(from + (kill - from) / 2),
  killAt: seconds(kill),
  earliestKillAt: seconds(from + (kill - from) * 0.3),
  latestKillAt: seconds(from + (kill - from) * 1.6),
});

test('the error is that of the forecast nearest to half-time; each interval held or did not', () => {
  const forecasts = [forecast(0, 500), forecast(300, 620), forecast(500, 540), forecast(700, 900)];
  const grades = gradeForecasts(forecasts, 'kill', seconds(600))!;
  expect(grades).toMatchObject({ count: 3, held: 2 });
  expect(grades.errorAtHalfTime).toBeCloseTo(20 / 300);
});

test('the threshold is graded by the interval in proportion', () => {
  const grades = gradeForecasts([forecast(0, 600)], 'threshold', seconds(100))!;
  expect(grades).toMatchObject({ count: 1, held: 1, errorAtHalfTime: 2 });
  expect(gradeForecasts([forecast(0, 600)], 'threshold', seconds(80))!.held).toBe(0);
});

test('what has not happened cannot be graded, nor what was foreseen by nobody', () => {
  expect(gradeForecasts([forecast(0, 600)], 'kill', null)).toBeNull();
  expect(gradeForecasts([], 'kill', seconds(600))).toBeNull();
  expect(gradeForecasts([forecast(700, 900)], 'kill', seconds(600))).toBeNull();
});
