/**
 * Two ways to commit. A commit is in the file when it returns: whatever ends this process, it is there. That it
 * is also on the disk, for when the machine's power fails, takes a sync, a few milliseconds in which nothing else is
 * done; one sync takes along all that was committed before, so that what is lost is always the end, never the middle.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Durability } from '../../../src/ports.ts';
import { endLeftover, inTransaction } from './transaction.ts';

/** All of `work` is stored, or nothing. Not to be nested. */
export type Commit = <T>(durability: Durability, work: () => T) => T;

/** A commit that need not be on the disk is, when the last sync was this long ago. Real time. */
const syncEveryMs = 250;

export function commitsOf(database: DatabaseSync, monotonic: () => number): Commit {
  let syncedMono = Number.NEGATIVE_INFINITY;
  let synced: boolean | null = null;

  return (durability, work) => {
    const sync = durability === 'synced' || monotonic() - syncedMono >= syncEveryMs;
    if (sync !== synced) {
      endLeftover(database);
      // With a write-ahead log: FULL syncs at each commit, NORMAL leaves it to the next sync.
      database.exec(`PRAGMA synchronous = ${sync ? 'FULL' : 'NORMAL'}`);
      synced = sync;
    }
    const answer = inTransaction(database, work);
    if (sync) syncedMono = monotonic();
    return answer;
  };
}
