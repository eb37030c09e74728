/**
 * A Go process warms up by itself: 34 → 49 % within a minute of its start, 57–60 % in the end (facts/real-leak.md),
 * w(t) = −20·exp(−t/45) − 8·exp(−t/200). The heap grows in proportion to what the service holds, so the curve is kept
 * as shares of the level at 20–60 s, which was 49 %: it holds for other limits and sizes too.
 */
const measuredLevel = 49;
const quick = { share: 20 / measuredLevel, seconds: 45 };
const slow = { share: 8 / measuredLevel, seconds: 200 };
const levelAgeSeconds = 40;

/** From this age on a rise is more than warm-up. */
export const warmUpSeconds = 240;

/** Points a second by which warm-up alone raises memory at a process age. */
export function warmUpSlope(ageSeconds: number, levelPercent: number): number {
  const age = Math.max(0, ageSeconds);
  const part = ({ share, seconds }: { share: number; seconds: number }) =>
    (share / seconds) * Math.exp(-age / seconds);
  return levelPercent * (part(quick) + part(slow));
}

/**
 * What a level measured at this age was at 20–60 s, or would have been: what a process gains later is garbage that the
 * collector frees when memory is short, so that bursts start from the lower level.
 */
export function coldLevel(percent: number, ageSeconds: number): number {
  const gained = 1 - Math.exp(-Math.max(0, ageSeconds - levelAgeSeconds) / slow.seconds);
  return percent / (1 + slow.share * gained);
}
