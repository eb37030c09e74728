/**
 * How many processes of a container have followed the first. The engine's count begins anew with a restart by hand, and
 * with a container that Compose creates anew under the same name: two processes would then look like one.
 */
import type { Container } from './container.ts';

export interface ProcessCount {
  of(container: Container): number;
}

export function processCount(): ProcessCount {
  const known = new Map<string, { startedAt: number | null; count: number }>();
  return {
    of({ name, up, restarting, sourceStartedAt, restarts }) {
      // While it waits for its restart the engine has counted that already.
      const engines = restarting ? Math.max(0, restarts - 1) : restarts;
      const before = known.get(name) ?? { startedAt: sourceStartedAt, count: engines };
      const isNew = up && sourceStartedAt !== before.startedAt;
      const now = isNew ? { startedAt: sourceStartedAt, count: Math.max(engines, before.count + 1) } : before;
      known.set(name, now);
      return now.count;
    },
  };
}
