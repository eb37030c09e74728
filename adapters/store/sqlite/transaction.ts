import type { DatabaseSync } from 'node:sqlite';

/** All of `work` is stored, or nothing. Not to be nested. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  // Left over only where an earlier rollback failed, as on a disk that had gone away.
  if (database.isTransaction) database.exec('ROLLBACK');
  database.exec('BEGIN IMMEDIATE');
  try {
    const answer = work();
    database.exec('COMMIT');
    return answer;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

export type Commit = <T>(work: () => T) => T;

/** A transaction each, of which `committed` hears. */
export function committing(database: DatabaseSync, committed: () => void): Commit {
  return (work) => {
    const answer = inTransaction(database, work);
    committed();
    return answer;
  };
}

/** Never throws: the error that led here is the one to tell. */
function rollBack(database: DatabaseSync): void {
  try {
    // SQLite rolls back by itself on a full disk.
    if (database.isTransaction) database.exec('ROLLBACK');
  } catch {
    // The next transaction tries again.
  }
}
