/** Under what a run was recorded, as its header tells, and what was seen. */
import { parseTrace } from '../../../../src/replay/trace.ts';
import { traceNames, traceText } from '../../../src/replay/traces.ts';

/** Memory in points: percent of the limit. */
export interface Row {
  second: number;
  used: number;
  rss: number;
  peak: number;
  /** Completed so far. */
  orders: number;
  goroutines: number | null;
}

export interface Condition {
  name: string;
  value: number;
  /** Orders a minute. */
  rate: number;
  gomemlimit: boolean;
  onAt: number;
  offAt: number | null;
  broker: 'healthy' | 'killed' | 'stopped';
  /** Second from which the broker is away; and the one at which it is back. */
  awayFrom: number;
  backAt: number;
  deadline: boolean;
  coldCache: boolean;
  seconds: number;
}

export interface Recording {
  condition: Condition;
  /** Up to the first kill. */
  rows: Row[];
  /** Second of the kill; null: it lived. */
  killAt: number | null;
}

const never = Number.POSITIVE_INFINITY;

function readRecording(name: string): Recording {
  const text = traceText(name);
  const trace = parseTrace(text);
  const word = (pattern: RegExp) => pattern.exec(text)?.[1] ?? null;
  const point = trace.limitBytes / 100;
  // Of several the first: those after it are other processes.
  const killAt = word(/ooms(?:=| at )\[([\d.]+)/) ?? word(/at t=([\d.]+)/);
  const rows = trace.rows
    .filter(({ second }) => killAt === null || second < Number(killAt))
    .map((row) => ({
      second: row.second,
      used: (row.usedBytes ?? Number.NaN) / point,
      rss: (row.rssBytes ?? Number.NaN) / point,
      peak: (row.peakBytes ?? Number.NaN) / point,
      orders: row.orders ?? 0,
      goroutines: row.goroutines,
    }));
  const away = /broker=(killed at|stalled from|stalled) (\d+)(?:-(\d+))?/.exec(text);
  return {
    condition: {
      name,
      value: trace.flagValue,
      rate: trace.ordersPerMinute ?? Number.NaN,
      gomemlimit: trace.gomemlimitBytes !== null,
      onAt: trace.flagOnAt ?? 0,
      offAt: word(/flag_off_at=([\d.]+)/) === null ? null : Number(word(/flag_off_at=([\d.]+)/)),
      broker: away === null ? 'healthy' : away[1] === 'killed at' ? 'killed' : 'stopped',
      awayFrom: away === null ? never : Number(away[2]),
      backAt: away?.[3] === undefined ? never : Number(away[3]),
      deadline: text.includes('client_deadline_15s'),
      coldCache: text.includes('page_cache=cold'),
      seconds: trace.rows.at(-1)?.second ?? 0,
    },
    rows,
    killAt: killAt === null ? null : Number(killAt),
  };
}

/** All but those with a health probe in the container, which the sandbox's pods have not. */
export const recordings: readonly Recording[] = traceNames
  .filter((name) => !name.startsWith('probe-'))
  .map(readRecording);

/** Orders by the second as they came in all runs of a rate: all had the same seed. */
export function arrivalsAt(rate: number): readonly number[] {
  const healthy = recordings.find(({ condition }) => condition.name === `v300-r${rate}-seed1`);
  const arrivals: number[] = [];
  let before = 0;
  for (const { second, orders } of healthy?.rows ?? []) {
    arrivals[second] = orders - before;
    before = orders;
  }
  return arrivals;
}
