/** Whether memory was freed is a finding: off stops growth, and frees what it frees (facts/real-leak.md). */
import type { Reading } from '../ports.ts';
import { recoveredPercent } from '../run/recovery.ts';
import { latestReading, type Run, utilization } from '../run/run.ts';
import { zeroAt } from './memory.ts';
import { duration, percent } from './number.ts';

/** Less is noise of the readings. */
const changedPercent = 3;

/**
 * `freed, 81 → 58 % in 40 s`, `freed by the kill, 95 → 41 %`, `held at 79 %, nothing freed`, `held at 60 %, nothing to
 * free`, `only 81 → 71 % freed`.
 *
 * @param tookMs how long it took to be as it is; null: not to be said
 */
export function freedWords(run: Run, tookMs: number | null = null): string {
  const last = latestReading(run);
  if (last === null || !Number.isFinite(utilization(run, last.usedBytes))) return 'memory unknown';
  const to = utilization(run, last.usedBytes);
  const enough = run.recovery === 'recovered' || to <= recoveredPercent(run.heldPercent);
  const from = highestSince(run, last);
  if (from === null) return `at ${percent(to)}`;
  if (from - to >= changedPercent) {
    if (!enough) return `only ${course(from, to)} freed`;
    const by = cause(run);
    const took = by !== '' || tookMs === null ? '' : ` in ${duration(tookMs)}`;
    return `freed${by}, ${course(from, to)}${took}`;
  }
  const before = beforeTheEnd(run);
  const rose = before === null ? 0 : to - utilization(run, before.usedBytes);
  if (before !== null && rose >= changedPercent && !enough) return `${course(to - rose, to)}, nothing freed`;
  const held = tookMs === null ? '' : ` for ${duration(tookMs)}`;
  return `held at ${percent(to)}${held}, ${enough ? 'nothing to free' : 'nothing freed'}`;
}

/** `81 → 58 %`. */
function course(from: number, to: number): string {
  return `${percent(from).replace('\u00a0%', '')} → ${percent(to)}`;
}

/** From the last reading before the decision on, and without the latest itself. */
function highestSince(run: Run, last: Reading): number | null {
  const before = beforeTheEnd(run);
  const from = before?.at ?? run.decision?.at ?? zeroAt(run);
  const values = run.readings
    .filter((reading) => reading.at >= from && reading !== last)
    .map((reading) => utilization(run, reading.usedBytes));
  return values.length === 0 ? null : Math.max(...values);
}

function beforeTheEnd(run: Run): Reading | null {
  const at = run.decision?.at ?? zeroAt(run);
  return run.readings.findLast((reading) => reading.at <= at) ?? null;
}

/** What came last of what frees all. */
function cause(run: Run): string {
  const since = run.decision?.at ?? zeroAt(run);
  const restartAt = run.restart?.done ? run.restart.requestedAt : 0;
  const killAt = run.kills.at(-1)?.at ?? 0;
  const seenAt = run.restartsSeen.at(-1)?.at ?? 0;
  // A decision by a kill is dated when it was seen, after it.
  if (killAt > 0 && killAt >= restartAt && run.kills.some((kill) => kill.at >= since - 60_000)) {
    return ' by the kill';
  }
  if (restartAt > 0) return ' by the restart';
  return seenAt > since ? ' by a restart' : '';
}
