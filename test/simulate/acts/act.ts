import type { Stage } from '../stage.ts';

/** Something that happens to a run. `n` is 0–1, drawn with the schedule. */
export interface Act {
  /** In plain words, for a story. */
  tells: (n: number) => string;
  /** May answer a promise: of what a person said, which is not waited for. */
  plays: (stage: Stage, n: number) => unknown;
}

export interface Acts {
  [name: string]: Act;
}
