/** The level that bursts and ramps start from: facts/breaker-study.md, "BEFORE". */
import type { MemoryPoint } from './service-memory.ts';
import { quantile } from './statistics.ts';
import { coldLevel } from './warm-up.ts';

const window = { fromSeconds: 20, toSeconds: 60 };
const recentMs = 120_000;
const fewest = 2;

/**
 * @param points of one process, oldest first
 * @param quietUntil instant from which the flag is served: what comes later holds bursts; null: it never was
 * @returns percent; null: too few readings
 */
export function startLevel(
  points: readonly MemoryPoint[],
  processStartedAt: number,
  quietUntil: number | null,
): number | null {
  const ageSeconds = (point: MemoryPoint) => (point.at - processStartedAt) / 1000;
  const young = points.filter(
    (point) => ageSeconds(point) >= window.fromSeconds && ageSeconds(point) <= window.toSeconds,
  );
  if (young.length >= fewest)
    return quantile(
      young.map(({ percent }) => percent),
      0.5,
    );
  const quiet = points.filter(({ at }) => quietUntil === null || at <= quietUntil);
  const first = points[0];
  const used =
    quiet.length > 0 || first === undefined ? quiet : points.filter(({ at }) => at - first.at <= 60_000);
  if (used.length === 0) return null;
  return quantile(
    used.map((point) => coldLevel(point.percent, ageSeconds(point))),
    0.5,
  );
}

/** The start's level, or what memory has not fallen under for two minutes where that is higher: a step stays. */
export function presentLevel(
  points: readonly MemoryPoint[],
  processStartedAt: number,
  start: number | null,
): number | null {
  const last = points.at(-1);
  if (last === undefined) return start;
  const recent = points.filter(({ at }) => last.at - at <= recentMs);
  const first = recent[0]!;
  if (last.at - first.at < recentMs / 2 || recent.length < 4) return start;
  const floor = quantile(
    recent.map(({ percent }) => percent),
    0.1,
  );
  const level = coldLevel(floor, (last.at - processStartedAt) / 1000);
  return start === null ? level : Math.max(start, level);
}
