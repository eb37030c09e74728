import { expect, test } from 'vitest';
import type { Regime } from '../../../src/run/run.ts';
import { card } from '../../../src/voice/card.ts';
import { courseWords, forecastWords } from '../../../src/voice/forecast-words.ts';
import { progressPost } from '../../../src/voice/progress-post.ts';
import { growthAt, makeRun, minute, rise } from './make-run.ts';

const plain = (words: string) => words.replaceAll('\u00a0', ' ');
const climbing = (regime: Regime, from = 52, to = 61, overMs = 2 * minute) =>
  makeRun({ regime, readings: rise(growthAt, growthAt + overMs, from, to) });

test.each([
  ['level', 'no forecast: rise not proved yet'],
  ['bursts', 'no forecast: bursts, rise not proved yet'],
  ['warm-up', 'no forecast: warming up, rise not proved yet'],
  ['ramp', 'no forecast: rise not proved yet'],
  ['step', 'no forecast: a sudden step'],
] as const)('memory that climbs in regime %s is not called level', (regime, words) => {
  const run = climbing(regime);
  const now = growthAt + 2 * minute + 5_000;
  expect(plain(courseWords(run))).toBe('up 4.5 points a minute');
  expect(forecastWords(run, now).shown).toBe(words);
  expect(plain(card(run, now, { publicUrl: null }).lines[1] ?? '')).toContain('up 4.5 points a minute');
  expect(plain(progressPost(run, now).lines[0] ?? '')).toContain('up 4.5 points a minute');
  expect(card(run, now, { publicUrl: null }).text).not.toMatch(/: level/i);
});

test('what holds is level; with under two minutes it is too early to tell', () => {
  const held = climbing('level', 58, 58.3, 5 * minute);
  expect(forecastWords(held, growthAt + 5 * minute).shown).toBe('no forecast: level');
  const early = climbing('level', 58, 58, 75_000);
  expect(forecastWords(early, growthAt + 80_000).shown).toBe('no forecast: too early to tell');
  const first = climbing('level', 58, 58, 15_000);
  expect(courseWords(first)).toBe('too early for a trend');
});
