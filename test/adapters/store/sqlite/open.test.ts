import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate, migrationsIn } from '../../../../adapters/store/sqlite/migrate.ts';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import { sqliteStore } from '../../../../adapters/store/sqlite/store.ts';
import { committing } from '../../../../adapters/store/sqlite/transaction.ts';
import { guarded, openingFailure } from '../../../../adapters/store/sqlite/trouble.ts';
import { Failure } from '../../../../src/failure.ts';
import { runNamed } from '../../../contracts/store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const shipped = new URL('../../../../adapters/store/sqlite/migrations/', import.meta.url);

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  folder.remove();
});

describe('opening', () => {
  test('makes the folders that are missing', () => {
    const file = folder.file('a/b/leakops.db');
    openStore(file).close();
    expect(existsSync(file)).toBe(true);
  });

  test('an empty file is a new database', () => {
    const file = folder.file('empty.db');
    writeFileSync(file, '');
    openStore(file).close();
    openStore(file).close();
  });

  test('a second one is refused, names the path and the variable, and the first one goes on', () => {
    const file = folder.file('leakops.db');
    const first = openStore(file);
    const failure = failureOf(() => openStore(file));
    expect(failure.code).toBe('database-locked');
    expect(failure.message).toContain(file);
    expect(failure.remedy).toContain('LEAKOPS_DATABASE');
    first.store.createRun((id) => runNamed(id));
    first.close();
    expect(openStore(file).store.runs()).toHaveLength(1);
  });

  test('what is no database is named and left as it was', () => {
    const file = folder.file('notes.txt');
    writeFileSync(file, 'These are notes, and long enough to be read as a header of a database.');
    const failure = failureOf(() => openStore(file));
    expect(failure.code).toBe('database-broken');
    expect(failure.message).toContain(file);
    expect(readFileSync(file, 'utf8')).toContain('These are notes');
  });

  test('a database of another program is left as it was', () => {
    const file = folder.file('other.db');
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE theirs (a)');
    other.close();
    const before = readFileSync(file);
    const failure = failureOf(() => openStore(file));
    expect(failure.code).toBe('database-broken');
    expect(failure.message).toContain('another program');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('a damaged database is found when it is opened', () => {
    const file = folder.file('leakops.db');
    const opened = openStore(file);
    for (let count = 0; count < 50; count += 1) opened.store.createRun((id) => runNamed(id));
    opened.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 8192, 8192 + 4096 * 4);
    writeFileSync(file, bytes);
    expect(failureOf(() => openStore(file)).code).toBe('database-broken');
  });

  test('a newer database names both schemas', () => {
    const file = folder.file('leakops.db');
    openStore(file).close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 4711');
    database.close();
    const failure = failureOf(() => openStore(file));
    expect(failure.code).toBe('database-newer');
    expect(failure.message).toContain('4711');
  });

  test.each([
    ['a folder', (): string => folder.path],
    [
      'a file where a folder should be',
      () => {
        writeFileSync(folder.file('plain'), 'x');
        return folder.file('plain/leakops.db');
      },
    ],
    // Here mkdir with `recursive` never returns.
    ['a file system that takes no folders', () => '/proc/leakops-nowhere/leakops.db'],
  ])('%s cannot be written', (_what, path) => {
    const failure = failureOf(() => openStore(path()));
    expect(failure.code).toBe('database-unwritable');
    expect(failure.message).toContain(path());
    expect(failure.remedy).toContain('LEAKOPS_DATABASE');
  });

  test('a folder without the right to write cannot be written, but by root', () => {
    mkdirSync(folder.file('closed'));
    chmodSync(folder.file('closed'), 0o500);
    const file = folder.file('closed/leakops.db');
    if (process.getuid?.() === 0) openStore(file).close();
    else expect(failureOf(() => openStore(file)).code).toBe('database-unwritable');
    expect(openingFailure(file, Object.assign(new Error('readonly'), { errcode: 8 })).code).toBe(
      'database-unwritable',
    );
  });

  test('a database server is not in this version, and its password is not told', () => {
    const failure = failureOf(() => openStore('postgres://bot:hunter2@db/leakops'));
    expect(failure.message).toContain('not in this version');
    expect(`${failure.message} ${failure.remedy}`).not.toContain('hunter2');
  });

  test(':memory: is a store that nobody else sees', () => {
    const one = openStore(':memory:');
    const two = openStore(':memory:');
    one.store.createRun((id) => runNamed(id));
    expect(two.store.runs()).toEqual([]);
  });

  test('after close every use is a Failure, and close may be called again', () => {
    const opened = openStore(folder.file('leakops.db'));
    opened.close();
    opened.close();
    expect(failureOf(() => opened.store.runs()).code).toBe('storage-failed');
    expect(failureOf(() => opened.messages.latestRevision()).message).toContain('closed');
  });
});

describe('migrations', () => {
  const first = { number: 1, name: '0001-a.sql', sql: 'CREATE TABLE a (x)' };

  test('each runs once, in order', () => {
    const database = new DatabaseSync(':memory:');
    const second = { number: 2, name: '0002-b.sql', sql: 'INSERT INTO a VALUES (1)' };
    migrate(database, [first], 'x.db');
    migrate(database, [first, second], 'x.db');
    migrate(database, [first, second], 'x.db');
    expect(database.prepare('SELECT count(*) AS n FROM a').get()).toEqual({ n: 1 });
  });

  test('one that fails leaves nothing of itself and is tried again', () => {
    const database = new DatabaseSync(':memory:');
    const broken = { number: 2, name: '0002-b.sql', sql: 'CREATE TABLE b (x); CREATE TABLE a (x)' };
    expect(() => migrate(database, [first, broken], 'x.db')).toThrow('already exists');
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    migrate(database, [first, { ...broken, sql: 'CREATE TABLE b (x)' }], 'x.db');
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 2 });
  });

  test('a number that is missing or doubled is refused', () => {
    const url = new URL(`file://${folder.path}/`);
    writeFileSync(folder.file('0001-a.sql'), '');
    expect(migrationsIn(url)).toHaveLength(1);
    writeFileSync(folder.file('0003-c.sql'), '');
    expect(() => migrationsIn(url)).toThrow('0003-c.sql should have the number 2');
  });

  test('those of the project are whole', () => {
    expect(migrationsIn(shipped).length).toBeGreaterThan(0);
  });
});

