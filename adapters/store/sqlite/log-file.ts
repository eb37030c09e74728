/** SQLite's write-ahead log, opened beside SQLite to sync it. No lock of the database's hangs on this file. */
import { type FileHandle, open } from 'node:fs/promises';
import { Failure, wordsOf } from '../../../src/failure.ts';

export interface LogFile {
  /** Rejects with a Failure `storage-failed`. */
  sync(): Promise<void>;
  close(): void;
}

/** @param database the path of the database, or `:memory:`, which has no disk */
export function logFile(database: string): LogFile {
  let handle: FileHandle | null = null;
  let closed = false;

  return {
    async sync() {
      if (closed || database === ':memory:') return;
      try {
        // There from the first commit to the end of the process.
        handle ??= await open(`${database}-wal`, 'r+');
        await handle.datasync();
      } catch (error) {
        // Closing the database has brought all of it to the disk.
        if (closed) return;
        throw new Failure('storage-failed', `syncing the database failed: ${wordsOf(error)}`, {
          remedy: 'look at the disk of LEAKOPS_DATABASE and at the log',
          cause: error,
        });
      } finally {
        if (closed) void handle?.close();
      }
    },
    close() {
      closed = true;
      void handle?.close();
    },
  };
}
