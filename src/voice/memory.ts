/** What the readings of a run say about its memory, for words. Percent are 0–100 of the limit, unrounded. */
import type { Reading } from '../ports.ts';
import { type Kill, latestReading, type Run, utilization } from '../run/run.ts';
import { mibOf, percent } from './number.ts';

/** When the offsets (`+8 m`) are counted from: the start of the growth, before it that of the run. */
export function zeroAt(run: Run): number {
  return run.growingAt ?? run.startedAt;
}

/** null where there is no reading, or no limit to measure it by. */
export function percentOf(run: Run, reading: Pick<Reading, 'usedBytes'> | null): number | null {
  if (reading === null) return null;
  const value = utilization(run, reading.usedBytes);
  return Number.isFinite(value) ? value : null;
}

/**
 * The latest reading, or null where it is older than the run allows (rule 18), or while the container is known to be
 * restarting: then memory is unknown, whatever was read before.
 */
export function freshReading(run: Run, now: number): Reading | null {
  const latest = latestReading(run);
  if (latest === null || run.restartKnown || now - latest.at > run.blindAfterMs) return null;
  return latest;
}

/** The highest reading since the growth began; the one that tripped counts, also where readings are left out. */
export function peakReading(run: Run): Reading | null {
  const decided = run.decision?.kind === 'trip' ? run.decision.reading : null;
  let peak: Reading | null = decided;
  for (const reading of run.readings) {
    if (reading.at >= zeroAt(run) && (peak === null || reading.usedBytes > peak.usedBytes)) peak = reading;
  }
  return peak;
}

export function peakPercent(run: Run): number | null {
  return percentOf(run, peakReading(run));
}

/** The last reading at or before an instant. */
export function readingBefore(run: Run, at: number): Reading | null {
  return run.readings.findLast((reading) => reading.at <= at) ?? null;
}

/** The latest reading of the container that came after a kill. */
export function readingAfterKill(run: Run, kill: Kill): Reading | null {
  const latest = latestReading(run);
  return latest !== null && latest.at > kill.at ? latest : null;
}

/** `72 %, 14.4 of 20 MiB`, or `memory unknown`. */
export function memoryWords(run: Run, reading: Pick<Reading, 'usedBytes'> | null): string {
  if (reading === null) return 'memory unknown';
  return `${percent(percentOf(run, reading))}, ${mibOf(reading.usedBytes, run.limitBytes)}`;
}

/** Working set and rss further apart than a warm service shows them (facts/real-leak.md). */
const apartPercent = 15;

/** `rss 53 %, the rest page cache, not the service`, or, where it was not so from the start, `page cache or buffers`; null: they agree, or rss is not known. */
export function rssWords(run: Run, reading: Reading | null): string | null {
  if (reading === null || reading.rssBytes === null) return null;
  const rss = utilization(run, reading.rssBytes);
  const apart = utilization(run, reading.usedBytes) - rss;
  if (apart <= apartPercent) return null;
  return `rss ${percent(rss)}, ${run.eyes.pageCache ? 'the rest page cache, not the service' : 'the rest page cache or buffers'}`;
}

const trendWindowMs = 3 * 60_000;
const trendShortestMs = 30_000;
const trendMostPoints = 40;

/**
 * Points a minute: the median of all slopes between readings of the last three minutes and of one pod, which a burst
 * does not bend. Null under four readings or half a minute.
 */
export function pointsAMinute(run: Run, since: number): number | null {
  const latest = latestReading(run);
  if (latest === null) return null;
  const from = Math.max(since, latest.at - trendWindowMs);
  const recent = run.readings.filter(
    (reading) => reading.at >= from && reading.pod === latest.pod && reading.restarts === latest.restarts,
  );
  const first = recent[0];
  if (first === undefined || recent.length < 4 || latest.at - first.at < trendShortestMs) return null;
  const step = Math.ceil(recent.length / trendMostPoints);
  const points = recent.filter((_reading, index) => index % step === 0);
  const slopes: number[] = [];
  for (const [index, a] of points.entries()) {
    for (const b of points.slice(index + 1)) {
      if (b.at > a.at)
        slopes.push(((b.usedBytes - a.usedBytes) / run.limitBytes / (b.at - a.at)) * 6_000_000);
    }
  }
  slopes.sort((a, b) => a - b);
  const middle = slopes[Math.floor(slopes.length / 2)];
  return middle === undefined || !Number.isFinite(middle) ? null : middle;
}
