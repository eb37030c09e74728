/**
 * Memory over time as a row of bars (facts/chat-ux.md, "Sparkline"). The scale is fixed, 0 to the limit; seven steps
 * share 0 to the breaker, and `█` stands only for at or over it; without a breaker eight even steps. `·` is a bin
 * without a reading. Marks stand behind their bin; where they are many, in its place.
 */
import type { Reading } from '../ports.ts';
import { percentOfLimit } from '../safety/percent-of-limit.ts';

export interface SparkMark {
  at: number;
  /** Trip, kill, restart. */
  letter: 'T' | 'K' | 'R';
}

export interface Spark {
  readings: readonly Pick<Reading, 'at' | 'usedBytes'>[];
  /** The span that is shown, ms. */
  from: number;
  to: number;
  limitBytes: number;
  /** null: the breaker is off. */
  thresholdPercent: number | null;
  marks: readonly SparkMark[];
}

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const noReading = '·';
const mostBins = 20;
const mostGlyphs = 24;
/** A bin this many times the usual gap between readings is not empty by chance. */
const gapsPerBin = 1.5;
const guessedGapMs = 10_000;

export function sparkline(spark: Spark): string {
  const { from, to } = spark;
  const inside = spark.readings.filter((reading) => reading.at >= from && reading.at <= to);
  const bins = binCount(inside, to - from);
  const binOf = (at: number) =>
    to <= from ? 0 : Math.min(bins - 1, Math.max(0, Math.floor(((at - from) / (to - from)) * bins)));

  const highest: (number | null)[] = new Array<number | null>(bins).fill(null);
  let latest: { at: number; usedBytes: number } | null = null;
  for (const reading of inside) {
    const bin = binOf(reading.at);
    highest[bin] = Math.max(highest[bin] ?? 0, reading.usedBytes);
    if (bin === bins - 1 && (latest === null || reading.at >= latest.at)) latest = reading;
  }
  if (latest !== null) highest[bins - 1] = latest.usedBytes;

  const letters = lettersByBin(spark.marks, binOf);
  const behind = bins + [...letters.values()].join('').length <= mostGlyphs;
  let spare = mostGlyphs - bins;
  return highest
    .map((usedBytes, bin) => {
      const bar = usedBytes === null ? noReading : barOf(usedBytes, spark);
      const marks = letters.get(bin) ?? '';
      if (behind || marks === '') return bar + marks;
      const shown = marks.slice(0, 1 + spare);
      spare -= shown.length - 1;
      return shown;
    })
    .join('');
}

function barOf(usedBytes: number, spark: Spark): string {
  const percent = percentOfLimit(usedBytes, spark.limitBytes);
  if (!Number.isFinite(percent)) return noReading;
  if (spark.thresholdPercent === null)
    return bars[Math.min(7, Math.max(0, Math.floor(percent / 12.5)))] ?? bars[7];
  if (percent >= spark.thresholdPercent) return bars[7];
  return bars[Math.min(6, Math.max(0, Math.floor((percent / spark.thresholdPercent) * 7)))] ?? bars[0];
}

function binCount(readings: readonly { at: number }[], spanMs: number): number {
  const dates = readings.map((reading) => reading.at).sort((a, b) => a - b);
  const gaps = dates
    .map((at, index) => at - (dates[index - 1] ?? at))
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b);
  const usualGap = gaps[Math.floor(gaps.length / 2)] ?? guessedGapMs;
  const bins = Math.floor(spanMs / (usualGap * gapsPerBin));
  return Math.min(mostBins, Math.max(1, Number.isFinite(bins) ? bins : 1));
}

/** One letter of a kind in a bin, the weightiest first. */
function lettersByBin(marks: readonly SparkMark[], binOf: (at: number) => number): Map<number, string> {
  const byBin = new Map<number, string>();
  for (const { at, letter } of [...marks].sort((a, b) => weight(a) - weight(b) || a.at - b.at)) {
    const bin = binOf(at);
    const before = byBin.get(bin) ?? '';
    if (Number.isFinite(at) && !before.includes(letter)) byBin.set(bin, before + letter);
  }
  return byBin;
}

function weight({ letter }: SparkMark): number {
  return 'TKR'.indexOf(letter);
}
