/** A run as the chart draws it: columns, levels, marks, the band of the forecast. Pure: no document here. */
import { noBreak, offset, ordersAMinute, utc, zeroOf } from './run-words.js';

const minuteMs = 60_000;
/** A line does not join what lies further apart than this many usual distances: readings are missing there. */
const gapFactor = 5;

export const minutesOf = (run, iso) => (Date.parse(iso) - zeroOf(run)) / minuteMs;
const percentOf = (run, bytes) => (bytes === null ? null : (bytes / run.limitBytes) * 100);

/**
 * `columns`: minutes, used %, peak %, orders a minute; null breaks a line, where readings are missing and where a pod
 * or container begins anew. `indexes`: of each row the reading's, null: a break.
 */
export function columnsOf(run) {
  const columns = [[], [], [], []];
  const indexes = [];
  const add = (index, ...values) => {
    indexes.push(index);
    values.forEach((value, column) => {
      columns[column].push(value);
    });
  };
  const { readings } = run;
  const gap = usualGap(run) * gapFactor;
  readings.forEach((reading, index) => {
    const before = readings[index - 1];
    const at = minutesOf(run, reading.at);
    if (before !== undefined) {
      const last = minutesOf(run, before.at);
      const isNew = before.pod !== reading.pod || before.restarts !== reading.restarts;
      if (isNew || at - last > gap) add(null, (last + at) / 2, null, null, null);
    }
    add(
      index,
      at,
      percentOf(run, reading.usedBytes),
      percentOf(run, reading.peakBytes),
      ordersAMinute(before, reading),
    );
  });
  return { columns, indexes };
}

/** In minutes, the median of the last ones. */
function usualGap(run) {
  const last = run.readings.slice(-40);
  const gaps = last
    .slice(1)
    .map((one, index) => (Date.parse(one.at) - Date.parse(last[index].at)) / minuteMs);
  gaps.sort((one, other) => one - other);
  return gaps[Math.floor(gaps.length / 2)] ?? 1;
}

/** From and to, in minutes: the whole run, and of a live one what is forecast, as far as that leaves it half of the width. */
export function spanOf(run, columns) {
  const times = columns[0];
  const events = run.events.map(({ at }) => minutesOf(run, at));
  const from = Math.max(-5, Math.min(0, times[0] ?? 0, ...events.slice(0, 1)));
  const last = Math.max(times.at(-1) ?? 0, events.at(-1) ?? 0);
  const band = bandOf(run);
  const wanted =
    band === null ? last : Math.max(last, Math.min(band.latest, last + Math.max(5, last - from)));
  return [from, Math.max(from + 2, wanted + (wanted - from) * 0.02)];
}

/** Where a kill is forecast, in minutes; null: it is not, its time has passed, or the growth is over. */
export function bandOf(run) {
  const { forecast, state } = run;
  const last = run.readings.at(-1);
  if (forecast === null || state !== 'growing' || last === undefined) return null;
  if (Date.parse(forecast.latestKillAt) <= Date.parse(last.at)) return null;
  return {
    earliest: minutesOf(run, forecast.earliestKillAt),
    latest: minutesOf(run, forecast.latestKillAt),
    words: `kill forecast ${forecast.earliestKillAt.slice(11, 16)}–${forecast.latestKillAt.slice(11, 16)} UTC`,
  };
}

/** Limit, breaker, GOMEMLIMIT, the highest first; of two that are one line the label names both. */
export function levelsOf(run) {
  const gomemlimit = percentOf(run, run.gomemlimitBytes);
  const { thresholdPercent, state } = run.breaker;
  const isOne = gomemlimit !== null && Math.abs(gomemlimit - thresholdPercent) < 0.5;
  const off = state === 'off' ? ', off' : '';
  const limit = `limit ${(run.limitBytes / 1_048_576).toFixed(1).replace(/\.0$/, '')}${noBreak}MiB`;
  return [
    { name: 'limit', at: 100, words: limit, dash: [] },
    {
      name: 'breaker',
      at: thresholdPercent,
      words: `breaker ${thresholdPercent}${noBreak}%${off}${isOne ? ' = GOMEMLIMIT' : ''}`,
      dash: [8, 4],
    },
    ...(gomemlimit === null || isOne
      ? []
      : [{ name: 'gomemlimit', at: gomemlimit, words: 'GOMEMLIMIT', dash: [2, 4] }]),
  ].sort((one, other) => other.at - one.at);
}

/** Letters as in the picture and the sparkline; what has none is a dot. The first that a mark has stands on it. */
const letters = [
  ['kill', 'K'],
  ['trip', 'T'],
  ['seen-off', 'O'],
  ['restart', 'R'],
  ['stop', 'S'],
  ['flag', 'F'],
  ['load', 'L'],
];

const eventWords = (run, { at, text, by }) => `${offset(run, at)} ${text} (${by})`;

/** Events that lie closer than `apart` minutes are one mark. */
export function marksOf(run, apart) {
  const marks = [];
  const sorted = [...run.events].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  for (const event of sorted) {
    const at = minutesOf(run, event.at);
    const last = marks.at(-1);
    if (last !== undefined && at - last.at < apart) last.events.push(event);
    else marks.push({ at, events: [event] });
  }
  return marks.map(({ at, events }) => {
    const found = letters.find(([kind]) => events.some((event) => event.kind === kind));
    const kind = found?.[0] ?? 'other';
    const own = events.find((event) => event.kind === kind);
    return {
      at,
      lineAt: own === undefined ? at : minutesOf(run, own.at),
      kind,
      sign: found?.[1] ?? (events.length > 1 ? `${events.length}` : '•'),
      lines: events.map((event) => eventWords(run, event)),
      title: utc(events[0].at),
    };
  });
}