describe('trouble while it runs', () => {
  test('a full disk is a Failure, nothing half is kept, and saving works again when there is room', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, migrationsIn(shipped), ':memory:');
    const store = sqliteStore(database, {
      commit: committing(database, () => {}),
      synced: async () => {},
      log: null,
    });
    const made = store.createRun((id) => runNamed(id, { readings: [] }));
    const pages = Number(database.prepare('PRAGMA page_count').get()?.page_count);
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const more = { ...runNamed(made.id), users: 400, command: 'x'.repeat(50_000) };
    expect(failureOf(() => store.saveRun(more)).code).toBe('storage-full');
    expect(store.run(made.id)).toMatchObject({ users: made.users, readings: [] });
    database.exec('PRAGMA max_page_count = 100000');
    store.saveRun(more);
    expect(store.run(made.id)).toMatchObject({ users: 400, readings: more.readings });
  });

  test('an error that is not the database’s passes as it is', () => {
    const thrown = new TypeError('mine');
    expect(() =>
      guarded('x', () => {
        throw thrown;
      }),
    ).toThrow(thrown);
  });

  test('a row that somebody broke is left out of the list, and named when it is asked for', () => {
    const file = folder.file('leakops.db');
    const opened = openStore(file);
    for (let count = 0; count < 3; count += 1) opened.store.createRun((id) => runNamed(id));
    opened.close();
    const database = new DatabaseSync(file);
    database.exec(`UPDATE runs SET body = '{"id":"run-2","state":"gone"}' WHERE number = 2`);
    database.exec("UPDATE runs SET body = '{' WHERE number = 3");
    database.close();
    const { store, close } = openStore(file);
    expect(store.runs().map((run) => run.id)).toEqual(['run-1']);
    expect(failureOf(() => store.run('run-2')).message).toContain('run-2');
    expect(failureOf(() => store.run('run-3')).code).toBe('storage-broken');
    expect(store.createRun((id) => runNamed(id)).id).toBe('run-4');
    close();
  });

  test('the id of a run whose row is gone is not given again', () => {
    const file = folder.file('leakops.db');
    const opened = openStore(file);
    for (let count = 0; count < 3; count += 1) opened.store.createRun((id) => runNamed(id, { readings: [] }));
    opened.close();
    const database = new DatabaseSync(file);
    database.exec('DELETE FROM runs');
    database.close();
    const { store, close } = openStore(file);
    expect(store.createRun((id) => runNamed(id)).id).toBe('run-4');
    close();
  });
});
