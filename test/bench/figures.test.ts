import { expect, test } from 'vitest';
import { readDocument, sectionOf } from './document.ts';
import type { Reaction, Step } from './reaction.ts';
import { aimsOf, type Figures, forDocument, forTerminal } from './report.ts';
import { byPackage, type StartUp } from './start-up.ts';
import { percentile, type Summary, summary } from './statistics.ts';
import { markdown } from './table.ts';

test('a percentile is a value that was measured, by nearest rank', () => {
  expect(percentile([5, 1, 4, 2, 3], 50)).toBe(3);
  expect(percentile([1, 2, 3, 4], 50)).toBe(2);
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(summary(hundred)).toEqual({ count: 100, p50: 50, p99: 99, max: 100 });
  expect(percentile([7], 99)).toBe(7);
  expect(() => percentile([], 50)).toThrow('nothing was measured');
});

test('files are counted by package, nested ones by their own name, the largest first', () => {
  const files: [string, number][] = [
    ['file:///there/main.ts', 10],
    ['file:///there/src/run/run.ts', 20],
    ['file:///there/node_modules/ajv/dist/ajv.js', 50],
    ['file:///there/node_modules/ajv/node_modules/fast-uri/index.js', 7],
    ['file:///there/node_modules/@fastify/error/index.js', 1],
  ];
  expect(byPackage(files)).toEqual([
    { name: 'ajv', files: 1, bytes: 50 },
    { name: 'leakops', files: 2, bytes: 30 },
    { name: 'fast-uri', files: 1, bytes: 7 },
    { name: '@fastify/error', files: 1, bytes: 1 },
  ]);
});

const of = (p50: number, p99: number): Summary => ({ count: 30, p50, p99, max: p99 });
const stepsOf = (seenOffP99: number): Record<Step, Summary> => ({
  readableToDecided: of(250, 500),
  decidedToWritten: of(12, 30),
  decidedToSeenOff: of(20, seenOffP99),
  readableToSeenOff: of(270, 530),
});
const botOf = (startMs: number, residentBytes: number): StartUp['bot']['sandbox'] => ({
  startMs,
  slowestStartMs: startMs + 100,
  memory: { residentBytes, anonymousBytes: null },
  loaded: [{ name: 'zod', files: 95, bytes: 900_000 }],
});
const reactionOf = (seenOffP99: number): Reaction => ({
  pollMs: 500,
  trips: 30,
  milliseconds: { fsnotify: stepsOf(seenOffP99), poll: stepsOf(1_100) },
});
const machine: Figures['machine'] = {
  cores: 2,
  platform: 'linux',
  architecture: 'x64',
  memoryBytes: 24e9,
  node: '26.10.0',
  loadBefore: 0.4,
};
const startUp: StartUp = {
  starts: 7,
  idleSeconds: 10,
  node: { startMs: 50, memory: { residentBytes: 43e6, anonymousBytes: 9e6 } },
  bot: { sandbox: botOf(700, 157e6), kubernetes: botOf(1_600, 241e6) },
};

test('an aim is met up to its bound, and missed beyond', () => {
  const figures = { machine, reaction: reactionOf(100), startUp };
  expect(aimsOf(figures).map(({ figure, below }) => [figure, below])).toEqual([
    [100, 100],
    [700, 1_500],
    [157, 240],
    [1_600, 1_500],
    [241, 240],
  ]);
  const verdicts = (text: string) => text.match(/\b(met|missed)$/gm);
  expect(verdicts(forTerminal(figures))).toEqual(['met', 'met', 'met', 'missed', 'missed']);
  expect(verdicts(forTerminal({ machine, reaction: reactionOf(100.5), startUp: null }))).toEqual(['missed']);
});

test('what was not measured is not in the tables', () => {
  const text = forTerminal({ machine, reaction: null, startUp });
  expect(text).toContain('Node alone');
  expect(text).toContain('unknown');
  expect(text).not.toMatch(/trip|seen off/);
});

test('a table in Markdown has as many cells in each row', () => {
  expect(markdown({ head: ['a', 'b'], rows: [['1', '2']] })).toBe('| a | b |\n| --- | --: |\n| 1 | 2 |');
});

test('its section of docs/benchmarks.md says, but for the figures, what the bench writes', () => {
  const words = (text: string) =>
    text
      .split('\n')
      .filter((line) => !/^\||^The figures below/.test(line))
      .map((line) => line.replace(/\d+(\.\d+)?/g, '#'));
  const written = sectionOf(readDocument(), 'reaction and start') ?? '';
  expect(words(written)).toEqual(words(forDocument({ machine, reaction: reactionOf(50), startUp }).trim()));
});
