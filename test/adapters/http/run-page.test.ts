/** What the page of a run makes of it before anything is drawn. */
import { expect, test } from 'vitest';
import { runJson } from '../../../adapters/http/run-json.ts';
import type { Run } from '../../../src/run/run.ts';
import { sampleReading, sampleRun, startedAt } from './sample-run.ts';

const part = async (name: string) =>
  import(new URL(`../../../adapters/http/run-page/${name}`, import.meta.url).href);
const { columnsOf, spanOf, bandOf, levelsOf, marksOf } = await part('chart-data.js');
const { altOf, headline, percent, readingWords } = await part('run-words.js');
const { tableOf } = await part('run-facts.js');
const json = (run: Run) => runJson(run, run.readings);
const every15 = (count: number, more = {}) =>
  Array.from({ length: count }, (_, n) => sampleReading(n * 15, more));

test('a line is broken where readings are missing and where a container begins anew, and nothing is joined', () => {
  const restarted = [...every15(4), sampleReading(60, { restarts: 1 }), sampleReading(75, { restarts: 1 })];
  expect(columnsOf(json(sampleRun({ readings: restarted }))).indexes).toEqual([0, 1, 2, 3, null, 4, 5]);
  const missing = [...every15(4), sampleReading(300), sampleReading(315)];
  const { columns, indexes } = columnsOf(json(sampleRun({ readings: missing })));
  expect(indexes).toEqual([0, 1, 2, 3, null, 4, 5]);
  expect(columns[1][4]).toBeNull();
  expect(columns[0]).toEqual([...columns[0]].sort((one: number, other: number) => one - other));
});

test('what was not read is no zero: peaks and orders are unknown, and a counter that went back', () => {
  const readings = [
    sampleReading(0),
    sampleReading(60, { orders: 20 }),
    sampleReading(120, { orders: 50 }),
    sampleReading(180, { orders: 3 }),
  ];
  const [, , peaks, orders] = columnsOf(json(sampleRun({ readings }))).columns;
  expect(peaks).toEqual([null, null, null, null]);
  expect(orders).toEqual([null, null, 30, null]);
});

test('a forecast is shown while memory grows, and takes at most half of the width', () => {
  const growing = json(sampleRun({ readings: every15(40) }));
  const [from, to] = spanOf(growing, columnsOf(growing).columns);
  expect(bandOf(growing).words).toBe('kill forecast 08:10–08:15 UTC');
  const last = columnsOf(growing).columns[0].at(-1);
  expect(to).toBeGreaterThan(last);
  expect(to - last).toBeLessThanOrEqual((to - from) * 0.55);
  expect(bandOf(json(sampleRun({ state: 'ended', endedAt: startedAt, outcome: 'averted' })))).toBeNull();
});

test('readings later than the forecast are inside of the chart, and what was forecast is over', () => {
  const late = json(sampleRun({ readings: every15(100) }));
  expect(bandOf(late)).toBeNull();
  const [, to] = spanOf(late, columnsOf(late).columns);
  expect(to).toBeGreaterThan(columnsOf(late).columns[0].at(-1));
});

test('a run without readings and events has a scale', () => {
  const empty = json(sampleRun({ readings: [], events: [], forecast: null }));
  const [from, to] = spanOf(empty, columnsOf(empty).columns);
  expect(to - from).toBeGreaterThanOrEqual(2);
  expect(readingWords(empty, -1)).toBe('No reading yet');
  expect(headline(empty)).toContain('memory unknown');
  expect(altOf(empty)).toContain('no reading since the growth began');
});

test('levels that are one line have one name', () => {
  const words = (run: Run) => levelsOf(json(run)).map((level: { words: string }) => level.words);
  expect(words(sampleRun())).toEqual(['limit 20\u00a0MiB', 'breaker 80\u00a0% = GOMEMLIMIT']);
  expect(words(sampleRun({ gomemlimitBytes: 10_000_000 }))).toContain('GOMEMLIMIT');
  expect(words(sampleRun({ gomemlimitBytes: null }))).not.toContain('GOMEMLIMIT');
});

test('events that lie close are one mark, which says them all and shows the gravest', () => {
  const event = (seconds: number, kind: 'start' | 'trip' | 'kill') => ({
    at: startedAt + seconds * 1000,
    kind,
    by: 'Ana',
    text: `text ${kind}`,
  });
  const run = json(sampleRun({ events: [event(0, 'start'), event(300, 'trip'), event(303, 'kill')] }));
  const marks = marksOf(run, 0.5);
  expect(marks.map(({ sign }: { sign: string }) => sign)).toEqual(['•', 'K']);
  expect(marks[1].lines).toHaveLength(2);
  expect(marks[1].lines[0]).toBe('+4\u00a0m 58\u00a0s text trip (Ana)');
});

test('percent shows a decimal on whichever side of the threshold rounding would hide', () => {
  const run = json(sampleRun({ limitBytes: 1000 }));
  const shown = [798, 800, 802, 720].map((bytes) => percent(bytes, run).replace('\u00a0', ' '));
  expect(shown).toEqual(['79.8 %', '80 %', '80.2 %', '72 %']);
});

test('a long table keeps the highest of each stretch, and says that it is shortened', () => {
  const readings = Array.from({ length: 3600 }, (_, n) =>
    sampleReading(n, { usedBytes: n === 1801 ? 20_000_000 : 9_000_000 }),
  );
  const { rows, note } = tableOf(json(sampleRun({ readings })));
  expect(rows.length).toBeLessThanOrEqual(240);
  expect(rows.some((cells: string[]) => cells[2] === '19.1')).toBe(true);
  expect(note).toContain('3600');
});
