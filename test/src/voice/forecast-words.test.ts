import { expect, test } from 'vitest';
import type { Regime } from '../../../src/run/run.ts';
import { card } from '../../../src/voice/card.ts';
import { courseWords, forecastWords, killWords } from '../../../src/voice/forecast-words.ts';
import { progressPost } from '../../../src/voice/progress-post.ts';
import { growthAt, makeRun, minute, type RunOverrides, rise } from './make-run.ts';
import { forecast } from './sample-runs.ts';

const plain = (words: string) => words.replaceAll('\u00a0', ' ');
const climbing = (regime: Regime, from = 52, to = 61, overMs = 2 * minute) =>
  makeRun({ regime, evidence, readings: rise(growthAt, growthAt + overMs, from, to) });
const evidence = 'level at 58\u00a0% for 5\u00a0m, bursts of 0.6\u00a0MiB an order, up to 1.2\u00a0MiB';

test.each([
  ['level', 'no forecast: rise not proved yet'],
  ['bursts', 'no forecast: bursts, rise not proved yet'],
  ['warm-up', 'no forecast: warming up, rise not proved yet'],
  ['ramp', 'no forecast: rise not proved yet'],
  ['step', `no forecast: a step, ${evidence}`],
] as const)('memory that climbs in regime %s is not called level', (regime, words) => {
  const run = climbing(regime);
  const now = growthAt + 2 * minute + 5_000;
  expect(plain(courseWords(run))).toBe('up 4.5 points a minute');
  expect(forecastWords(run, now).shown).toBe(words);
  expect(plain(card(run, now, { publicUrl: null }).lines[1] ?? '')).toContain('up 4.5 points a minute');
  expect(plain(progressPost(run, now).lines[0] ?? '')).toContain('up 4.5 points a minute');
  if (regime !== 'step') expect(card(run, now, { publicUrl: null }).text).not.toMatch(/: level/i);
});

test('a kill that may come in less than a minute is no range from nought', () => {
  const now = growthAt + 8 * minute;
  const near = { ...forecast, earliestKillAt: now + 30_000, latestKillAt: now + 7 * minute };
  expect(plain(killWords(near, now))).toBe('kill within 7 m');
});

test('a kill within one minute of the clock is no range', () => {
  const now = growthAt + 8 * minute;
  const near = { ...forecast, breakerAt: null, earliestKillAt: now + 1_000, latestKillAt: now + 40_000 };
  const { shown } = forecastWords(makeRun({ forecast: near }), now);
  expect(plain(shown)).toBe(`kill within 40 s (<t:${(now + 40_000) / 1000}>)`);
});

test('what holds is told by its evidence, whole in words, as far as it fits on the card', () => {
  const held = climbing('bursts', 58, 58.3, 5 * minute);
  const now = growthAt + 5 * minute;
  expect(courseWords(held)).toBe('level with bursts');
  expect(forecastWords(held, now).shown).toBe(`no forecast: ${evidence}`);
  const shown = card(held, now, { publicUrl: null });
  expect(plain(shown.lines[3] ?? '')).toBe('No forecast: level at 58 % for 5 m');
  expect(plain(shown.text)).toContain(
    'No forecast: level at 58 % for 5 m, bursts of 0.6 MiB an order, up to 1.2 MiB.',
  );
});

test('a chance of a kill is on the card where it matters and no forecast says more', () => {
  const now = growthAt + 5 * minute;
  const line = (killChance: number | null, overrides: RunOverrides = {}) => {
    const run = makeRun({
      regime: 'bursts',
      evidence,
      readings: rise(growthAt, now, 58, 58.3),
      killChance,
      ...overrides,
    });
    return plain(card(run, now, { publicUrl: null }).lines[1] ?? '');
  };
  expect(line(0.18)).toBe('11.7 of 20 MiB · chance of a kill in 10 m: 18 %');
  expect(plain(progressPost(makeRun({ regime: 'bursts', evidence, killChance: 0.18 }), now).text)).toContain(
    'chance of a kill in 10 m: 18 %, 1 in 6',
  );
  expect(line(0.02)).toBe('11.7 of 20 MiB · level with bursts');
  expect(line(null)).toBe('11.7 of 20 MiB · level with bursts');
  expect(line(0.9, { regime: 'ramp', forecast })).toContain('up ');
});

test('rss that disagrees with the working set is said', () => {
  const now = growthAt + 5 * minute;
  const cold = (rss: number) =>
    makeRun({
      regime: 'level',
      evidence,
      readings: rise(growthAt, now, 71, 71).map((one) => ({ ...one, rssBytes: one.usedBytes * (rss / 71) })),
    });
  expect(plain(card(cold(53), now, { publicUrl: null }).lines[1] ?? '')).toBe('14.2 of 20 MiB · rss 53 %');
  expect(plain(progressPost(cold(53), now).lines[0] ?? '')).toBe(
    '+5 m: 71 %, 14.2 of 20 MiB, rss 53 %, the rest page cache or buffers',
  );
  expect(plain(progressPost(cold(66), now).lines[0] ?? '')).not.toContain('rss');
});
