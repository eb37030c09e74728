import { expect, test } from 'vitest';
import { chartSvg, escapeXml } from '../../../src/voice/chart.ts';
import { everyRun, nowAt } from './every-run.ts';
import { growthAt, limitBytes, makeRun, minute, reading, rise, tripped } from './make-run.ts';

const plain = (svg: string) => svg.replaceAll('\u00a0', ' ');
const pointsOf = (svg: string) =>
  [...svg.matchAll(/points="([^"]*)"/g)].flatMap(([, points]) => (points ?? '').split(' '));

test('the lines are labelled, the axis is in minutes, the title gives the start in UTC', () => {
  const svg = plain(chartSvg(makeRun(), growthAt + 8 * minute));
  for (const words of [
    'limit 20 MiB',
    'breaker 80 %',
    'GOMEMLIMIT',
    'minutes of growth',
    '2025-06-12 14:26 UTC',
    'peak 72 %',
  ]) {
    expect(svg).toContain(`${words}`);
  }
  expect(svg).toContain('font-family="DejaVu Sans"');
});

test('without a GOMEMLIMIT there is no line for it', () => {
  expect(chartSvg(makeRun({ gomemlimitBytes: null }), nowAt)).not.toContain('GOMEMLIMIT');
});

test('trip, seen off and kill are marked, and named', () => {
  const at = growthAt + 5 * minute;
  const run = makeRun({
    state: 'recovering',
    decision: tripped(at, 81),
    kills: [{ at: at + minute, exitCode: 137, reason: 'OOMKilled', afterTrip: true }],
    flag: { seenOffAt: at + 3_000 },
  });
  expect(chartSvg(run, nowAt)).toContain('T trip · O seen off · K kill');
});

test.each([0, 1, 2])('%d readings', (count) => {
  const svg = chartSvg(
    makeRun({ readings: rise(growthAt, growthAt + minute, 50, 60).slice(0, count) }),
    nowAt,
  );
  expect(svg).toContain(count === 0 ? 'no readings' : 'peak');
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

test('of 3,600 readings at most 400 points, and the one peak among them', () => {
  const many = Array.from({ length: 3_600 }, (_v, n) => reading(growthAt + n * 1_000, n === 1_777 ? 97 : 50));
  const svg = chartSvg(makeRun({ readings: many }), growthAt + 3_600_000);
  expect(pointsOf(svg).length).toBeLessThanOrEqual(401);
  expect(pointsOf(svg).length).toBeGreaterThan(300);
  const heights = pointsOf(svg).map((point) => Number(point.split(',')[1]));
  expect(heights.filter((y) => y < Math.max(...heights) - 50)).toHaveLength(1);
});

test('the line is broken where nothing was read, and at a new container', () => {
  const gap = [
    ...rise(growthAt, growthAt + minute, 50, 55),
    ...rise(growthAt + 5 * minute, growthAt + 6 * minute, 60, 62),
  ];
  expect(chartSvg(makeRun({ readings: gap }), nowAt).match(/<polyline/g)).toHaveLength(2);
  const restarted = rise(growthAt, growthAt + 2 * minute, 50, 60).map((one, n) => ({
    ...one,
    restarts: n < 4 ? 0 : 1,
  }));
  expect(chartSvg(makeRun({ readings: restarted }), nowAt).match(/<polyline/g)).toHaveLength(2);
});

test('what XML cannot hold does not get in', () => {
  expect(escapeXml('<a href="x">&\u0000\u0008\ud800')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;');
  const hostile = makeRun({ world: { ...makeRun().world, workload: '"><script>&' }, limitBytes });
  expect(chartSvg(hostile, nowAt)).not.toContain('<script');
});

test('every run has a chart, well-formed', () => {
  for (const run of everyRun()) {
    const svg = chartSvg(run, nowAt);
    expect(svg).not.toMatch(/NaN|undefined|Infinity|null|&(?!amp;|lt;|gt;|quot;)/);
    const open = [...svg.matchAll(/<(\w+)(?:\s[^>]*[^/])?>/g)].map(([, name]) => name).sort();
    const closed = [...svg.matchAll(/<\/(\w+)>/g)].map(([, name]) => name).sort();
    expect(open).toEqual(closed);
  }
});
