/** Robust line statistics on (x, y) points; x strictly rising. */
export interface Point {
  x: number;
  y: number;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** @param share 0–1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const under = sorted[Math.floor(place)]!;
  return under + (sorted[Math.ceil(place)]! - under) * (place - Math.floor(place));
}

/** All pairwise slopes, ascending (Theil–Sen). */
function pairSlopes(points: readonly Point[]): number[] {
  const slopes: number[] = [];
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      slopes.push((points[j]!.y - points[i]!.y) / (points[j]!.x - points[i]!.x));
    }
  }
  return slopes.sort((a, b) => a - b);
}

function mannKendallVariance(n: number): number {
  return (n * (n - 1) * (2 * n + 5)) / 18;
}

/** Mann–Kendall's z for a trend: ≥ 2.33 is a rise with 99 % confidence. 0 under four points. */
export function mannKendallZ(points: readonly Point[]): number {
  const n = points.length;
  if (n < 4) return 0;
  let s = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) s += Math.sign(points[j]!.y - points[i]!.y);
  return (s - Math.sign(s)) / Math.sqrt(mannKendallVariance(n));
}

export interface SenLine {
  slope: number;
  /** Bounds of the slope at 90 % confidence. */
  lowerSlope: number;
  upperSlope: number;
  /** Value of the line at x. */
  at: (x: number) => number;
}

/** Sen's line; null under four points. */
export function senLine(points: readonly Point[]): SenLine | null {
  if (points.length < 4) return null;
  const slopes = pairSlopes(points);
  const slope = median(slopes);
  const spread = 1.645 * Math.sqrt(mannKendallVariance(points.length));
  const pick = (rank: number) => slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(rank)))]!;
  const intercept = median(points.map((point) => point.y - slope * point.x));
  return {
    slope,
    lowerSlope: pick((slopes.length - spread) / 2),
    upperSlope: pick((slopes.length + spread) / 2),
    at: (x) => intercept + slope * x,
  };
}

/** The chance of `least` or more arrivals where `expected` are. */
export function poissonTail(least: number, expected: number): number {
  return least <= 0 ? 1 : regularizedGamma(least, expected);
}

/** The chance that a normal variable is under z (Abramowitz and Stegun 26.2.17). */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    Math.exp((-z * z) / 2) *
    0.3989422804014327 *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

const manyArrivals = 200;

/** Regularized lower incomplete gamma P(a, x): the chance of a or more arrivals where x are expected. */
export function regularizedGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  if (a <= 0) return 1;
  // The sum below needs as many terms as arrivals; of so many the normal curve says as much.
  if (x > manyArrivals) return normalBelow((x - a) / Math.sqrt(x));
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 500 && term > sum * 1e-12; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return Math.min(1, sum * Math.exp(-x + a * Math.log(x) - logGamma(a)));
}

/** Lanczos' approximation, a > 0. */
function logGamma(a: number): number {
  const c = [
    76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2,
    -0.5395239384953e-5,
  ];
  const t = a + 5.5 - (a + 0.5) * Math.log(a + 5.5);
  const series = c.reduce((sum, k, i) => sum + k / (a + 1 + i), 1.000000000190015);
  return -t + Math.log((2.5066282746310007 * series) / a);
}
