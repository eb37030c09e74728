/** A run as a file that `npm run replay` reads: the format of the recorded traces. */
import type { Run } from '../../src/run/run.ts';

const columns = 'seconds,used_bytes,rss_bytes,peak_bytes,orders,goroutines,heap_bytes,restarts';

/**
 * Seconds count from the start of the run; what was read in preflight stands before 0. Unknown is empty, and
 * `heap_bytes` always is: no source of readings has it.
 */
export function readingsCsv(run: Run): string {
  const seconds = (atMs: number) => String(Math.round(atMs - run.startedAt) / 1000);
  const secondsOrEmpty = (atMs: number | null) => (atMs === null ? '' : seconds(atMs));
  const header = [
    `flag_value=${run.flag.value}`,
    `orders_per_minute=${ordersPerMinute(run) ?? ''}`,
    `users_about=${run.users}`,
    `limit_bytes=${run.limitBytes}`,
    `gomemlimit=${gomemlimit(run.gomemlimitBytes)}`,
    `flag_on_at=${secondsOrEmpty(run.growingAt)}`,
    `flag_off_at=${secondsOrEmpty(run.flag.seenOffAt)}`,
  ];
  const rows = run.readings
    .toSorted((one, other) => one.at - other.at)
    .map((reading) =>
      [
        seconds(reading.at),
        reading.usedBytes,
        reading.rssBytes ?? '',
        reading.peakBytes ?? '',
        reading.orders ?? '',
        reading.goroutines ?? '',
        '',
        reading.restarts,
      ].join(','),
    );
  const outcome = run.state === 'ended' ? run.outcome : run.state;
  return [`# ${header.join(' ')}`, `# run=${run.id} outcome=${outcome}`, columns, ...rows, ''].join('\n');
}

/** GOMEMLIMIT as Go writes it; empty: unknown. */
function gomemlimit(bytes: number | null): string {
  if (bytes === null) return '';
  return bytes % 1_048_576 === 0 ? `${bytes / 1_048_576}MiB` : `${bytes}B`;
}

/** Over the readings that count orders; null: fewer than two of them, or the counter went back. */
function ordersPerMinute(run: Run): number | null {
  const counted = run.readings.filter((reading) => reading.orders !== null);
  const first = counted[0];
  const last = counted.at(-1);
  if (first === undefined || last === undefined || last.at <= first.at) return null;
  const orders = last.orders! - first.orders!;
  return orders < 0 ? null : Math.round((orders / (last.at - first.at)) * 600_000) / 10;
}
