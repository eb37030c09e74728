import { expect, test } from 'vitest';
import { readDocument, sectionOf } from '../document.ts';
import { thisMachine } from '../machine.ts';
import { allCases, type Case } from './cases.ts';
import { isAverted, isWhileWarmingUp, saidOf, verdictOf } from './grade.ts';
import { leaveOneOut } from './left-out.ts';
import { type Played, play } from './play.ts';
import { forDocument, wilson } from './report.ts';
import { predictLinear } from './rivals.ts';
import { select, summarize } from './summary.ts';

const cases = allCases();
const named = (name: string): Case => {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no recording ${name}`);
  return found;
};

test('56 of the 73 recordings count, 25 of them end in a kill', () => {
  const counted = cases.filter((one) => one.counts);
  const kills = counted.filter((one) => one.killAt !== null);
  const of = (broker: Case['broker']) => kills.filter((one) => one.broker === broker).length;
  expect([cases.length, counted.length, kills.length]).toEqual([73, 56, 25]);
  expect([of('healthy'), of('dead'), of('stalled'), of('back after a stall')]).toEqual([12, 9, 2, 2]);
  expect(cases.filter((one) => one.coldCache)).toHaveLength(3);
  expect(cases.filter((one) => one.flagOff).map((one) => one.name)).toHaveLength(8);
  expect(named('v4000-r18-crashloop-seed1').killAt).toBeCloseTo(107.85, 1);
  expect(named('v5000-r18-crashloop-seed1').killAt).toBeCloseTo(79.2, 1);
});

test('averted: the flag is off a second before the kill', () => {
  const healthy = named('v3000-r18-seed1');
  expect(healthy.killAt).toBe(380.8);
  expect([378, 379].map((at) => isAverted(healthy, at))).toEqual([true, false]);
  expect(isAverted(healthy, null)).toBe(false);
  expect(isAverted(named('v300-r18-seed1'), 100)).toBe(false);
});

test('averted with a broken broker: at 85 % or less, after a stall three seconds before', () => {
  const dead = named('dead15-v100-r18-seed1');
  const percentAt = (second: number) =>
    ((dead.trace.rows.findLast((row) => row.second <= second)?.usedBytes ?? 0) / dead.trace.limitBytes) * 100;
  expect(percentAt(401)).toBeLessThan(85);
  expect(isAverted(dead, 400)).toBe(true);
  expect(percentAt(551)).toBeGreaterThan(85);
  expect(isAverted(dead, 550)).toBe(false);
  const back = named('blip-v300-r37-seed1');
  expect(back.killAt).toBe(284.4);
  expect([280, 281].map((at) => isAverted(back, at))).toEqual([true, false]);
});

test('what was said before counts only where the kill was not averted, and in time', () => {
  const one = named('v3000-r18-seed1');
  const said = (protectable: boolean | null, second: number, chance: number) => ({
    protectable,
    chances: [{ second, chance }],
  });
  expect(verdictOf(one, 100, said(false, 70, 1))).toBe('averted');
  expect(verdictOf(one, null, said(false, 70, 1))).toBe('declared');
  expect(verdictOf(one, null, said(true, 350, 0.5))).toBe('announced');
  expect(verdictOf(one, null, said(true, 351, 0.9))).toBe('unannounced');
  expect(verdictOf(one, null, said(null, 70, 0.49))).toBe('unannounced');
  expect(verdictOf(one, 380, null)).toBe('unannounced');
  const lived = named('v300-r18-seed1');
  expect([verdictOf(lived, null, null), verdictOf(lived, 90, null)]).toEqual(['left alone', 'needless']);
});

test('a trip before there was a cause is one while warming up', () => {
  const tries: [string, number][] = [
    ['v300-r18-seed1', 299],
    ['v300-r18-seed1', 300],
    ['dead-v100-r18-seed1', 183],
    ['dead-v100-r18-seed1', 184],
    ['v3000-r18-seed1', 70],
  ];
  expect(tries.map(([name, at]) => isWhileWarmingUp(named(name), at))).toEqual([
    true,
    false,
    true,
    false,
    false,
  ]);
});

test('chances are counted from when they were said', () => {
  const forecast = null;
  const replayed = {
    preflight: { protectable: true, killChance: 0.2, why: '', cadenceMs: 0, oldestAgeMs: 0 },
    readings: [
      { seconds: 45, usedBytes: 1, regime: 'level' as const, killChance: null, forecast },
      { seconds: 60, usedBytes: 1, regime: 'level' as const, killChance: 0.7, forecast },
    ],
  };
  expect(saidOf(named('v300-r18-seed1'), replayed, 20)).toEqual({
    protectable: true,
    chances: [
      { second: 60, chance: 0.2 },
      { second: 80, chance: 0.7 },
    ],
  });
});

test('predict_linear is that of Prometheus', () => {
  const line = Array.from({ length: 40 }, (_, index) => ({
    second: index * 15,
    usedBytes: 1000 + 2 * index * 15,
  }));
  // On a line: its value four minutes ahead, from the instant of asking, also where the last sample is old.
  expect(predictLinear(line, 600)).toBeCloseTo(1000 + 2 * 840, 6);
  // Least squares over the window alone: 300 s, its left end excluded.
  const step = line.map((sample) => ({ ...sample, usedBytes: sample.second <= 300 ? 5000 : 1000 }));
  expect(predictLinear(step, 600)).toBeCloseTo(1000, 6);
  expect(predictLinear(step, 599)).toBeGreaterThan(-5000);
  expect(predictLinear(line.slice(0, 1), 600)).toBeNull();
  // By hand: (0, 0), (10, 10), (20, 0) around their mean has no slope, seen from 20 on.
  const bump = [0, 10, 20].map((second) => ({ second, usedBytes: second === 10 ? 9 : 0 }));
  expect(predictLinear(bump, 20)).toBeCloseTo(3, 6);
});

test('means weigh a phase by how many there are, and every kill has one verdict', () => {
  const some = ['v3000-r18-seed1', 'dead15-v100-r18-seed1', 'v300-r4-seed1', 'coldra128k-v300-r18-seed1'].map(
    named,
  );
  const played = some.flatMap((one) => play(one, { signals: ['all'], phases: 2 }));
  const byName = new Map(some.map((one) => [one.name, one]));
  for (const policy of ['threshold', 'leakops on'] as const) {
    for (const source of ['1 s', '15 s, 20 s old'] as const) {
      const of = summarize(select(played, policy, source, 'all'), byName);
      expect(of.averted + of.declared + of.announced + of.unannounced).toBeCloseTo(2, 9);
    }
  }
  const cold = summarize(select(played, 'threshold', '1 s', 'all'), byName);
  expect([cold.coldCache, cold.averted]).toEqual([1, 2]);
});

test('an interval is tried on the condition that it was not fitted to', () => {
  const ramp = (name: string, leftShares: number[]): Played => ({
    name,
    source: '1 s',
    signals: 'all',
    policy: 'leakops on',
    weight: 1,
    trippedAt: null,
    reason: null,
    overThreshold: false,
    verdict: 'unannounced',
    warmingUp: false,
    wronglyDeclared: false,
    forecast: { error: 0, held: 0.5, leftShares },
  });
  const byName = new Map(cases.map((one) => [one.name, one]));
  const tenths = Array.from({ length: 10 }, (_, index) => (index + 1) / 10);
  const rows = leaveOneOut(
    [ramp('dead-v100-r18-seed1', tenths), ramp('stall-v300-r37-seed1', [0.05, 0.5, 5, 0.6])],
    byName,
  );
  expect(rows).toEqual([
    { condition: 'dead', runs: 1, earliestShare: 0.05, latestShare: 5, held: 1, heldAsShipped: 0.5 },
    { condition: 'stall', runs: 1, earliestShare: 0.1, latestShare: 0.9, held: 0.5, heldAsShipped: 0.5 },
  ]);
});

test('few runs tell little', () => {
  const [low, high] = wilson(23, 25);
  expect([low.toFixed(2), high.toFixed(2)]).toEqual(['0.75', '0.98']);
  expect(wilson(0, 25)[0]).toBe(0);
});

test('its section of docs/benchmarks.md says, but for the figures, what the bench writes', () => {
  const words = (text: string) =>
    text
      .split('\n')
      .filter((line) => !line.startsWith('|'))
      .map((line) => line.replace(/\d+(\.\d+)?/g, '#'));
  const written = sectionOf(readDocument(), 'breaker') ?? '';
  const text = forDocument({ machine: thisMachine(), seconds: 90, cases, played: [] });
  expect(words(written)).toEqual(words(text.trim()));
});
