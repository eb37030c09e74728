/** The whole report of a run as a person reads it, kept in whole-reports.snap. */
import { expect, test } from 'vitest';
import type { Run } from '../../../src/run/run.ts';
import { wholeReport } from '../../../src/voice/whole-report/whole-report.ts';
import { everyRun } from './every-run.ts';
import { growthAt, minute, reading, rise } from './make-run.ts';
import { dead, ended, levelled, recovered, stuck, tripAt } from './sample-runs.ts';

function reportOf(run: Run) {
  if (run.state !== 'ended') throw new Error('not ended');
  return wholeReport(run);
}

function shown(run: Run): string {
  const parts = reportOf(run).map(({ title, rows }) =>
    [
      `## ${title}`,
      ...rows.map(({ what, is, beside }) => [what, is, ...(beside === null ? [] : [beside])].join(' | ')),
    ].join('\n'),
  );
  return parts.join('\n');
}

/** What one row says; throws where there is none of that name. */
function rowOf(run: Run, what: string) {
  const found = reportOf(run)
    .flatMap(({ rows }) => rows)
    .find((row) => row.what === what);
  if (found === undefined) throw new Error(`no row ${what}`);
  return found;
}

test('whole reports', async () => {
  const aborted = ended({
    outcome: 'aborted',
    growingAt: null,
    events: [],
    decision: { kind: 'abort', at: growthAt, by: 'leakops', why: 'flagd-ui answers 503' },
    flag: { arming: { step: 'none' }, lastWrite: 0 },
    load: { sentUsers: [] },
  });
  const all = {
    recovered: ended(recovered),
    stuck: ended(stuck),
    dead: ended(dead),
    levelled: ended(levelled),
    aborted,
  };
  const text = Object.entries(all).map(([name, run]) => `===== ${name}\n${shown(run)}`);
  await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot('whole-reports.snap');
});

test('every run that has ended has one, without gaps in its words', () => {
  for (const run of everyRun().filter(({ state }) => state === 'ended')) {
    for (const { title, rows } of reportOf(run)) {
      expect(title).toMatch(/\S/);
      for (const { what, is, beside } of rows) {
        expect(`${what} ${is} ${beside}`).not.toMatch(/undefined|NaN|Infinity|\[object|`/);
        expect(what).toMatch(/\S/);
        expect(is).toMatch(/\S/);
        expect(beside === null || /\S/.test(beside)).toBe(true);
      }
    }
  }
});

test('a level is reached when a reading says so, and until the flag is off', () => {
  const run = ended({ ...recovered, readings: rise(growthAt, tripAt - 12_000, 52, 78) });
  expect(rowOf(run, '50\u00a0% reached').is).toBe('from the beginning');
  expect(rowOf(run, '60\u00a0% reached').is).toMatch(/^\+3/);
  expect(rowOf(run, '80\u00a0% reached')).toMatchObject({ is: 'not reached', beside: 'guide 7–12\u00a0m' });
});

test('orders that were counted anew are unknown, not negative', () => {
  const readings = [100, 140, 5, 20].map((orders, index) =>
    reading(growthAt + index * minute, 60, { orders }),
  );
  expect(rowOf(ended({ ...recovered, readings }), 'Orders completed').is).toBe('unknown');
  const steady = [100, 118, 136].map((orders, index) => reading(growthAt + index * minute, 60, { orders }));
  expect(rowOf(ended({ ...recovered, readings: steady }), 'Orders completed')).toMatchObject({
    is: '36',
    beside: '18.0 a minute',
  });
});

test('goroutines: unknown where none are shown, shown by the early sign alone', () => {
  const what = 'Goroutines pile up';
  const counted = (counts: (number | null)[]) =>
    counts.map((goroutines, index) => reading(growthAt + index * minute, 60, { goroutines }));
  expect(rowOf(ended({ ...recovered, readings: counted([null, null]) }), what).is).toBe('not to be seen');
  expect(rowOf(ended({ ...recovered, readings: counted([70, 72]) }), what)).toMatchObject({
    is: 'not shown',
    beside: '70 → 72',
  });
  const signs = [{ reason: 'leak' as const, at: growthAt + minute, why: 'goroutines up' }];
  expect(rowOf(ended({ ...recovered, signs, readings: counted([67, 323, 684]) }), what)).toMatchObject({
    is: 'shown',
    beside: '67 → 684',
  });
});

test('four hours of readings are no reason to wait', () => {
  const readings = Array.from({ length: 14_400 }, (_none, second) =>
    reading(growthAt + second * 1_000, 50 + (second % 7)),
  );
  const run = ended({ ...levelled, readings, endedAt: growthAt + 14_400_000 });
  expect(rowOf(run, 'Pace').is).toBe('level');
});
