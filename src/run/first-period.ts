import type { Run } from './run.ts';

const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Runs that begin in one breath, as those that are taken up after a restart, would look in one breath for ever: the
 * first poll is the shorter one, by another share for each run (multiples of the golden ratio fall evenly).
 */
export function firstPeriodMs(run: Pick<Run, 'id' | 'pollMs'>): number {
  const nth = Number(run.id.slice('run-'.length)) - 1;
  return run.pollMs * (1 - ((nth * goldenRatio) % 1));
}
