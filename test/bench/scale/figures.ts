/** What parent and child tell each other, and what comes out of it. */
import type { Run } from '../../../src/run/run.ts';

export type ToChild = 'states' | 'figures';

export interface ChildFigures {
  /** How many live runs are in which state. */
  states: { [S in Run['state']]?: number };
  /** Looks since the last figures, and how late each ran; zeros where there was none. */
  ticks: number;
  lagMs: { p50: number; p99: number; max: number };
  /** The most since the last figures. */
  rssBytes: number;
  /** Of one core. */
  cpuShare: number;
}

export type FromChild = { url: string } | { states: ChildFigures['states'] } | { figures: ChildFigures };

/** Each world has a channel of its own; the namespace is called the same. */
export function channelOf(index: number): string {
  return `world-${index + 1}`;
}
