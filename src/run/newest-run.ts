/** The newest run that is looked for; null: none is. */
import type { Run } from './run.ts';

/** What is looked for is mostly among these: the others are not read then. */
const few = 10;

/** @param runs newest first, at most so many where a number is given */
export function newestRun(runs: (newest?: number) => Run[], isWanted: (run: Run) => boolean): Run | null {
  return runs(few).find(isWanted) ?? runs().find(isWanted) ?? null;
}
