/** What many runs came to; all of it adds up. */
export interface Tally {
  runs: number;
  checks: number;
  virtualMs: number;
  crashes: number;
  outcomes: { [outcome: string]: number };
  /** How often each act was played, and each fault of a single call was met. */
  faults: { [name: string]: number };
  failures: { seed: number; words: string }[];
}

export function noTally(): Tally {
  return { runs: 0, checks: 0, virtualMs: 0, crashes: 0, outcomes: {}, faults: {}, failures: [] };
}

export function added(a: Tally, b: Tally): Tally {
  return {
    runs: a.runs + b.runs,
    checks: a.checks + b.checks,
    virtualMs: a.virtualMs + b.virtualMs,
    crashes: a.crashes + b.crashes,
    outcomes: sums(a.outcomes, b.outcomes),
    faults: sums(a.faults, b.faults),
    failures: [...a.failures, ...b.failures],
  };
}

function sums(a: { [name: string]: number }, b: { [name: string]: number }): { [name: string]: number } {
  const both = { ...a };
  for (const [name, count] of Object.entries(b)) both[name] = (both[name] ?? 0) + count;
  return both;
}
