/**
 * The breaker on the recorded runs of the real service, in few phases: fails when it falls under its aims. The whole
 * comparison is `npm run bench:breaker`.
 */
import { describe, expect, test } from 'vitest';
import { type Replay, replay } from '../../../src/replay/replay.ts';
import type { Source } from '../../../src/replay/source.ts';
import { allCases, type Case } from '../../bench/breaker/cases.ts';
import { forecastGrade, saidOf, verdictOf } from '../../bench/breaker/grade.ts';

const cases = allCases();
const all = ['used', 'rss', 'peak', 'goroutines', 'orders'] as const;
const thresholdPercent = 80;

function played(cases: readonly Case[], source: Omit<Source, 'signals'>, signals: Source['signals']) {
  return cases.map((one) => ({
    one,
    replayed: replay(one.trace, {
      source: { ...source, signals },
      thresholdPercent,
      predicts: ['cautious', 'on'],
    }),
  }));
}

type Played = { one: Case; replayed: Replay };

function count(plays: readonly Played[], ageSeconds: number, predict: 0 | 1, verdict: string): number {
  return plays.filter(({ one, replayed }) => {
    const said = saidOf(one, replayed, ageSeconds);
    return verdictOf(one, replayed.trips[predict]?.at ?? null, said) === verdict;
  }).length;
}

/** A trip in a healthy run that lived and had no reading over the threshold. */
const needless = (plays: readonly Played[]) =>
  plays
    .filter(({ one, replayed }) => {
      const isOver = one.trace.rows.some((row) => (row.usedBytes ?? 0) > 0.8 * one.trace.limitBytes);
      return one.killAt === null && one.broker === 'healthy' && !isOver && replayed.trips[0] != null;
    })
    .map(({ one }) => one.name);

const counted = cases.filter(({ counts }) => counts);
const killed = counted.filter(({ killAt }) => killAt !== null);

test('56 runs count, 25 of them were killed', () => {
  expect([counted.length, killed.length]).toEqual([56, 25]);
});

describe('with peak, goroutines and orders', () => {
  test.each([
    ['each 15 s, fresh, those that were killed', killed, 0, 21, 2],
    ['each 15 s, known 20 s later', counted, 20, 17, 2],
  ])('%s', (_name, runs, ageSeconds, averted, unannounced) => {
    const plays = played(runs, { intervalSeconds: 15, ageSeconds, phaseSeconds: 6 }, all);
    expect(count(plays, ageSeconds, 0, 'averted')).toBeGreaterThanOrEqual(averted);
    expect(count(plays, ageSeconds, 0, 'unannounced')).toBeLessThanOrEqual(unannounced);
    expect(count(plays, ageSeconds, 1, 'unannounced')).toBeLessThanOrEqual(
      count(plays, ageSeconds, 0, 'unannounced') + 1,
    );
    expect(needless(plays)).toEqual([]);
    const wronglyDeclared = plays.filter(
      ({ one, replayed }) => one.killAt === null && replayed.preflight.protectable === false,
    );
    expect(wronglyDeclared.map(({ one }) => one.name)).toEqual([]);
  });

  test('each second, those that were killed', () => {
    const plays = played(killed, { intervalSeconds: 1, ageSeconds: 0, phaseSeconds: 0 }, all);
    expect(count(plays, 0, 0, 'averted')).toBeGreaterThanOrEqual(22);
    expect(count(plays, 0, 0, 'unannounced')).toBeLessThanOrEqual(1);
  });
});

test('with the working set alone, each 15 s and known 20 s later', () => {
  const plays = played(counted, { intervalSeconds: 15, ageSeconds: 20, phaseSeconds: 9 }, ['used']);
  expect(count(plays, 20, 0, 'averted')).toBeGreaterThanOrEqual(11);
  expect(needless(plays)).toEqual([]);
});

test('forecasts of ramps that ended in a kill: off by a fifth at half-time, four of five intervals hold', () => {
  const ramps = killed.filter(({ broker }) => broker === 'dead' || broker === 'stalled');
  const grades = [0, 3, 6, 9, 12].flatMap((phaseSeconds) =>
    played(ramps, { intervalSeconds: 15, ageSeconds: 0, phaseSeconds }, ['used']).flatMap(
      ({ one, replayed }) => forecastGrade(one, replayed, 0) ?? [],
    ),
  );
  const errors = grades.map(({ error }) => error).sort((a, b) => a - b);
  expect(errors[errors.length >> 1]).toBeLessThanOrEqual(0.2);
  const held = grades.reduce((sum, grade) => sum + grade.held, 0) / grades.length;
  expect(held).toBeGreaterThanOrEqual(0.75);
  expect(held).toBeLessThanOrEqual(0.85);
});

test('no trip with the flag off, none from a cold page cache where rss is known', () => {
  const quiet = cases.filter(({ flagOff, coldCache }) => flagOff || coldCache);
  expect(quiet.length).toBe(9);
  for (const intervalSeconds of [1, 15]) {
    const plays = played(quiet, { intervalSeconds, ageSeconds: 0, phaseSeconds: 0 }, all);
    expect(plays.filter(({ replayed }) => replayed.trips[0] != null).map(({ one }) => one.name)).toEqual([]);
  }
});
