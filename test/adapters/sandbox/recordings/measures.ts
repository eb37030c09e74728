/** What is compared of a run, recorded or played: numbers by name. What cannot be measured in it is left out. */
import type { Recording, Row } from './condition.ts';

export type Measures = Record<string, number>;

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
export const median = (values: readonly number[]) => quantile(values, 0.5);

const between = (rows: readonly Row[], from: number, to: number) =>
  rows.filter(({ second }) => second >= from && second <= to);
const level = (rows: readonly Row[], from: number, to: number) =>
  median(between(rows, from, to).map(({ used }) => used));
const ordersUntil = (rows: readonly Row[], second: number) =>
  rows.findLast((row) => row.second <= second)?.orders ?? 0;

/** Of orders with nobody beside them: how far the true peak, and the samples around, stand above the seconds before. */
function singleBursts(rows: readonly Row[], from: number, to: number) {
  const peaks: number[] = [];
  const samples: number[] = [];
  const came = rows.map((row, index) => row.orders - (rows[index - 1]?.orders ?? 0));
  for (let index = 3; index < rows.length - 2; index += 1) {
    const { second } = rows[index]!;
    if (second < from || second > to || came[index] !== 1) continue;
    if (came[index - 1] !== 0 || came[index - 2] !== 0 || came[index + 1] !== 0) continue;
    const before = rows[index - 2]!.used;
    const around = rows.slice(index - 1, index + 2);
    peaks.push(Math.max(...around.map(({ peak }) => peak)) - before);
    samples.push(Math.max(...around.map(({ used }) => used)) - before);
  }
  return { peaks, samples };
}

function warmUp({ rows, condition }: Recording): Measures {
  const at = (second: number) => [
    `warm-up, ${condition.rate} orders a minute: ${second} s`,
    level(rows, second - 1, second + 1),
  ];
  return Object.fromEntries([5, 10, 20, 30, 58].map(at));
}

function healthy({ rows, condition, killAt }: Recording): Measures {
  const { onAt, offAt } = condition;
  const to = Math.min(offAt ?? Number.POSITIVE_INFINITY, killAt ?? Number.POSITIVE_INFINITY) - 1;
  const flagged = between(rows, onAt + 60, to);
  const found: Measures = {};
  const { peaks, samples } = singleBursts(rows, onAt + 30, to);
  if (peaks.length >= 15) {
    found['burst, median'] = median(peaks);
    found['burst, 95 %'] = quantile(peaks, 0.95);
    found['burst in samples, median'] = median(samples);
    found['burst in samples, 90 %'] = quantile(samples, 0.9);
  }
  // Above that a single burst decides it.
  if (to > onAt + 45 && condition.value <= 2000)
    found['level, half a minute after on'] = level(rows, onAt + 15, onAt + 45);
  if (flagged.length > 120) found['level, first minutes'] = level(flagged, onAt + 60, onAt + 240);
  if (to > 900) found['level, late'] = level(flagged, 800, 1230);
  if (flagged.length > 240) {
    found['highest peak'] = Math.max(...flagged.map(({ peak }) => peak));
    found['highest sample'] = Math.max(...flagged.map(({ used }) => used));
    found['over rss'] = median(flagged.map(({ used, rss }) => used - rss));
  }
  if (killAt !== null) found['killed after'] = killAt - onAt;
  const counts = flagged.flatMap(({ goroutines }) => goroutines ?? []);
  if (counts.length > 0) found.goroutines = median(counts);
  if (offAt !== null) found['level after off'] = level(rows, offAt + 15, offAt + 75);
  return found;
}

/** From the broker's death on. */
function dead({ rows, condition, killAt }: Recording): Measures {
  const { awayFrom, offAt, value } = condition;
  const end = Math.min(offAt ?? Number.POSITIVE_INFINITY, (killAt ?? rows.at(-1)!.second) - 3);
  const minutes = (end - awayFrom) / 60;
  const found: Measures = {};
  if (killAt !== null) found['killed after'] = killAt - awayFrom;
  found['points a minute'] = (level(rows, end - 8, end) - level(rows, awayFrom - 20, awayFrom)) / minutes;
  const completed = ordersUntil(rows, end) - ordersUntil(rows, awayFrom);
  if (value > 0) found['messages a second'] = (completed * value) / (end - awayFrom);
  else found['orders a minute'] = completed / minutes;
  const last = rows.findLast(
    (row, index) => row.second <= end && row.orders > (rows[index - 1]?.orders ?? 0),
  );
  if (last !== undefined && value > 10) found['silent at the end'] = end - last.second;
  const counts = between(rows, awayFrom + 60, end).flatMap(({ goroutines }) => goroutines ?? []);
  if (counts.length > 0) found['goroutines a minute'] = ((counts.at(-1) ?? 0) - 67) / minutes;
  if (offAt !== null && killAt === null) {
    const to = rows.at(-1)!.second;
    found['change after off'] = level(rows, to - 60, to) - level(rows, offAt + 30, offAt + 60);
    found['orders a minute after off'] =
      (ordersUntil(rows, to) - ordersUntil(rows, offAt + 120)) / ((to - offAt - 120) / 60);
  }
  return found;
}

/** From the broker's stop on. */
function stalled({ rows, condition, killAt }: Recording): Measures {
  const { awayFrom, backAt, value } = condition;
  const until = Math.min(backAt, killAt ?? Number.POSITIVE_INFINITY);
  const rise = (from: number, to: number) => level(rows, to - 15, to) - level(rows, from, from + 15);
  const found: Measures = {};
  const completed = ordersUntil(rows, until) - ordersUntil(rows, awayFrom);
  found['orders still completed'] = completed;
  if (killAt !== null) found['killed after'] = killAt - (killAt > backAt ? backAt : awayFrom);
  const last = rows.findLast(
    (row, index) => row.second < until && row.orders > (rows[index - 1]?.orders ?? 0),
  );
  const hangs = until === Number.POSITIVE_INFINITY ? Math.min(rows.at(-1)!.second, 1160) : until - 5;
  if (last === undefined || backAt < Number.POSITIVE_INFINITY) return found;
  if (hangs - last.second > 150) {
    const minutes = (hangs - last.second) / 60;
    const counts = between(rows, last.second + 60, hangs).flatMap(({ goroutines }) => goroutines ?? []);
    found['points a minute, hanging'] = rise(last.second, hangs) / minutes;
    found['goroutines a minute, hanging'] =
      ((counts.at(-1) ?? 0) - (counts[0] ?? 0)) / ((counts.length - 1) / 60);
    if (value === 300 && condition.rate > 10) found['goroutines stuck'] = (counts[0] ?? 0) - 67;
  }
  return found;
}

function cold({ rows }: Recording): Measures {
  const later = between(rows, 60, 1230);
  return {
    'cold: level': median(later.map(({ used }) => used)),
    'cold: highest sample': Math.max(...later.map(({ used }) => used)),
    'cold: rss': median(later.map(({ rss }) => rss)),
    'cold: peak': median(later.map(({ peak }) => peak)),
  };
}

export function measuresOf(run: Recording): Measures {
  const { broker, coldCache, gomemlimit } = run.condition;
  if (coldCache) return cold(run);
  const prefix = gomemlimit ? '' : 'no GOMEMLIMIT: ';
  const named = Object.entries(
    broker === 'healthy' ? healthy(run) : broker === 'killed' ? dead(run) : stalled(run),
  ).map(([name, value]) => [`${broker === 'healthy' ? prefix : `${broker}: `}${name}`, value]);
  return { ...warmUp(run), ...Object.fromEntries(named) };
}
