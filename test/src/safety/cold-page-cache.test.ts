import { expect, test } from 'vitest';
import { assess } from '../../../src/safety/assess.ts';
import { burstStart } from '../../../src/safety/before-start.ts';
import { servicePercent, startedCold } from '../../../src/safety/service-memory.ts';
import { limitBytes, reading, readings, seen, start } from './seen.ts';

const withRss = (usedAt: (s: number) => number, rssAt: (s: number) => number) =>
  readings(600, usedAt).map((one) => ({
    ...one,
    rssBytes: (rssAt((one.at - start) / 1_000) / 100) * limitBytes,
  }));

test.each<[string, number, number, boolean]>([
  ['warm', 52, 50, false],
  ['a health probe in the container', 62, 51, false],
  ['cold', 76, 48, true],
])('%s: told by working set and rss in the first minute', (_name, used, rss, cold) => {
  const all = withRss(
    () => used,
    () => rss,
  );
  expect(startedCold(all, limitBytes)).toBe(cold);
});

test('unknown rss is no cold start, nor is one reading', () => {
  expect(
    startedCold(
      readings(600, () => 90),
      limitBytes,
    ),
  ).toBe(false);
  const one = reading(0, 90, { rssBytes: 0.2 * limitBytes });
  expect(startedCold([one], limitBytes)).toBe(false);
});

test('a gap that grows later is not of the start: sockets of a broker that hangs count', () => {
  const all = withRss(
    (s) => (s < 300 ? 52 : 85),
    () => 50,
  );
  expect(startedCold(all, limitBytes)).toBe(false);
  expect(servicePercent(all.at(-1)!, limitBytes, false)).toBe(85);
});

test('cold: what is judged is rss and what the kernel holds beside it, and a leak still shows', () => {
  const last = (used: number, rss: number) =>
    servicePercent(reading(600, used, { rssBytes: (rss / 100) * limitBytes }), limitBytes, true);
  expect(last(92, 52)).toBeCloseTo(62);
  expect(last(99, 75)).toBeCloseTo(85);
  // Where both agree again the working set counts.
  expect(last(84, 78)).toBeCloseTo(84);
  const leak = withRss(
    (s) => Math.min(99, 76 + s / 40),
    (s) => 50 + (s / 60) * 3,
  );
  expect(assess(seen(leak)).regime).toBe('ramp');
});

test('before a start bursts are counted from the service, not from the page cache', () => {
  const cold = withRss(
    () => 76,
    () => 48,
  ).slice(0, 4);
  expect(burstStart(cold, limitBytes, start).levelPercent).toBeCloseTo(58, 0);
});
