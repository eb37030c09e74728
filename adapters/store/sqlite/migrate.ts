/** Numbered migrations: each runs once, in a transaction of its own that also counts it (`PRAGMA user_version`). */
import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../../src/failure.ts';
import { inTransaction } from './transaction.ts';

export interface Migration {
  /** 1, 2, 3, … without a gap. */
  number: number;
  name: string;
  sql: string;
}

/** Of the files `0001-some-words.sql` in `folder`, in order. Throws when a number is missing or stands twice. */
export function migrationsIn(folder: URL): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name, index) => {
    const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1] ?? 0);
    if (number !== index + 1) throw new Error(`migration ${name} should have the number ${index + 1}`);
    return { number, name, sql: readFileSync(new URL(name, folder), 'utf8') };
  });
}

/** Brings the schema up to the last migration. Throws a Failure `database-newer`, or what SQLite throws. */
export function migrate(database: DatabaseSync, migrations: readonly Migration[], path: string): void {
  const version = schemaVersion(database);
  const newest = migrations.length;
  if (version > newest) {
    throw new Failure(
      'database-newer',
      `the database ${path} has schema ${version}, this version of leakops knows schemas up to ${newest}`,
      {
        retryable: false,
        remedy: 'start the newer leakops again, or set LEAKOPS_DATABASE to another file',
      },
    );
  }
  for (const migration of migrations.slice(version)) {
    inTransaction(database, () => {
      database.exec(migration.sql);
      database.exec(`PRAGMA user_version = ${migration.number}`);
    });
  }
}

export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}
