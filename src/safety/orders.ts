/**
 * Completed orders, as the load generator counts them: how many a second, and whether they have stopped. A broker that
 * hangs shows there first: before it comes back there is nothing in memory, but orders have stopped for 22–30 s
 * (facts/breaker-study.md, rule 2).
 */

/** The sum at a look; a sum that falls was reset and begins anew. */
export interface OrderCount {
  at: number;
  completed: number;
}

export interface OrderFlow {
  /** Orders seen to complete under the present load, in `seconds` that end with the last of them. */
  completed: number;
  seconds: number;
  /** Since the look at which the count last rose, to the latest look. */
  silentSeconds: number;
  /** Instants of the look at which the count last rose, and of the latest look. */
  lastRiseAt: number;
  lookedAt: number;
}

/** Rates drift: what is older does not count. */
const windowMs = 600_000;
/** Kept by a run: those at which the count changed, and the latest. */
const countsKept = 240;
/** Older counts say nothing of now: an unreachable load generator is unknown, not stalled. */
const freshMs = 45_000;
const fewestOrders = 5;
/** A sum that is back so soon was misread; one that was reset needs longer. */
const dipMs = 60_000;
/** A healthy load may be silent for as long as is called stalled once in fifty hours. */
const falseAlarmsPerHour = 0.02;

/**
 * Without the looks at which the sum fell and was back within the minute: no load generator takes orders back, and what
 * would be counted twice makes a healthy silence look like a stall.
 */
function withoutDips(counts: readonly OrderCount[]): readonly OrderCount[] {
  if (counts.every((count, i) => i === 0 || count.completed >= counts[i - 1]!.completed)) return counts;
  const kept: OrderCount[] = [];
  counts.forEach((count, i) => {
    const before = kept.at(-1);
    const isDip =
      before !== undefined &&
      count.completed < before.completed &&
      counts
        .slice(i + 1)
        .some(({ at, completed }) => at - before.at <= dipMs && completed >= before.completed);
    if (!isDip) kept.push(count);
  });
  return kept;
}

/** @param since instant from which the load runs as it does now */
export function orderFlow(looks: readonly OrderCount[], since: number | null): OrderFlow | null {
  const counts = withoutDips(looks);
  const latest = counts.at(-1);
  if (since === null || latest === undefined) return null;
  let start = counts.length - 1;
  while (
    start > 0 &&
    counts[start - 1]!.at >= since &&
    counts[start - 1]!.completed <= counts[start]!.completed
  )
    start -= 1;
  const base = counts[start]!;
  if (base.at < since) return null;
  let lastRiseAt = base.at;
  let last = base;
  for (const count of counts.slice(start)) {
    if (count.completed > last.completed) lastRiseAt = count.at;
    last = count;
  }
  const from = counts.slice(start).find(({ at }) => lastRiseAt - at <= windowMs) ?? base;
  return {
    completed: latest.completed - from.completed,
    seconds: (lastRiseAt - from.at) / 1000,
    silentSeconds: (latest.at - lastRiseAt) / 1000,
    lastRiseAt,
    lookedAt: latest.at,
  };
}

/** Orders a second as measured, drawn to what is expected of the load while little is measured; null: unknown. */
export function orderRate(flow: OrderFlow | null, expectedPerSecond: number | null): number | null {
  const seconds = flow === null ? 0 : flow.seconds;
  const completed = flow === null ? 0 : flow.completed;
  if (expectedPerSecond === null)
    return seconds > 0 && completed >= fewestOrders ? completed / seconds : null;
  const priorSeconds = 60;
  return (completed + expectedPerSecond * priorSeconds) / (seconds + priorSeconds);
}

export interface Stall {
  seconds: number;
  /** Orders that were due in that time. */
  due: number;
}

/**
 * Silence that a healthy load of the measured rate would show once in fifty hours: the chance of no order in g seconds
 * after n in T is (T / (T + g))^n, which holds for a rate that is known badly, too. null: not stalled, or unknown.
 */
export function stallOf(flow: OrderFlow | null, now: number): Stall | null {
  if (flow === null || flow.completed < fewestOrders || flow.seconds <= 0) return null;
  if (now - flow.lookedAt > freshMs) return null;
  const { completed, seconds, silentSeconds } = flow;
  const rate = completed / seconds;
  const surprise = completed * Math.log(1 + silentSeconds / seconds);
  if (surprise < Math.log((rate * 3600) / falseAlarmsPerHour)) return null;
  return { seconds: silentSeconds, due: rate * silentSeconds };
}

/** With a look added: bounded, the looks between two changes left out. */
export function countsWith(counts: readonly OrderCount[], look: OrderCount): OrderCount[] {
  const last = counts.at(-1);
  if (last !== undefined && look.at <= last.at) return [...counts];
  const isRepeat =
    last !== undefined && last.completed === look.completed && counts.at(-2)?.completed === look.completed;
  return [...(isRepeat ? counts.slice(0, -1) : counts), look].slice(-countsKept);
}
