/**
 * The store on node:sqlite. One process has one database: the lock is the system's (rule 27), held from the first
 * access to the end of the process, whatever ends it. Do not open the file by other means in this process: closing
 * any descriptor of it would give the lock away (POSIX locks belong to the process).
 */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import { Failure } from '../../../src/failure.ts';
import type { Messages, Posts, Store } from '../../../src/ports.ts';
import { logFile } from './log-file.ts';
import { sqliteMessages } from './messages.ts';
import { migrate, migrationsIn, schemaVersion } from './migrate.ts';
import { sqlitePosts } from './posts.ts';
import { sqliteStore } from './store.ts';
import { syncsBy } from './syncs.ts';
import { committing, inTransaction } from './transaction.ts';
import { brokenDatabase, foreignDatabase, guarded, openingFailure } from './trouble.ts';

/** `leak` in ASCII: says in the file's header whose it is, so that no stranger's database is migrated. */
const applicationId = 0x6c65616b;

export interface OpenStore {
  store: Store;
  messages: Messages;
  posts: Posts;
  /** Idempotent. Any use afterwards throws a Failure `storage-failed`. */
  close(): void;
}

/**
 * Opens the database, made with its folder where missing; `:memory:` is one that nobody else sees. Throws a Failure:
 * `database-locked`, `database-unwritable`, `database-broken`, `database-newer`, `database-unknown`.
 */
export function openStore(path: string, options: { log?: Logger } = {}): OpenStore {
  const file = fileOf(path);
  const database = opened(file);
  try {
    prepare(database, file);
    const log = logFile(file);
    const syncs = syncsBy(log.sync);
    const commit = committing(database, syncs.committed);
    return {
      store: sqliteStore(database, { commit, synced: syncs.synced, log: options.log ?? null }),
      messages: sqliteMessages(database, commit),
      posts: sqlitePosts(database, commit, syncs.synced),
      close: () => {
        syncs.close();
        if (database.isOpen) guarded('closing the database', () => database.close());
        log.close();
      },
    };
  } catch (error) {
    database.close();
    throw openingFailure(file, error);
  }
}

function fileOf(path: string): string {
  if (path === ':memory:') return path;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) {
    throw new Failure('database-unknown', 'a database server is not in this version', {
      retryable: false,
      remedy: 'set LEAKOPS_DATABASE to the path of a file',
    });
  }
  // Absolute, so that no name is taken for an address or for one of SQLite's special ones.
  return resolve(path);
}

function opened(file: string): DatabaseSync {
  try {
    if (file !== ':memory:') makeRoom(file);
    return new DatabaseSync(file, { enableForeignKeyConstraints: true });
  } catch (error) {
    throw openingFailure(file, error);
  }
}

/** Asks before SQLite does: it says `disk I/O error` where it means a missing right. */
function makeRoom(file: string): void {
  makeFolder(dirname(file));
  accessSync(dirname(file), constants.W_OK);
  if (existsSync(file)) accessSync(file, constants.W_OK);
}

/** Not `recursive: true`, which never returns where a file system refuses new folders with ENOENT, as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function prepare(database: DatabaseSync, file: string): void {
  // In this order: with exclusive locking first, the log needs no shared memory and the lock is never let go; a
  // stranger's database is left as it is, its journal mode too.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  inTransaction(database, () => claim(database, file));
  database.exec('PRAGMA journal_mode = WAL');
  const broken = database
    .prepare('PRAGMA quick_check(1)')
    .all()
    .map((row) => String(Object.values(row)[0]))
    .filter((line) => line !== 'ok');
  if (broken.length > 0) throw brokenDatabase(file, broken.join('; '));
  migrate(database, migrationsIn(new URL('./migrations/', import.meta.url)), file);
  // From here on a commit waits for no disk: `syncs.ts` brings it there.
  database.exec('PRAGMA synchronous = NORMAL');
}

/** Writes at every opening, so that a file that cannot be written is found now and not in a run. */
function claim(database: DatabaseSync, file: string): void {
  const owner = Number(database.prepare('PRAGMA application_id').get()?.application_id ?? 0);
  const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n ?? 0);
  const empty = owner === 0 && tables === 0 && schemaVersion(database) === 0;
  if (owner !== applicationId && !empty) throw foreignDatabase(file);
  database.exec(`PRAGMA application_id = ${applicationId}`);
}
