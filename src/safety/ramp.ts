/** A ramp, proved: rule 6 of facts/breaker-study.md. */
import type { MemoryPoint } from './service-memory.ts';
import { mannKendallZ, median, type Point, quantile, senLine } from './statistics.ts';
import { warmUpSeconds, warmUpSlope } from './warm-up.ts';

export interface Ramp {
  /** Percent of the limit: Sen's line at the latest point or the last two points, which lie over it where growth quickens. */
  percent: number;
  /** Where the line began in the window. */
  fromPercent: number;
  /** Points a second. */
  slope: number;
  /** Half of the slope's 90 % confidence interval, as a share of the slope: 0 where memory rises evenly. */
  unevenness: number;
  /** What the line rests on. */
  seconds: number;
  /** The largest rise from one point to the next. */
  largestStep: number;
}

const binSeconds = 15;
/** 99 % confidence that it rises. */
const risingZ = 2.33;
/** Idle, a warm service of 20 MiB is at 62 %; one that starts lower warms up to 1.6 times its start. */
const warmIdlePercent = 63;
const warmGrowth = 1.6;
/** Older than this it is warm, and a proved rise is a ramp at any level. */
const warmSeconds = 900;

const windows = [
  { seconds: 300, pointsPerMinute: 1, minAgeSeconds: 0 },
  { seconds: 180, pointsPerMinute: 2, minAgeSeconds: warmUpSeconds },
];

/**
 * One point each 15 s back from the latest, the median of a faster source; x in seconds since the epoch. No clock's
 * quarter of a minute has a say in it.
 */
export function binned(points: readonly MemoryPoint[]): Point[] {
  const bins = new Map<number, MemoryPoint[]>();
  const latest = points.at(-1)?.at ?? 0;
  for (const point of points) {
    const bin = Math.floor((latest - point.at) / 1000 / binSeconds);
    const inBin = bins.get(bin);
    if (inBin === undefined) bins.set(bin, [point]);
    else inBin.push(point);
  }
  return [...bins.values()].map((inBin) => ({
    x: median(inBin.map(({ at }) => at / 1000)),
    y: median(inBin.map(({ percent }) => percent)),
  }));
}

/**
 * @param orderPercent what one order adds for a moment
 * @param bins the last five minutes, oldest first
 * @param startPercent the level that the process began from; null: unknown
 */
export function provedRamp(
  bins: readonly Point[],
  nowSeconds: number,
  ageSeconds: number,
  startPercent: number | null,
  orderPercent: number,
): Ramp | null {
  const warmPercent = Math.min(warmIdlePercent, warmGrowth * (startPercent ?? warmIdlePercent));
  for (const window of windows) {
    if (ageSeconds < window.minAgeSeconds) continue;
    const inside = bins.filter((bin) => nowSeconds - bin.x <= window.seconds);
    const first = inside[0];
    // A window is judged when it is nearly full: a shorter one proves anything.
    if (first === undefined || nowSeconds - first.x < window.seconds * 0.8) continue;
    if (mannKendallZ(inside) < risingZ) continue;
    const line = senLine(inside);
    if (line === null) continue;
    const percent = line.at(nowSeconds);
    if (percent < warmPercent && ageSeconds < warmSeconds) continue;
    const warmUp = warmUpSlope(
      ageSeconds - window.seconds / 2,
      startPercent ??
        quantile(
          inside.map(({ y }) => y),
          0,
        ),
    );
    if ((line.lowerSlope - warmUp) * 60 < window.pointsPerMinute) continue;
    // What one order's burst explains proves nothing: readings that catch bursts by chance may rise for minutes.
    if (line.at(nowSeconds) - line.at(first.x) < orderPercent) continue;
    const steps = inside.slice(1).map(({ y }, i) => y - inside[i]!.y);
    return {
      percent: Math.max(percent, median(inside.slice(-2).map(({ y }) => y))),
      fromPercent: line.at(first.x),
      slope: line.slope,
      unevenness: (line.upperSlope - line.lowerSlope) / 2 / line.slope,
      seconds: nowSeconds - first.x,
      largestStep: Math.max(...steps),
    };
  }
  return null;
}
