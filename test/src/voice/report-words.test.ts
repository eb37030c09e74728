import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/run/run.ts';
import { chartAlt } from '../../../src/voice/chart-alt.ts';
import { reportPost } from '../../../src/voice/report-post.ts';
import { timeline } from '../../../src/voice/timeline.ts';
import { growthAt, makeRun, minute, type RunOverrides, rise } from './make-run.ts';
import { dead, ended, forecast, kill, links, recovered, tripAt } from './sample-runs.ts';

const plain = (words: string) => words.replaceAll('\u00a0', ' ');
function report(overrides: RunOverrides): string[] {
  const run = ended(overrides);
  if (run.state !== 'ended') throw new Error('not ended');
  return reportPost(run, growthAt + 20 * minute, links).lines.map((line) =>
    plain(line).replaceAll('\u2060', ''),
  );
}
const live = (write: number, value: number) =>
  ({ write, kind: 'live', value, deadlineSeconds: 1, reason: null }) as const;
const event = (atMs: number, kind: RunEvent['kind'], by: string, text: string): RunEvent => ({
  at: growthAt + atMs,
  kind,
  by,
  text,
});

test('the forecast that is graded is the last that was made before the end, whatever is forecast now', () => {
  expect(report({ ...recovered, forecast: null, forecastSaid: forecast })[1]).toContain(
    'kill was forecast for +13–19 m',
  );
});

test('without one nothing is said of a forecast, but of a run that was level', () => {
  expect(report({ ...recovered, forecasts: [], forecastSaid: null })[1]).not.toContain('forecast');
  expect(report({ ...recovered, forecasts: [], forecastSaid: null, outcome: 'levelled' })[1]).toContain(
    'no kill was forecast',
  );
});

test('forecasts that came after the threshold are not said to have waited for it', () => {
  const late = { ...forecast, at: tripAt - minute, breakerAt: null };
  const crossed = { ...recovered, readings: rise(growthAt, tripAt - minute, 40, 90), forecasts: [late] };
  expect(report(crossed).join('\n')).toContain(
    'Forecasts: 1, none to grade: none foresaw 80 % before it came, and no kill came',
  );
});

test('a flag that was changed is told with both values, the guide of the first', () => {
  const [head, body] = report({
    ...recovered,
    scenario: 'spike',
    flag: { ...recovered.flag, value: 500, sent: [live(2, 2000), live(3, 2000), live(4, 500)] },
  });
  expect(head).toContain('flag 2000 → 500, ');
  expect(body).toContain('Guide: 80 % at 60 s, ');
});

test('one reading has one time: both rounded down', () => {
  const at = growthAt + 9 * minute + 40_000;
  const body = report({ ...recovered, readings: rise(at, at, 82, 82), decision: null })[1];
  expect(body).toContain('at +9 m;');
  expect(body).toContain('seen at +9 m.');
});

test('after a kill it is the highest reading that is known, not the peak', () => {
  expect(report(dead)[1]).toMatch(/^Highest reading 95 % /);
  expect(report({ ...recovered })[1]).toMatch(/^Peak 81 % /);
});

test('a run that ended before the growth has no peak', () => {
  const aborted = {
    outcome: 'aborted',
    growingAt: null,
    decision: { kind: 'abort', at: growthAt, by: 'leakops', why: 'flagd-ui answers 503' },
  } as const;
  expect(report(aborted).join('\n')).not.toMatch(/peak/i);
  expect(chartAlt(ended(aborted))).toBe(
    'Memory of checkout in run-42: it ended before the growth; outcome aborted.',
  );
});

test('the timeline says what people did, in the words of when they did it', () => {
  const run = makeRun({
    readings: [],
    events: [
      event(-8_000, 'flag', 'Ana', 'flag kafkaQueueProblems 0 → 2000'),
      event(60_000, 'breaker', 'Ana', 'breaker off'),
      event(120_000, 'flag', 'Ben', 'flag kafkaQueueProblems 2000 → 500'),
      event(180_000, 'extend', 'Ben', '10 m longer'),
    ],
  });
  expect(plain(timeline(run))).toBe(
    '+0 flag 0 → 2000 (Ana) · +1 m breaker off (Ana) · +2 m flag 2000 → 500 (Ben) · +3 m 10 m longer (Ben)',
  );
});

test('of too many moments breaker and flag stay, and lesser ones go', () => {
  const kills = Array.from({ length: 20 }, (_v, n) => ({ ...kill, at: growthAt + (n + 1) * minute }));
  const run = makeRun({
    kills,
    events: [
      event(0, 'flag', 'Ana', 'flag kafkaQueueProblems 0 → 2000'),
      event(10 * minute, 'breaker', 'Ana', 'breaker off'),
      event(11 * minute, 'flag', 'Ben', 'flag kafkaQueueProblems 2000 → 500'),
      event(30 * minute, 'load', 'leakops', 'users 5'),
    ],
  });
  const line = plain(timeline(run));
  for (const words of ['0 → 2000 (Ana)', 'breaker off (Ana)', '2000 → 500 (Ben)', 'users 5']) {
    expect(line).toContain(words);
  }
  expect(line.split(' · ')).toHaveLength(10);
  expect(line).toMatch(/ · 16 more$/);
});

test('an end by CrashLoopBackOff says so first', () => {
  const why = 'no reading for 90 s: checkout-7c9d8-abcde is not running (CrashLoopBackOff)';
  const decision = { kind: 'trip', reason: 'blind', at: tripAt, by: 'breaker', why, reading: null } as const;
  expect(report({ ...recovered, decision }).join('\n')).toContain(
    'no reading for 90 s: CrashLoopBackOff: checkout-7c9d8-abcde is not running',
  );
});
