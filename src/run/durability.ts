/**
 * Which saves must be on the disk before anything else is done, and which may be lost when the machine itself fails
 * (never when only this process does). A step that looked and found nothing to tell is found again by the next look:
 * of it only readings and the like are lost, and the run stands as it did before that look.
 */
import type { Durability } from '../ports.ts';
import { type Effect, raisesRisk } from './observation.ts';
import type { Run } from './run.ts';

/** @param saved the run as it was saved last; null: this process has saved nothing of it yet */
export function durabilityOf(run: Run, saved: Run | null, effects: readonly Effect[]): Durability {
  if (saved === null || effects.some(raisesRisk)) return 'synced';
  const nothingHappened =
    run.state === saved.state &&
    run.state !== 'ended' &&
    run.events.length === saved.events.length &&
    run.kills.length === saved.kills.length &&
    // A number that was sent is never sent again, a word that was said never said again.
    run.flag.lastWrite === saved.flag.lastWrite &&
    run.saidKeys.length === saved.saidKeys.length &&
    run.outbox.length === saved.outbox.length &&
    run.thread === saved.thread;
  return nothingHappened ? 'soon' : 'synced';
}
