import { describe, expect, test } from 'vitest';
import { truePeaks } from '../../../../adapters/workload/prometheus/true-peaks.ts';

const started = 1_000_000;
const at = (second: number) => started + second * 1_000;

/** The maximum by second of the process. */
const shown = (...samples: [second: number, maxBytes: number | null][]) =>
  samples.map(([second, maxBytes]) => ({ at: at(second), maxBytes }));

function watching() {
  const peaks = truePeaks();
  return (second: number, ...samples: [second: number, maxBytes: number | null][]) =>
    peaks.of('uid 0', { at: at(second), startedAt: started }, shown(...samples));
}

describe('the true peak, from a maximum that only grows', () => {
  test('is known where it has grown since the reading before, and unknown where it has not', () => {
    const peak = watching();
    expect(peak(600, [585, 50], [600, 50])).toBeNull();
    expect(peak(615, [600, 50], [615, 70])).toBe(70);
    expect(peak(630, [615, 70], [630, 70])).toBeNull();
  });

  test('is the same for the same reading, however often it is looked at', () => {
    const peak = watching();
    peak(600, [600, 50]);
    expect(peak(615, [600, 50], [615, 70])).toBe(70);
    expect(peak(615, [600, 50], [615, 70])).toBe(70);
    expect(peak(630, [615, 70], [630, 70])).toBeNull();
    expect(peak(615, [615, 70], [630, 70])).toBe(70);
  });

  test('a sample that was missed takes nothing away: it grew since the reading before', () => {
    const peak = watching();
    peak(600, [600, 50]);
    expect(peak(630, [600, 50], [615, 70], [630, 70])).toBe(70);
  });

  test('the first reading of a process that runs for long is compared with the sample before it', () => {
    expect(watching()(600, [600, 50])).toBeNull();
    expect(watching()(600, [585, 40], [600, 50])).toBe(50);
  });

  test('the first of one that has just begun: all of its time is that of the reading', () => {
    expect(watching()(20, [20, 50])).toBe(50);
    expect(watching()(61, [61, 50])).toBeNull();
  });

  test('what grew while nobody looked is not of the time between two readings', () => {
    const peak = watching();
    peak(600, [600, 50]);
    expect(peak(7_200, [7_185, 90], [7_200, 90])).toBeNull();
  });

  test('a growth that came after its reading had been given belongs to the next', () => {
    const peak = watching();
    peak(600, [600, 50]);
    expect(peak(620, [600, 50])).toBeNull();
    expect(peak(635, [600, 50], [618, 80])).toBe(80);
    expect(peak(650, [600, 50], [618, 80])).toBeNull();
  });

  test('a growth of later than the reading is not its', () => {
    const peak = watching();
    peak(600, [600, 50]);
    expect(peak(615, [600, 50], [616, 80])).toBeNull();
    expect(peak(630, [616, 80])).toBe(80);
  });

  test('another process begins anew, and a maximum that was set back is no peak', () => {
    const peaks = truePeaks();
    const of = (process: string, second: number, maxBytes: number) =>
      peaks.of(process, { at: at(second), startedAt: started }, shown([second, maxBytes]));
    of('uid 0', 600, 90);
    expect(of('uid 1', 615, 40)).toBeNull();
    expect(of('uid 0', 615, 30)).toBeNull();
    expect(of('uid 0', 630, 40)).toBe(40);
  });

  test('without a maximum nothing is known', () => {
    const peak = watching();
    expect(peak(600, [600, null])).toBeNull();
    expect(peak(615)).toBeNull();
    expect(peak(630, [630, 70])).toBeNull();
  });
});
