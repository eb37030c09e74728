/**
 * The highest since the sample before, from a maximum that only grows: where it has grown, the new one was reached
 * since then; where it stands, nothing is known but that it was not passed.
 */
export interface TruePeaks {
  /** `process`: tells one process from the next. null: unknown. */
  of(process: string, sourceAt: number, highestBytes: number | null): number | null;
}

export function truePeaks(): TruePeaks {
  /** Of each process the last samples: the same one is asked for again. */
  let last: { process: string; sourceAt: number; highestBytes: number; peak: number | null }[] = [];
  const kept = 50;

  return {
    of(process, sourceAt, highestBytes) {
      if (highestBytes === null) return null;
      const ours = last.filter((one) => one.process === process);
      const again = ours.find((one) => one.sourceAt === sourceAt);
      if (again !== undefined) return again.peak;
      const before = ours.at(-1);
      const peak = before !== undefined && highestBytes > before.highestBytes ? highestBytes : null;
      last = [...last, { process, sourceAt, highestBytes, peak }].slice(-kept);
      return peak;
    },
  };
}
