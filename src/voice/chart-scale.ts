/** The plane of the chart: minutes since the start across, percent of the limit up. Pure geometry, in pixels. */
import { latestReading, type Run, utilization } from '../run/run.ts';
import { peakReading, percentOf, zeroAt } from './memory.ts';

export const size = { width: 600, height: 338 };
export const plot = { left: 46, right: 586, top: 62, bottom: 278 };

export interface Scale {
  fromMs: number;
  toMs: number;
  topPercent: number;
  x(at: number): number;
  y(percent: number): number;
}

/** The whole run, at least two minutes; over the limit room for a label. */
export function scaleOf(run: Run, now: number): Scale {
  const first = run.readings[0]?.at ?? run.startedAt;
  const zero = zeroAt(run);
  const fromMs = Math.max(Math.min(first, run.startedAt, zero), zero - 5 * 60_000);
  const end = run.state === 'ended' ? run.endedAt : now;
  const toMs = Math.max(
    fromMs + 2 * 60_000,
    Number.isFinite(end) ? end : fromMs,
    latestReading(run)?.at ?? fromMs,
  );
  const topPercent = 120;
  return {
    fromMs,
    toMs,
    topPercent,
    x: (at) => round(plot.left + clamp((at - fromMs) / (toMs - fromMs)) * (plot.right - plot.left)),
    y: (percent) => round(plot.bottom - clamp(percent / topPercent) * (plot.bottom - plot.top)),
  };
}

/** The highest reading since the growth began; `value`, its percent, is null where there is none. */
export function peakAt(run: Run, scale: Scale): { x: number; y: number; value: number | null } {
  const highest = run.growingAt === null ? null : peakReading(run);
  const value = percentOf(run, highest);
  if (highest === null || value === null) return { x: plot.right, y: plot.bottom, value: null };
  return { x: scale.x(highest.at), y: scale.y(value), value };
}

/** Whole minutes since the growth began, at most nine ticks. */
export function minuteTicks(scale: Scale, zero: number): { at: number; minutes: number }[] {
  const span = (scale.toMs - scale.fromMs) / 60_000;
  const step =
    [1, 2, 5, 10, 15, 30, 60, 120, 240, 480].find((minutes) => span / minutes <= 8) ?? Math.ceil(span / 8);
  const ticks: { at: number; minutes: number }[] = [];
  for (let minutes = 0; zero + minutes * 60_000 <= scale.toMs; minutes += step) {
    ticks.push({ at: zero + minutes * 60_000, minutes });
  }
  return ticks;
}

/**
 * Pieces of the memory line: of each bin its highest reading, so that a peak is never lost; broken where readings
 * are missing longer than the run allows, and where a pod or container begins anew (rule 19).
 */
export function linePieces(run: Run, scale: Scale, mostPoints: number): { x: number; y: number }[][] {
  const pieces: { x: number; y: number }[][] = [];
  let last: { at: number; series: string } | null = null;
  for (const reading of highestPerBin(run, scale, mostPoints)) {
    const series = `${reading.pod} ${reading.restarts}`;
    const point = { x: scale.x(reading.at), y: scale.y(utilization(run, reading.usedBytes)) };
    const piece = pieces.at(-1);
    const joins = last !== null && last.series === series && reading.at - last.at <= run.blindAfterMs;
    if (piece !== undefined && joins) piece.push(point);
    else pieces.push([point]);
    last = { at: reading.at, series };
  }
  return pieces;
}

function highestPerBin(run: Run, scale: Scale, mostPoints: number) {
  const inside = run.readings
    .filter((reading) => reading.at >= scale.fromMs && Number.isFinite(utilization(run, reading.usedBytes)))
    .sort((a, b) => a.at - b.at);
  if (inside.length <= mostPoints) return inside;
  const binMs = (scale.toMs - scale.fromMs) / mostPoints;
  const byBin = new Map<string, (typeof inside)[number]>();
  for (const reading of inside) {
    const bin = `${Math.floor((reading.at - scale.fromMs) / binMs)} ${reading.pod} ${reading.restarts}`;
    const highest = byBin.get(bin);
    if (highest === undefined || reading.usedBytes > highest.usedBytes) byBin.set(bin, reading);
  }
  return [...byBin.values()].sort((a, b) => a.at - b.at);
}

function clamp(part: number): number {
  return Number.isFinite(part) ? Math.min(1, Math.max(0, part)) : 0;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
