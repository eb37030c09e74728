import type { DatabaseSync } from 'node:sqlite';

/** All of `work` is stored, or nothing. Not to be nested. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  endLeftover(database);
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

/** Left over only where an earlier rollback failed, as on a disk that had gone away. */
export function endLeftover(database: DatabaseSync): void {
  if (database.isTransaction) database.exec('ROLLBACK');
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
