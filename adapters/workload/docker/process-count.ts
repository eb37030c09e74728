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
    of({ name, up, sourceStartedAt, restarts }) {
      const before = known.get(name);
      const isNew = before !== undefined && up && sourceStartedAt !== before.startedAt;
      const count = Math.max(restarts, before === undefined ? 0 : before.count + (isNew ? 1 : 0));
      known.set(name, {
        count,
        startedAt: up || before === undefined ? sourceStartedAt : before.startedAt,
      });
      return count;
    },
  };
}
