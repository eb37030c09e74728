/**
 * What the readings say is going on: facts/real-leak.md ("tell regimes apart") and rule 6 of breaker-study.md for the
 * ramp. Pure; readings of other pods and of earlier processes are the caller's to leave out.
 */
import type { Reading } from '../ports.ts';
import type { Regime } from '../run/run.ts';
import { percentOfLimit } from './percent-of-limit.ts';
import { mannKendallZ, median, type Point, type SenLine, senLine } from './statistics.ts';

export interface RegimeFinding {
  regime: Regime;
  /** The proved ramp's line, in percent over seconds since the epoch; null in other regimes. */
  ramp: SenLine | null;
  /** Percent that memory held, median of the last minutes; null: too few readings. */
  levelPercent: number | null;
  /** The same where memory did not rise for two minutes or more; null where it did. */
  heldPercent: number | null;
}

const binSeconds = 15;
const warmUpSeconds = 240;
/** A younger process warms up to as much by itself; in an older one a proved rise is a ramp at any level. */
const warmLevelPercent = 63;
const warmSeconds = 900;
const stepPercent = 10;
const burstPercent = 3;

/** Warm-up raises memory by itself: its slope in points a second at a process age. */
function warmUpSlope(ageSeconds: number): number {
  return (20 / 45) * Math.exp(-ageSeconds / 45) + (8 / 200) * Math.exp(-ageSeconds / 200);
}

export function regimeOf(
  readings: readonly Reading[],
  limitBytes: number,
  processStartedAt: number | null,
): RegimeFinding {
  const last = readings.at(-1);
  if (last === undefined) return { regime: 'warm-up', ramp: null, levelPercent: null, heldPercent: null };
  const percent = (reading: Reading) => percentOfLimit(reading.usedBytes, limitBytes);
  const nowSeconds = last.at / 1000;
  const ageSeconds =
    processStartedAt === null ? Number.POSITIVE_INFINITY : nowSeconds - processStartedAt / 1000;
  const recent = readings.filter((reading) => last.at - reading.at <= 300_000);
  const points = binned(recent, percent);
  const levelPercent = recent.length < 3 ? null : median(recent.map(percent));

  const long = points.length > 0 && nowSeconds - points[0]!.x >= 120;
  const heldPercent = long && mannKendallZ(points) < 1.65 ? levelPercent : null;
  const found = (regime: Regime) => ({ regime, ramp: null, levelPercent, heldPercent });

  const ramp = provedRamp(points, nowSeconds, ageSeconds);
  if (ramp !== null) return { regime: 'ramp', ramp, levelPercent, heldPercent: null };

  const [before, after] = [recent.slice(-8, -2), recent.slice(-2)];
  if (before.length >= 3 && after.every((r) => percent(r) - median(before.map(percent)) >= stepPercent)) {
    return found('step');
  }
  if (ageSeconds < warmUpSeconds || levelPercent === null) return found('warm-up');
  const bursts = recent.some((reading) => percent(reading) - levelPercent >= burstPercent);
  const falls = percent(last) - levelPercent < burstPercent;
  return found(bursts && falls ? 'bursts' : 'level');
}

/** 15 s points, medians of a faster source. */
function binned(readings: readonly Reading[], percent: (reading: Reading) => number): Point[] {
  const bins = new Map<number, Reading[]>();
  for (const reading of readings) {
    const bin = Math.floor(reading.at / 1000 / binSeconds);
    bins.set(bin, [...(bins.get(bin) ?? []), reading]);
  }
  return [...bins.values()].map((inBin) => ({
    x: median(inBin.map((reading) => reading.at / 1000)),
    y: median(inBin.map(percent)),
  }));
}

function provedRamp(points: Point[], nowSeconds: number, ageSeconds: number): SenLine | null {
  const windows = [
    { seconds: 300, pointsPerMinute: 1, minAgeSeconds: 0 },
    { seconds: 180, pointsPerMinute: 2, minAgeSeconds: warmUpSeconds },
  ];
  for (const window of windows) {
    const inside = points.filter((point) => nowSeconds - point.x <= window.seconds);
    const first = inside[0];
    const line = senLine(inside);
    // A window is judged when it is nearly full: a shorter one proves anything.
    if (first === undefined || line === null || nowSeconds - first.x < window.seconds * 0.8) continue;
    const middleAge = ageSeconds - window.seconds / 2;
    const slope = (line.lowerSlope - warmUpSlope(middleAge)) * 60;
    const proved =
      mannKendallZ(inside) >= 2.33 &&
      (line.at(nowSeconds) >= warmLevelPercent || ageSeconds >= warmSeconds) &&
      slope >= window.pointsPerMinute &&
      ageSeconds >= window.minAgeSeconds;
    if (proved) return line;
  }
  return null;
}
