import { expect, test } from 'vitest';
import { chartSvg } from '../../../src/voice/chart.ts';
import { escapeXml } from '../../../src/voice/chart-pen.ts';
import { faceOf } from '../../../src/voice/outcome-words.ts';
import { everyRun, nowAt } from './every-run.ts';
import { growthAt, limitBytes, makeRun, minute, reading, rise, tripped } from './make-run.ts';

const plain = (svg: string) => svg.replaceAll('\u00a0', ' ');
const pointsOf = (svg: string) =>
  [...svg.matchAll(/points="([^"]*)"/g)].flatMap(([, points]) => (points ?? '').split(' '));

test('the lines are labelled, the axis is in minutes, the title gives the start in UTC', () => {
  const svg = plain(chartSvg(makeRun(), growthAt + 8 * minute));
  for (const words of [
    'limit 20 MiB',
    'breaker 80 % = GOMEMLIMIT',
    'minutes since the start of growth',
    '2025-06-12 14:26 UTC',
    'peak 72 %',
  ]) {
    expect(svg).toContain(`${words}`);
  }
  expect(svg).toContain('font-family="DejaVu Sans"');
});

test('a value that was changed is named with the one that made it leak', () => {
  const live = { write: 2, kind: 'live' as const, value: 300, deadlineSeconds: null, reason: null };
  const svg = chartSvg(makeRun({ flag: { value: 5, sent: [live] } }), growthAt + 8 * minute);
  expect(plain(svg)).toContain('flag 300 → 5, 25 users');
});

const textAt = (svg: string, words: string) => {
  const found = plain(svg).match(new RegExp(`<text x="([\\d.]+)" y="([\\d.]+)" [^>]*>${words}`));
  return { x: Number(found?.[1]), y: Number(found?.[2]) };
};

test('a GOMEMLIMIT of its own has a line and a label of its own', () => {
  const svg = plain(chartSvg(makeRun({ gomemlimitBytes: 0.6 * limitBytes }), nowAt));
  expect(svg).toContain('>GOMEMLIMIT<');
  expect(svg).toContain('>breaker 80 %<');
});

test('the label of the peak stands over its point, through no line, on the other side than the names of the lines', () => {
  for (const [from, to, minutes] of [
    [52, 72, 20],
    [52, 95, 4],
    [52, 78, 4],
  ] as const) {
    const readings = rise(growthAt, growthAt + minutes * minute, from, to);
    const svg = chartSvg(makeRun({ readings }), growthAt + 20 * minute);
    const point = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="4"/g)][0];
    const label = textAt(svg, `peak ${to} %`);
    expect(label.y).toBeLessThan(Number(point?.[2]) - 9);
    for (const [, y] of svg.matchAll(/<line x1="46" y1="([\d.]+)" [^>]*stroke-width="1.5"/g)) {
      expect(Number(y) <= label.y - 11 || Number(y) >= label.y + 3).toBe(true);
    }
    expect(label.x > 316).toBe(textAt(svg, 'limit').x < 316);
  }
});

test('letters of marks do not touch, and many kills all have one', () => {
  const kills = Array.from({ length: 15 }, (_v, n) => ({
    at: growthAt + n * 15_000,
    exitCode: 137,
    reason: 'OOMKilled',
    afterTrip: false,
    breakerOff: true,
  }));
  const at = growthAt + 10 * minute;
  const run = makeRun({
    state: 'recovering',
    decision: tripped(at, 81),
    kills,
    flag: { seenOffAt: at + 3_000 },
  });
  const circles = [...chartSvg(run, nowAt).matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="9.5"/g)].map(
    ([, x, y]) => ({ x: Number(x), y: Number(y) }),
  );
  expect(circles).toHaveLength(17);
  for (const [n, a] of circles.entries()) {
    for (const b of circles.slice(n + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(21);
  }
});

test('a run that ended before the growth has no peak', () => {
  const aborted = makeRun({ state: 'ended', outcome: 'aborted', growingAt: null });
  expect(chartSvg(aborted, nowAt)).not.toMatch(/peak/i);
});

test('without a GOMEMLIMIT there is no line for it', () => {
  expect(chartSvg(makeRun({ gomemlimitBytes: null }), nowAt)).not.toContain('GOMEMLIMIT');
});

test('trip, seen off and kill are marked, and named', () => {
  const at = growthAt + 5 * minute;
  const run = makeRun({
    state: 'recovering',
    decision: tripped(at, 81),
    kills: [{ at: at + minute, exitCode: 137, reason: 'OOMKilled', afterTrip: true, breakerOff: false }],
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

test('the picture of every outcome is as it was looked at, and says how the run ended', async () => {
  const outcomes = new Map(
    everyRun().flatMap((run) =>
      run.state === 'ended' && run.growingAt !== null ? [[run.outcome, run] as const] : [],
    ),
  );
  expect(outcomes.size).toBe(7);
  for (const [outcome, run] of outcomes) {
    const svg = chartSvg(run, nowAt);
    expect(svg).toContain(`>${faceOf(run).word}<`);
    await expect(svg).toMatchFileSnapshot(`./charts/${outcome}.svg`);
  }
});
