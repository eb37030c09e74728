/**
 * What the readings say is going on: facts/real-leak.md ("tell regimes apart"), and by what it is judged. Pure; of one
 * process, oldest first.
 */
import type { Regime } from '../run/run.ts';
import { binned, provedRamp, type Ramp } from './ramp.ts';
import type { MemoryPoint } from './service-memory.ts';
import { mannKendallZ, median, type Point } from './statistics.ts';
import { warmUpSeconds } from './warm-up.ts';

export interface RegimeFinding {
  regime: Regime;
  ramp: Ramp | null;
  /** Median of the last five minutes; null: too few readings. */
  aroundPercent: number | null;
  /** The same where memory did not rise for two minutes or more; null where it did. */
  heldPercent: number | null;
  /** For how long it has stayed near that, as far as is looked back. */
  heldMs: number;
  /** How far the highest burst of the last five minutes stood out; 0: none did. */
  burstPercent: number;
  /** `unread`: it came while there were no readings, who knows how. */
  step: { fromPercent: number; toPercent: number; unread: boolean } | null;
}

const recentMs = 300_000;
const stepPercent = 10;
/** Four points of a fast source that were not read. */
const holeSeconds = 60;
/** A reading that stands out is a burst; the true peak of a window stands a little over any reading. */
const burstOfReading = 3;
const burstOfPeak = 4;
const holdsMs = 120_000;
/** 95 % confidence that it rises. */
const notHeldZ = 1.65;
const heldWithinPercent = 4;

export interface RegimeFacts {
  points: readonly MemoryPoint[];
  /** True peaks of windows; empty: unknown, or not to be trusted. */
  peaks: readonly MemoryPoint[];
  processStartedAt: number;
  startPercent: number | null;
  /** What one order adds for a moment, of the limit; 0 with the flag off. */
  orderPercent: number;
}

export function regimeOf(facts: RegimeFacts): RegimeFinding {
  const { points } = facts;
  const last = points.at(-1);
  const none = { ramp: null, heldPercent: null, heldMs: 0, burstPercent: 0, step: null };
  if (last === undefined) return { regime: 'warm-up', aroundPercent: null, ...none };
  const recent = points.filter(({ at }) => last.at - at <= recentMs);
  const ageMs = last.at - facts.processStartedAt;
  const bins = binned(recent);
  const nowSeconds = last.at / 1000;

  const ramp = provedRamp(bins, nowSeconds, ageMs / 1000, facts.startPercent, facts.orderPercent);
  const aroundPercent = recent.length < 3 ? null : median(recent.map(({ percent }) => percent));
  if (ramp !== null) {
    // What three readings in a row have not fallen under is there, whatever the line through five minutes says.
    const stays = Math.min(...points.slice(-3).map(({ percent }) => percent));
    const percent = Math.max(ramp.percent, stays);
    return { ...none, regime: 'ramp', ramp: { ...ramp, percent }, aroundPercent };
  }
  const long = last.at - recent[0]!.at >= holdsMs;
  const heldPercent = long && mannKendallZ(bins) < notHeldZ ? aroundPercent : null;
  const step = stepIn(bins, Math.max(stepPercent, facts.orderPercent));
  if (step !== null) return { ...none, regime: 'step', aroundPercent, heldPercent, step };
  if (aroundPercent === null) return { ...none, regime: 'warm-up', aroundPercent };
  const burstPercent = burstOver(aroundPercent, recent, facts.peaks, last);
  const found = { ...none, aroundPercent, heldPercent, burstPercent, heldMs: heldFor(points, aroundPercent) };
  if (ageMs < warmUpSeconds * 1000) return { ...found, regime: 'warm-up' };
  return { ...found, regime: burstPercent > 0 ? 'bursts' : 'level' };
}

/** Two points in a row far over those before: it came at once, and stays. Over a hole nobody knows how it came. */
function stepIn(bins: readonly Point[], leastPercent: number): RegimeFinding['step'] {
  const before = bins.slice(-8, -2).map(({ y }) => y);
  const after = bins.slice(-2).map(({ y }) => y);
  if (before.length < 3) return null;
  const fromPercent = median(before);
  if (!after.every((percent) => percent - fromPercent >= leastPercent)) return null;
  return { fromPercent, toPercent: median(after), unread: isHole(gapAt(bins, bins.length - 2), bins) };
}

/** Seconds between the point at `index` and the one before it. */
function gapAt(bins: readonly Point[], index: number): number {
  return bins[index]!.x - bins[index - 1]!.x;
}

function isHole(gapSeconds: number, bins: readonly Point[]): boolean {
  const usual = median(bins.slice(1).map((_bin, index) => gapAt(bins, index + 1)));
  return gapSeconds > Math.max(holeSeconds, 2 * usual);
}

function burstOver(
  around: number,
  recent: readonly MemoryPoint[],
  peaks: readonly MemoryPoint[],
  last: MemoryPoint,
): number {
  const over = (all: readonly MemoryPoint[], least: number) =>
    all.reduce((most, { at, percent }) => {
      const out = last.at - at <= recentMs ? percent - around : 0;
      return out >= least ? Math.max(most, out) : most;
    }, 0);
  return Math.max(over(recent, burstOfReading), over(peaks, burstOfPeak));
}

/** Since the last reading that lay clearly under the level; what stood out over it was a burst. */
function heldFor(points: readonly MemoryPoint[], around: number): number {
  const last = points.at(-1)!;
  const under = points.findLast(({ percent }) => percent < around - heldWithinPercent);
  const first = under === undefined ? points[0]! : points.find(({ at }) => at > under.at);
  return last.at - (first ?? last).at;
}
