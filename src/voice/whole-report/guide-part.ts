/** Memory against the guide's tables: when it was where, how high it came, how fast. */
import { type Ended, utilization } from '../../run/run.ts';
import { senLine } from '../../safety/statistics.ts';
import type { MinuteBand } from '../../scenario/catalog.ts';
import { band, brokerDownWords, firstValue, guideOf, measuredWords } from '../guide-words.ts';
import { peakReading, percentOf, zeroAt } from '../memory.ts';
import { exactOffset, mibOf, percentBeside, trend } from '../number.ts';
import { type ReportPart, type ReportRow, row } from './part.ts';

const levels = [50, 60, 80, 90] as const;
const minuteMs = 60_000;
const mostPaced = 200;

export function guidePart(run: Ended): ReportPart {
  const title = 'Memory against the guide';
  if (run.growingAt === null) return { title, rows: [] };
  const { growth, forValue } = guideOf(run);
  const guided = run.broker === null;
  const guide = forValue === null ? 'guide' : `guide for ${forValue}`;
  const times: Record<(typeof levels)[number], MinuteBand | null> = {
    50: growth.to50,
    60: growth.to60,
    80: growth.to80,
    90: growth.to90,
  };
  const beside = (time: MinuteBand | null) => (guided && time !== null ? `${guide} ${band(time)}` : null);
  return {
    title,
    rows: [
      row('Before', percentAnd(run, run.baselineBytes)),
      ...levels.map((level) => reachedRow(run, level, beside(times[level]))),
      peakRow(run),
      paceRow(run),
      row('Kill', killWords(run), guided ? beside(growth.toKill) : null),
      guided
        ? row('The real service', measuredWords(firstValue(run)), 'measured, where the guide draws a line')
        : row('Expected', brokerDownWords(run, firstValue(run)), 'measured, not in the guide'),
    ],
  };
}

function percentAnd(run: Ended, usedBytes: number): string {
  const level = percentBeside(utilization(run, usedBytes), run.breaker.thresholdPercent);
  return `${level}, ${mibOf(usedBytes, run.limitBytes)}`;
}

/** Readings until the flag was seen off, or to the end where it never was. */
function grown(run: Ended) {
  const until = run.flag.seenOffAt ?? run.endedAt;
  return run.readings.filter(({ at }) => at >= zeroAt(run) && at <= until);
}

function reachedRow(run: Ended, level: number, beside: string | null): ReportRow {
  const what = `${level}\u00a0% reached`;
  if (utilization(run, run.baselineBytes) >= level) return row(what, 'from the beginning', beside);
  const first = grown(run).find(({ usedBytes }) => utilization(run, usedBytes) >= level);
  return row(what, first === undefined ? 'not reached' : exactOffset(first.at - zeroAt(run)), beside);
}

function peakRow(run: Ended): ReportRow {
  const what = run.kills.length === 0 ? 'Highest' : 'Highest reading';
  const peak = peakReading(run);
  if (peak === null) return row(what, 'unknown', 'no reading');
  const truePeaks = run.readings.flatMap(({ peakBytes }) => peakBytes ?? []);
  const beside =
    truePeaks.length === 0
      ? 'between two readings it may have been higher'
      : `true peak ${percentBeside(percentOf(run, { usedBytes: Math.max(...truePeaks) }), run.breaker.thresholdPercent)}`;
  return row(what, `${percentAnd(run, peak.usedBytes)} at ${exactOffset(peak.at - zeroAt(run))}`, beside);
}

/** Sen's slope, which no burst tilts. It looks at all pairs: of long runs every so many readings are enough. */
function paceRow(run: Ended): ReportRow {
  const all = grown(run);
  const every = Math.ceil(all.length / mostPaced);
  const points = all
    .filter((_reading, index) => index % every === 0)
    .map(({ at, usedBytes }) => ({
      x: (at - zeroAt(run)) / minuteMs,
      y: utilization(run, usedBytes),
    }));
  const line = run.kills.length === 0 ? senLine(points) : null;
  const why = run.kills.length === 0 ? 'fewer than four readings' : 'a kill is no line';
  return row(
    'Pace',
    line === null ? 'unknown' : trend(line.slope),
    line === null ? why : 'median of all pairs',
  );
}

function killWords(run: Ended): string {
  const first = run.kills[0];
  return first === undefined ? 'none' : exactOffset(first.at - zeroAt(run));
}
