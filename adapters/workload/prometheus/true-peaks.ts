/**
 * The true peak since the reading before, from a maximum that only grows: cAdvisor's `container_memory_max_usage_bytes`
 * (`memory.max_usage_in_bytes` on cgroup v1, `memory.peak` on v2) is the highest since the container began. So a peak
 * is known
 * - where the maximum has grown since the reading before: then it was reached in between, and is the new maximum;
 * - in the first reading of a container that has begun within the last minute: its maximum is of that minute.
 * In all other cases usage stayed at or under the maximum, and how high it came is unknown: null. A growth that is seen
 * after the reading with its date was given belongs to the next one. The first reading of a container that has been
 * running, or of one not looked at for a minute, is compared with the sample before it.
 */
import type { MemorySample } from './container-memory.ts';

const youngMs = 60_000;
/** Longer ago nobody watched: what grew since then is not of the time between two readings. */
const watchedMs = 60_000;
/** Of one process; a reading is shown again as long as it is the newest. */
const keptReadings = 20;

interface Known {
  maxBytes: number | null;
  lastAt: number;
  /** By the reading's date, so that the same reading has the same peak however often it is looked at. */
  given: Map<number, number | null>;
}

interface PeakMoment {
  /** Of the reading, on the bot's clock. */
  at: number;
  /** When its process began, on the bot's clock; null: unknown. */
  startedAt: number | null;
}

export interface TruePeaks {
  /** `process`: a name of the process; `samples`: dated on the bot's clock, oldest first, of this process. */
  of(
    process: string,
    moment: PeakMoment,
    samples: readonly (Pick<MemorySample, 'maxBytes'> & { at: number })[],
  ): number | null;
}

const keptProcesses = 50;

export function truePeaks(): TruePeaks {
  const processes = new Map<string, Known>();

  return {
    of(process, { at, startedAt }, samples) {
      const known = processes.get(process);
      const given = known?.given.get(at);
      if (given !== undefined) return given;
      if (known !== undefined && at < known.lastAt) return null;
      const seen = samples.flatMap((sample) =>
        sample.maxBytes === null || sample.at > at ? [] : [{ at: sample.at, maxBytes: sample.maxBytes }],
      );
      const newest = seen.at(-1);
      const isYoung = newest !== undefined && startedAt !== null && newest.at - startedAt <= youngMs;
      const isWatched = known !== undefined && at - known.lastAt <= watchedMs;
      const before = isWatched ? known.maxBytes : (seen.at(-2)?.maxBytes ?? (isYoung ? 0 : null));
      const peak =
        newest !== undefined && before !== null && newest.maxBytes > before ? newest.maxBytes : null;
      const kept = [...(known?.given ?? []), [at, peak] as const].slice(-keptReadings);
      processes.delete(process);
      processes.set(process, {
        maxBytes: newest?.maxBytes ?? (isWatched ? known.maxBytes : null),
        lastAt: at,
        given: new Map(kept),
      });
      if (processes.size > keptProcesses) processes.delete(processes.keys().next().value ?? process);
      return peak;
    },
  };
}
