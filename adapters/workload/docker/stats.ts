/** The engine's statistics of a container → memory, as `docker stats` counts it. Pure. Missing is unknown, never 0. */
import { z } from 'zod';
import { instant, optional } from '../lenient.ts';

const bytes = optional(z.number().nonnegative());

const answered = z.object({
  read: instant,
  memory_stats: optional(
    z.object({
      usage: bytes,
      max_usage: bytes,
      stats: optional(
        z.object({
          // cgroup v1; its names without `total_` leave out what is below it.
          total_inactive_file: bytes,
          total_rss: bytes,
          // cgroup v2
          inactive_file: bytes,
          anon: bytes,
        }),
      ),
    }),
  ),
});

export interface MemorySample {
  /** On the engine's clock, ms. */
  sourceAt: number;
  usedBytes: number;
  rssBytes: number | null;
  /** The highest since the process started, page cache included; null: cgroup v2 has none. */
  highestBytes: number | null;
}

/** A sample, or in words why there is none: a container that is down is answered with empty statistics. */
export function sampleOf(answer: unknown, name: string): MemorySample | { why: string } {
  const parsed = answered.safeParse(answer);
  if (!parsed.success) return { why: `the statistics of ${name} are not what a Docker engine answers` };
  const { read, memory_stats: memory } = parsed.data;
  const usage = memory?.usage ?? null;
  if (memory === null || usage === null || usage === 0)
    return { why: `${name} has no memory statistics now` };
  if (read === null) return { why: `the statistics of ${name} have no date` };
  const inactive = memory.stats?.total_inactive_file ?? memory.stats?.inactive_file ?? 0;
  return {
    sourceAt: read,
    usedBytes: inactive < usage ? usage - inactive : usage,
    rssBytes: memory.stats?.total_rss ?? memory.stats?.anon ?? null,
    highestBytes: memory.max_usage,
  };
}
