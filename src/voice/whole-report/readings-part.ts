/** What was seen of the target, how late, and what its source does not show. */
import type { Reading } from '../../ports.ts';
import type { Ended } from '../../run/run.ts';
import { median } from '../../safety/statistics.ts';
import { zeroAt } from '../memory.ts';
import { exactDuration, inSeconds } from '../number.ts';
import { type ReportPart, type ReportRow, row } from './part.ts';

const signals = [
  ['rssBytes', 'rss'],
  ['peakBytes', 'true peaks'],
  ['goroutines', 'goroutines'],
] as const;

export function readingsPart(run: Ended): ReportPart {
  const readings = run.readings.filter(({ at }) => at >= zeroAt(run));
  const title = 'The readings';
  if (run.growingAt === null) return { title, rows: [] };
  if (readings.length === 0) return { title, rows: [row('Seen', 'none', run.readingsWhy)] };
  return {
    title,
    rows: [
      row('Seen', `${readings.length}`, apart(readings)),
      row(
        'Late by',
        `${inSeconds(median(readings.map(late)))}, at most ${inSeconds(Math.max(...readings.map(late)))}`,
        'from their own date until leakops saw them',
      ),
      ...gapRow(readings),
      ...lackRow(run, readings),
    ],
  };
}

const late = ({ at, seenAt }: Reading) => Math.max(0, seenAt - at);

/** Of one pod: what another one shows at the same time is no shorter interval. */
function gapsMs(readings: readonly Reading[]): number[] {
  return readings.flatMap((reading, index) => {
    const before = readings[index - 1];
    return before === undefined || before.pod !== reading.pod ? [] : [reading.at - before.at];
  });
}

function apart(readings: readonly Reading[]): string | null {
  const gaps = gapsMs(readings);
  return gaps.length === 0 ? null : `every ${inSeconds(median(gaps))}`;
}

function gapRow(readings: readonly Reading[]): ReportRow[] {
  const gaps = gapsMs(readings);
  const longestMs = Math.max(0, ...gaps);
  if (gaps.length === 0 || longestMs <= 2 * median(gaps)) return [];
  return [row('Longest without one', exactDuration(longestMs))];
}

function lackRow({ world }: Ended, readings: readonly Reading[]): ReportRow[] {
  const lacking = signals.filter(([signal]) => readings.every((reading) => reading[signal] === null));
  if (lacking.length === 0) return [];
  const names = lacking.map(([, name]) => name).join(', ');
  return [
    row(
      'Not shown by their source',
      names,
      world.target === 'sandbox' ? null : 'with PROMETHEUS_URL they may be',
    ),
  ];
}
