/**
 * What of the working set is the service's. On a node whose page cache is cold the working set holds file pages that
 * the kernel gives back when memory is short: 71–92 % were measured with the flag off and no kill, with rss at 50–55 %
 * (facts/real-leak.md). Where rss is known the two are told apart.
 */
import type { Reading } from '../ports.ts';
import { percentOfLimit } from './percent-of-limit.ts';
import { median } from './statistics.ts';

/** Warm, the working set is 1–4 points over rss, 10 with a health probe in the container, cold 25. */
const coldPoints = 15;
/** What the kernel holds for the service beside rss: buffers of sockets, page tables. */
const besideRssBytes = 2 * 1024 * 1024;
/** File pages are read when a process starts: what its first readings show is not of a leak. */
const firstMs = 60_000;
/** A true peak stands no further over rss while nothing bursts. */
const peakPoints = 20;

export interface MemoryPoint {
  at: number;
  /** Of the limit. */
  percent: number;
}

/** Working set and rss are apart in the first readings of this process. False where rss is unknown. */
export function startedCold(readings: readonly Reading[], limitBytes: number): boolean {
  const first = firstReadings(readings);
  const gaps = first.flatMap(({ usedBytes, rssBytes }) => (rssBytes === null ? [] : [usedBytes - rssBytes]));
  return gaps.length >= 2 && percentOfLimit(median(gaps), limitBytes) > coldPoints;
}

/** @param readings of one process, oldest first */
function firstReadings(readings: readonly Reading[]): readonly Reading[] {
  const first = readings[0];
  if (first === undefined) return [];
  const later = readings.findIndex((reading) => reading.at - first.at > firstMs);
  return later === -1 ? readings : readings.slice(0, later);
}

/** Percent of the limit without the page cache of a cold start; the working set in all other cases. */
export function servicePercent(reading: Reading, limitBytes: number, cold: boolean): number {
  const used = percentOfLimit(reading.usedBytes, limitBytes);
  if (!cold || reading.rssBytes === null) return used;
  const apart = used - percentOfLimit(reading.rssBytes, limitBytes);
  return apart > coldPoints
    ? Math.min(used, percentOfLimit(reading.rssBytes + besideRssBytes, limitBytes))
    : used;
}

/**
 * The source shows the true peak of each window, and it says something of the service: at the start it agrees with rss
 * (or the working set) within 20 points. A source whose maximum only grows shows records: those windows in which one
 * was reached, and too few to answer for the others.
 */
export function peakIsTrue(readings: readonly Reading[], limitBytes: number): boolean {
  const first = firstReadings(readings);
  const apart = peaksApart(first);
  const isShown = apart.length > 0 && apart.length * 2 >= first.length;
  return isShown && percentOfLimit(median(apart), limitBytes) <= peakPoints;
}

function peaksApart(readings: readonly Reading[]): number[] {
  return readings.flatMap(({ usedBytes, rssBytes, peakBytes }) =>
    peakBytes === null ? [] : [peakBytes - (rssBytes ?? usedBytes)],
  );
}

/**
 * A record says something of the service where rss is known and the working set keeps to it at the start: there are no
 * file pages that filled the limit. Where they had, there would be no record either.
 */
export function recordIsTrue(readings: readonly Reading[], limitBytes: number): boolean {
  const first = firstReadings(readings);
  const known = first.filter(({ rssBytes }) => rssBytes !== null);
  const isApart = peaksApart(first).some((bytes) => percentOfLimit(bytes, limitBytes) > peakPoints);
  return known.length >= 2 && !isApart && !startedCold(readings, limitBytes);
}
