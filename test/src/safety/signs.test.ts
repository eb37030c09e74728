import { describe, expect, test } from 'vitest';
import { assess, type Seen } from '../../../src/safety/assess.ts';
import type { SignReason } from '../../../src/safety/signs.ts';
import { limitBytes, reading, readings, ripple, seen, start } from './seen.ts';

const level = (s: number) => 50 + ripple(s);
const sign = (facts: Seen, reason: SignReason) =>
  assess(facts).signs.find((found) => found.reason === reason)?.why ?? null;
const flag = (value: number, highestValue = value) => ({ value, highestValue, servedSince: start + 60_000 });

describe('rule 3: goroutines', () => {
  const exported = (counts: readonly number[]) =>
    readings(counts.length * 60, level).map((one, i) => ({
      ...one,
      goroutines: counts[Math.min(counts.length - 1, Math.floor(i / 4))]!,
    }));
  test.each<[string, number[], number, boolean]>([
    ['healthy', [65, 67, 65, 67], 300, false],
    ['two that rise', [67, 97, 130], 300, true],
    ['one that caught a burst', [67, 367, 67], 300, false],
    ['one that caught three orders at once', [67, 967], 300, false],
    ['one that no burst explains', [67, 1_567], 300, true],
    ['two that rise, and fell again', [67, 367, 700, 68], 300, false],
  ])('%s', (_name, counts, value, isLeak) => {
    const found = sign(seen(exported(counts), { flag: flag(value), processStartedAt: null }), 'leak');
    expect(found !== null).toBe(isLeak);
    if (isLeak) expect(found).toContain(counts.slice(-2).join(' → '));
  });

  test('a value that was lowered a moment ago: its bursts may still show', () => {
    const facts = seen(exported([67, 1_367]), { flag: flag(300, 2_000) });
    expect(sign(facts, 'leak')).toBeNull();
  });
});

describe('rule 4: the true peak of a window', () => {
  const peaked = (first: number, last: number, rssPercent: number | null = null) =>
    readings(300, level).map((one, i, all) => ({
      ...one,
      rssBytes: rssPercent === null ? null : (rssPercent / 100) * limitBytes,
      peakBytes: ((i === all.length - 1 ? last : first) / 100) * limitBytes,
    }));
  test.each<[string, number, number, number | null, boolean]>([
    ['under', 53, 84, null, false],
    ['5 points over the threshold', 53, 86, null, true],
    ['rss agrees', 53, 86, 48, true],
    ['usage is pinned by a cold page cache', 99, 100, 48, false],
    ['the same where rss is unknown', 99, 100, null, false],
  ])('%s', (_name, first, last, rssPercent, isSign) => {
    expect(sign(seen(peaked(first, last, rssPercent), { flag: flag(300) }), 'peak') !== null).toBe(isSign);
  });
});

describe('rule 5: burst risk', () => {
  test('a likely kill, once a burst is seen', () => {
    const quiet = seen(readings(300, level), { flag: flag(3_000) });
    expect(sign(quiet, 'risk')).toBeNull();
    const burst = seen([...readings(300, level), reading(315, 70)], { flag: flag(3_000) });
    expect(sign(burst, 'risk')).toMatch(
      /^\d\d\u00a0% chance of a kill by bursts within ten minutes, 70\u00a0% seen$/,
    );
  });

  test('where readings cannot see it coming, an order under the flag is enough', () => {
    const orderCounts = [30, 45, 60, 75].map((second, i) => ({ at: start + second * 1_000, completed: i }));
    const facts = seen(readings(75, level), { flag: flag(5_000), orderCounts, now: start + 75_000 });
    expect(sign(facts, 'risk')).toMatch(/cannot see coming/);
    const before = seen(readings(75, level), { flag: flag(5_000), orderCounts: orderCounts.slice(0, 2) });
    expect(sign(before, 'risk')).toBeNull();
  });

  test('an unlikely one is no sign, whatever is seen', () => {
    expect(sign(seen([...readings(300, level), reading(315, 79)], { flag: flag(500) }), 'risk')).toBeNull();
  });
});

test('with the flag off, or of no value, nothing is a sign', () => {
  const all = readings(400, (s) => 60 + s / 20).map((one, i) => ({
    ...one,
    goroutines: 67 + i * 100,
    peakBytes: one.usedBytes + (i > 20 ? 0.2 : 0) * limitBytes,
  }));
  expect(assess(seen(all)).signs.length).toBeGreaterThan(2);
  expect(assess(seen(all, { flag: { value: 300, highestValue: 300, servedSince: null } })).signs).toEqual([]);
  expect(assess(seen(all, { flag: flag(0) })).signs).toEqual([]);
});

test('each kind of sign has its numbers in words', () => {
  const all = readings(400, (s) => 60 + s / 20).map((one, i) => ({ ...one, goroutines: 67 + i * 100 }));
  const { signs } = assess(seen(all));
  expect(signs.map(({ why }) => why)).toEqual([
    expect.stringMatching(/^goroutines \d+ → \d+ → \d+, more than bursts explain$/),
    expect.stringMatching(/^a proved ramp, up 3\u00a0points a minute, from \d+\u00a0% to 80\u00a0%$/),
  ]);
});
