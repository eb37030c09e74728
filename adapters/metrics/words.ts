/** Every word that a label can hold: what never happened yet is shown as 0. */
import type { Outcome, Recovery, Run } from '../../src/run/run.ts';

/** The compiler wants every word of the type here. */
const wordsOf = <Word extends string>(words: Record<Word, true>) => Object.keys(words);

export const runStates = wordsOf<Run['state']>({
  preparing: true,
  growing: true,
  stopping: true,
  recovering: true,
  ended: true,
}).filter((state) => state !== 'ended');

export const breakerStates = wordsOf<Run['breaker']['state']>({ armed: true, off: true, tripped: true });

export const outcomes = wordsOf<Outcome>({
  averted: true,
  'oom-killed': true,
  levelled: true,
  completed: true,
  stopped: true,
  aborted: true,
  'lost-sight': true,
});

export const recoveries = wordsOf<Recovery>({ recovered: true, 'restart-needed': true, unknown: true });
