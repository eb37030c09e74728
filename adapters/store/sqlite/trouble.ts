/** SQLite's errors as Failures: `database-…` when opening, `storage-…` afterwards (ports.Store). */
import { Failure, wordsOf } from '../../../src/failure.ts';

/** SQLite's primary result codes that say something to a person. */
const result = {
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notDb: 26,
};

/** The primary code of an error of node:sqlite; null: not one of SQLite's. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

/** node:sqlite's own error for a database or statement that is closed. */
function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE';
}

const elsewhere = 'or set LEAKOPS_DATABASE to another file';

/** What stopped the opening of the database at `path`. */
export function openingFailure(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const options = (remedy: string) => ({ retryable: false, remedy, cause: error });
  const why = wordsOf(error);
  switch (resultCode(error)) {
    case result.busy:
    case result.locked:
      return new Failure(
        'database-locked',
        `the database ${path} is in use by another process`,
        options(`stop the other leakops that runs on it, ${elsewhere}`),
      );
    case result.notDb:
    case result.corrupt:
      return brokenDatabase(path, why, error);
    default:
      return new Failure(
        'database-unwritable',
        `the database ${path} cannot be written: ${why}`,
        options(
          `make the file and its folder writable for this user and leave room on the disk, ${elsewhere}`,
        ),
      );
  }
}

export function brokenDatabase(path: string, why: string, cause?: unknown): Failure {
  return new Failure('database-broken', `the database ${path} is broken: ${why}`, {
    retryable: false,
    remedy: `move it away (and the file ${path}-wal, if there is one) and start again, ${elsewhere}`,
    cause,
  });
}

export function foreignDatabase(path: string): Failure {
  return new Failure('database-broken', `the file ${path} is a database of another program`, {
    retryable: false,
    remedy: 'set LEAKOPS_DATABASE to another file',
  });
}

/** Runs `work`; an error of the database becomes a Failure, any other passes as it is. */
export function guarded<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Failure || (resultCode(error) === null && !isClosed(error))) throw error;
    throw storageFailure(what, error);
  }
}

function storageFailure(what: string, error: unknown): Failure {
  const why = isClosed(error) ? 'the database is closed' : wordsOf(error);
  const failure = (code: string, remedy: string) =>
    new Failure(code, `${what} failed: ${why}`, { remedy, cause: error });
  switch (resultCode(error)) {
    case result.full:
      return failure('storage-full', 'make room on the disk of LEAKOPS_DATABASE');
    case result.readonly:
    case result.perm:
    case result.cantOpen:
      return failure('storage-unwritable', 'make the file of LEAKOPS_DATABASE and its folder writable');
    case result.corrupt:
    case result.notDb:
      return failure(
        'storage-broken',
        'stop leakops, move the file of LEAKOPS_DATABASE away and start again',
      );
    default:
      return failure('storage-failed', 'look at the disk of LEAKOPS_DATABASE and at the log');
  }
}
