/** What people use instead, on the same readings: a threshold, and Prometheus' forecast of a line. */

import { type Sample, type Source, shownOf } from '../../../src/replay/source.ts';
import type { Trace } from '../../../src/replay/trace.ts';

const windowSeconds = 300;
const aheadSeconds = 240;
const silentSeconds = 300;

export const rivals = ['threshold', 'predict_linear', 'predict_linear, silent'] as const;
export type Rival = (typeof rivals)[number];

/** The second at which each decides; null: never. The forecast of a line stands beside the threshold. */
export function rivalTrips(
  trace: Trace,
  source: Source,
  thresholdPercent: number,
): Record<Rival, number | null> {
  const { samples } = shownOf(trace, source);
  const onSecond = trace.flagOnAt ?? 0;
  const first = (decides: (sample: Sample) => boolean) =>
    samples.find((sample) => sample.seenSecond >= onSecond && decides(sample))?.seenSecond ?? null;
  const foresees = (sample: Sample) => {
    const predicted = predictLinear(
      samples.filter((one) => one.seenSecond <= sample.seenSecond && one.restarts === sample.restarts),
      sample.seenSecond,
    );
    return predicted !== null && predicted > trace.limitBytes;
  };
  const isOver = (sample: Sample) => (sample.usedBytes / trace.limitBytes) * 100 > thresholdPercent;
  return {
    threshold: first(isOver),
    predict_linear: first((sample) => isOver(sample) || foresees(sample)),
    'predict_linear, silent': first(
      (sample) => isOver(sample) || (sample.seenSecond >= silentSeconds && foresees(sample)),
    ),
  };
}

/**
 * `predict_linear(v[5m], 240)` at an instant, as Prometheus computes it: least squares over the samples of the window,
 * its left end excluded, evaluated from the instant. Null under two samples.
 */
export function predictLinear(
  samples: readonly Pick<Sample, 'second' | 'usedBytes'>[],
  atSecond: number,
): number | null {
  const inside = samples.filter(({ second }) => second > atSecond - windowSeconds && second <= atSecond);
  const n = inside.length;
  if (n < 2) return null;
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / n;
  const x = inside.map(({ second }) => second - atSecond);
  const y = inside.map(({ usedBytes }) => usedBytes);
  const [meanX, meanY] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, value, index) => sum + (value - meanX) * (y[index]! - meanY), 0);
  const variance = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  const slope = covariance / variance;
  return meanY - slope * meanX + slope * aheadSeconds;
}
