import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Reading } from '../../../src/ports.ts';
import { assess } from '../../../src/safety/assess.ts';
import { limitBytes, reading, readings, ripple, seen, start } from './seen.ts';

describe('regimes, with what they are judged by', () => {
  test('a warm, level service is level', () => {
    const found = assess(seen(readings(600, (s) => 58 + ripple(s))));
    expect(found).toMatchObject({ regime: 'level', forecast: null });
    expect(found.evidence).toBe('level at 58\u00a0% for 10\u00a0m');
  });

  test('bursts on a level line are bursts', () => {
    const found = assess(seen(readings(600, (s) => 58 + ripple(s) + (s === 480 ? 9 : 0))));
    expect(found).toMatchObject({ regime: 'bursts', forecast: null });
    expect(found.evidence).toMatch(
      /^level at 58\u00a0% for 10\u00a0m, bursts of 0\.6\u00a0MiB an order, up to 1\.\d\u00a0MiB$/,
    );
  });

  test('bursts that only the true peak of a window shows are bursts', () => {
    const all = readings(600, (s) => 58 + ripple(s)).map((one, i) => ({
      ...one,
      peakBytes: one.usedBytes + (i === 30 ? 0.2 : 0.01) * limitBytes,
    }));
    expect(assess(seen(all)).regime).toBe('bursts');
  });

  test('a jump that stays is a step', () => {
    const found = assess(seen(readings(600, (s) => (s < 570 ? 57 : 75) + ripple(s))));
    expect(found.regime).toBe('step');
    expect(found.evidence).toBe('from 57\u00a0% to 75\u00a0% at once');
  });

  test('what rose while nobody read is not said to have come at once, and is no level either', () => {
    const all = readings(600, (s) => (s < 500 ? 57 : 75) + ripple(s));
    const found = assess(seen(all.filter(({ at }) => at - start <= 420_000 || at - start > 570_000)));
    expect(found.regime).toBe('step');
    expect(found.evidence).toBe('from 57\u00a0% to 75\u00a0% while nothing was read');
  });

  test('a source that reads each minute shows a step as well', () => {
    const each = (all: Reading[]) => all.filter((_one, index) => index % 4 === 0);
    const found = assess(seen(each(readings(900, (s) => (s < 800 ? 57 : 75) + ripple(s)))));
    expect(found.regime).toBe('step');
  });

  test('a steady rise is a ramp, with its slope', () => {
    const found = assess(seen(readings(400, (s) => 50 + (s / 60) * 3.3 + ripple(s))));
    expect(found.regime).toBe('ramp');
    expect(found.evidence).toMatch(/^up 3\.[23] points a minute|^up 3\.[234]\u00a0points a minute/);
    expect(found.signs.map(({ reason }) => reason)).toContain('ramp');
  });

  test('readings that catch bursts by chance, later and higher, prove no ramp', () => {
    const caught = [
      57.6, 58.8, 63.3, 59.5, 63.4, 62.9, 64.1, 60.3, 63.5, 61, 62, 64.1, 63.9, 66, 65, 68, 70, 72, 73, 74,
    ];
    const all = caught.map((percent, i) => reading(i * 15, percent));
    const flag = { value: 2000, highestValue: 2000, servedSince: start };
    expect(assess(seen(all, { flag })).regime).not.toBe('ramp');
  });

  test.each([20, 40])('warming up is steeper than most leaks, and no ramp: limit %i MiB', (mebibytes) => {
    const limit = mebibytes * 2 ** 20;
    const warm = (s: number) => 60 - 20 * Math.exp(-s / 45) - 8 * Math.exp(-s / 200);
    for (let seconds = 60; seconds <= 900; seconds += 30) {
      for (const processStartedAt of [start, null]) {
        const found = assess(seen(readings(seconds, warm), { processStartedAt, limitBytes: limit }));
        expect(found.forecast, `after ${seconds} s`).toBeNull();
        if (seconds < 240) expect(found.regime).toBe('warm-up');
      }
    }
  });

  test('no readings is no level', () => {
    expect(assess(seen([]))).toMatchObject({
      levelPercent: null,
      forecast: null,
      killChance: null,
      signs: [],
    });
  });
});

const traces = new URL('../../traces/', import.meta.url);
const traceNames = [
  'dead-v100-r18-seed1.csv',
  'dead-v300-r18-seed1.csv',
  'dead-v300-r37-seed1.csv',
  'v0-r18-seed1.csv',
  'v300-r18-seed1.csv',
  'v500-r4-seed1.csv',
];

/** Memory of the real service as recorded, every 15 s and fresh. */
function recorded(name: string): Reading[] {
  const rows = readFileSync(new URL(name, traces), 'utf8')
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((row) => row.split(',').map(Number));
  return rows
    .filter(([second]) => second! % 15 === 0)
    .map(([second, used]) => ({ ...reading(second!, 0), usedBytes: used! }));
}

const rampsIn = (name: string) => {
  const all = recorded(name);
  return all.filter((_reading, n) => {
    const found = assess(seen(all.slice(0, n + 1), { processStartedAt: start }));
    return found.forecast !== null;
  });
};

describe('on the recorded service', () => {
  test.each(traceNames.filter((name) => name.startsWith('v')))(
    '%s: a healthy broker is never a ramp',
    (name) => {
      expect(rampsIn(name)).toEqual([]);
    },
  );

  test.each(traceNames.filter((name) => name.startsWith('dead')))('%s: a dead broker is a ramp', (name) => {
    expect(rampsIn(name).length).toBeGreaterThan(3);
  });
});
