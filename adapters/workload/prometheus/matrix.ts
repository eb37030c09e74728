/**
 * The answer of Prometheus to a range selector → series. Pure. An instant query answers everything at the instant of
 * its evaluation; a range selector answers the samples as they are stored, each with its own date, and none for a
 * series that has ended.
 */
import { z } from 'zod';

interface StoredSample {
  /** On the source's clock, ms. */
  sourceAt: number;
  value: number;
}

export interface Series {
  name: string;
  /** Without `__name__`. */
  labels: Readonly<Record<string, string>>;
  /** Oldest first; what is no number (NaN, +Inf) is left out. At least one. */
  samples: StoredSample[];
}

const answered = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        /** Absent where a series has native histograms only. */
        values: z.array(z.tuple([z.number(), z.string()])).default([]),
      }),
    ),
  }),
});

const refused = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

/** null: that is no answer of Prometheus to a range selector. */
export function seriesOf(answer: unknown): Series[] | null {
  const parsed = answered.safeParse(answer);
  if (!parsed.success) return null;
  return parsed.data.data.result.flatMap(({ metric, values }) => {
    const { __name__: name = '', ...labels } = metric;
    const samples = values
      .map(([seconds, text]) => ({ sourceAt: Math.round(seconds * 1_000), value: Number(text) }))
      .filter(({ sourceAt, value }) => Number.isFinite(value) && sourceAt > 0);
    return samples.length === 0 ? [] : [{ name, labels, samples }];
  });
}

const shownWords = 160;

/** What Prometheus says of a query that it does not answer (400, 422, 503), short; null: it says nothing. */
export function refusalOf(answer: unknown): string | null {
  const parsed = refused.safeParse(answer);
  if (!parsed.success) return null;
  const words = `${parsed.data.errorType}: ${parsed.data.error}`.replace(/\s+/g, ' ').trim();
  return words.length > shownWords ? `${words.slice(0, shownWords - 1)}…` : words;
}
