/** What a dead broker does to the real checkout: facts/real-leak.md, "With Kafka in trouble there is". */
import type { MinuteBand } from './catalog.ts';

/** A goroutine for ever, of 2.3 KiB; on the demo's limit. */
const bytesPerGoroutine = 2.3 * 1024;
const limitBytes = 20 * 2 ** 20;
/** Above that the client throttles: no value is faster. */
const mostPointsAMinute = 7;
/** Minutes from the broker's death to the kill at that pace, as measured. */
const fastestKill: MinuteBand = [7, 13];

/** Points of the demo's limit a minute, and minutes from the broker's death to the kill; null: later than two hours. */
export function brokerDownGrowth(
  flagValue: number,
  ordersPerMinute: number,
): { pointsAMinute: number; toKill: MinuteBand | null } {
  const physical = (flagValue * ordersPerMinute * bytesPerGoroutine * 100) / limitBytes;
  const pointsAMinute = Math.min(mostPointsAMinute, physical);
  const slower = mostPointsAMinute / pointsAMinute;
  const [earliest, latest] = fastestKill;
  if (!(earliest * slower <= 120)) return { pointsAMinute, toKill: null };
  return { pointsAMinute, toKill: [Math.round(earliest * slower), Math.round(latest * slower)] };
}
