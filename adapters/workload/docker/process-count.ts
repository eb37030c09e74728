/**
 * How many processes of a container have followed the first. The engine's count begins anew with a restart by hand, and
 * with a container that Compose creates anew under the same name: two processes would then look like one.
 */
import type { Container } from './container.ts';

export interface ProcessCount {
  of(container: Container): number;
}

/** Looks at a container may come in late: the one at an earlier process is not one at a further process. */
const keptProcesses = 20;

export function processCount(): ProcessCount {
  /** By name, the newest last. */
  const known = new Map<string, { startedAt: number | null; count: number }[]>();
  return {
    of({ name, up, restarting, sourceStartedAt, restarts }) {
      // While it waits for its restart the engine has counted that already.
      const engines = restarting ? Math.max(0, restarts - 1) : restarts;
      const before = known.get(name) ?? [];
      const newest = before.at(-1);
      const same = before.find(({ startedAt }) => startedAt === sourceStartedAt);
      if (same !== undefined) return same.count;
      if (newest !== undefined && !up) return newest.count;
      const count = newest === undefined ? engines : Math.max(engines, newest.count + 1);
      known.set(name, [...before, { startedAt: sourceStartedAt, count }].slice(-keptProcesses));
      return count;
    },
  };
}
