/** What of the target's pods tells one process from the next. Pure. */
import { listedPod } from './pod.ts';

/** By the pod's uid: equal texts, the same processes. */
export type Processes = ReadonlyMap<string, string>;

/** null: it is no pod, or has not the container. */
export function processOf(item: unknown, container: string): { uid: string; process: string } | null {
  // Instants stay the source's: equal ones stay equal, whatever clock they are on.
  const listed = listedPod(item, container, (sourceAt) => sourceAt, 0);
  if (listed === null || !listed.hasContainer) return null;
  const { uid, startedAt, restarts, lastTermination } = listed.pod;
  return {
    uid,
    process: JSON.stringify([startedAt, restarts, lastTermination?.key ?? null, listed.leaving]),
  };
}

export function processesOf(items: readonly unknown[], container: string): Processes {
  const found = items.map((item) => processOf(item, container)).filter((one) => one !== null);
  return new Map(found.map(({ uid, process }) => [uid, process]));
}

/** Whether one has ended, begun or gone. */
export function differ(before: Processes, after: Processes): boolean {
  return before.size !== after.size || [...after].some(([uid, process]) => before.get(uid) !== process);
}
