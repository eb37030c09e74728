/**
 * What a source of readings would have shown of a recording, and when: every `intervalSeconds` a sample, known
 * `ageSeconds` later. Nothing is shown before its time, so nothing of the future can reach who looks.
 */
import type { Trace, TraceRow } from './trace.ts';

export const signalNames = ['used', 'rss', 'peak', 'goroutines', 'orders'] as const;
type Signal = (typeof signalNames)[number];

export interface Source {
  intervalSeconds: number;
  ageSeconds: number;
  /** The first sample's second, modulo the interval. */
  phaseSeconds: number;
  /** What it shows; `used` is always among them. */
  signals: readonly Signal[];
}

/** A container's process, as the status of its pod shows it. */
interface RecordedProcess {
  restarts: number;
  /** Taken to be a second before its first row: no recording says. */
  startedSecond: number;
}

export interface Sample {
  second: number;
  seenSecond: number;
  usedBytes: number;
  rssBytes: number | null;
  /** Highest since the sample before, of this process. */
  peakBytes: number | null;
  goroutines: number | null;
  /** Of the process that it is of. */
  restarts: number;
}

export interface OrdersSeen {
  seenSecond: number;
  completed: number;
}

/** All that is shown of a recording, each list in the order in which it is seen. */
export interface Shown {
  samples: Sample[];
  /** A look each second, whatever the interval; empty without the signal or the column. */
  orders: OrdersSeen[];
  /** From which second on the pod shows which process: at once, as a pod's status is not a reading. */
  processes: (RecordedProcess & { seenSecond: number })[];
}

const ordersAgeSeconds = 5;

export function shownOf(trace: Trace, source: Source): Shown {
  const has = (signal: Signal) => source.signals.includes(signal);
  const processes = processesOf(trace.rows);
  const processOf = (row: TraceRow) =>
    processes.findLast(({ seenSecond }) => seenSecond <= row.second) ?? processes[0]!;
  const samples = sampledRows(trace.rows, source).flatMap(({ row, since }): Sample[] => {
    if (row.usedBytes === null) return [];
    const { restarts } = processOf(row);
    return [
      {
        second: row.second,
        seenSecond: row.second + source.ageSeconds,
        usedBytes: row.usedBytes,
        rssBytes: has('rss') ? row.rssBytes : null,
        peakBytes: has('peak') ? highest(since.filter((one) => processOf(one).restarts === restarts)) : null,
        goroutines: has('goroutines') ? row.goroutines : null,
        restarts,
      },
    ];
  });
  const orders = has('orders')
    ? trace.rows.flatMap((row) =>
        row.orders === null ? [] : [{ seenSecond: row.second + ordersAgeSeconds, completed: row.orders }],
      )
    : [];
  return { samples, orders, processes };
}

/**
 * The rows that stand at the source's seconds: where a recording is coarser, or has a gap, the first one after. `since`:
 * the rows after the sample before, and this one.
 */
function sampledRows(rows: readonly TraceRow[], source: Source): { row: TraceRow; since: TraceRow[] }[] {
  const tickOf = (second: number) => Math.floor((second - source.phaseSeconds) / source.intervalSeconds);
  const first = rows[0]!.second;
  // A row stands for the second up to it.
  let lastTick = tickOf(first - 1);
  let since: TraceRow[] = [];
  const sampled: { row: TraceRow; since: TraceRow[] }[] = [];
  for (const row of rows) {
    since.push(row);
    const tick = tickOf(row.second);
    if (tick === lastTick) continue;
    lastTick = tick;
    sampled.push({ row, since: since.filter((one) => row.second - one.second < source.intervalSeconds) });
    since = [];
  }
  return sampled;
}

function highest(rows: readonly TraceRow[]): number | null {
  const peaks = rows.map((row) => row.peakBytes).filter((peak) => peak !== null);
  return peaks.length === 0 ? null : Math.max(...peaks);
}

/** A count of restarts that changes is a new process; an unknown one is no change. */
function processesOf(rows: readonly TraceRow[]): Shown['processes'] {
  const found: Shown['processes'] = [];
  const first = rows.find((row) => row.restarts !== null)?.restarts ?? 0;
  for (const { second, restarts } of rows) {
    const last = found.at(-1);
    if (last === undefined || (restarts !== null && restarts !== last.restarts)) {
      found.push({ restarts: restarts ?? first, startedSecond: second - 1, seenSecond: second });
    }
  }
  return found;
}
