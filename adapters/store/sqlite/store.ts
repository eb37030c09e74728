/** Port Store: runs as JSON, their readings as rows, deliveries by key. */
import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import { z } from 'zod';
import { Failure, wordsOf } from '../../../src/failure.ts';
import type { Reading, Store } from '../../../src/ports.ts';
import type { Run, RunId } from '../../../src/run/run.ts';
import { upgradedRun } from '../../../src/run/upgraded-run.ts';
import { latestInstantOf } from './latest-instant.ts';
import { sqliteReadings } from './readings.ts';
import { type Commit, inTransaction } from './transaction.ts';
import { guarded } from './trouble.ts';

const runRow = z.object({ number: z.number(), body: z.string() });
const named = z.object({
  id: z.string(),
  state: z.enum(['preparing', 'growing', 'stopping', 'recovering', 'ended']),
});

interface StoreParts {
  commit: Commit;
  /** As Store's. */
  synced: () => Promise<void>;
  log: Logger | null;
}

export function sqliteStore(database: DatabaseSync, { commit, synced, log }: StoreParts): Store {
  const readings = sqliteReadings(database);
  const reserve = database.prepare("INSERT INTO runs (latest_at, body) VALUES (0, '')");
  const put = database.prepare(
    `INSERT INTO runs (number, latest_at, body) VALUES (?, ?, ?)
     ON CONFLICT (number) DO UPDATE SET latest_at = max(latest_at, excluded.latest_at), body = excluded.body`,
  );
  const one = database.prepare('SELECT number, body FROM runs WHERE number = ?');
  const all = database.prepare('SELECT number, body FROM runs ORDER BY number DESC LIMIT ?');
  const deliver = database.prepare(
    'INSERT INTO deliveries (key, at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING',
  );
  const forget = database.prepare('DELETE FROM deliveries WHERE at < ?');
  const latest = database.prepare(
    `SELECT max(at) AS at FROM (
       SELECT max(latest_at) AS at FROM runs
       UNION ALL SELECT max(at) FROM deliveries
       UNION ALL SELECT max(max(created_at, coalesce(edited_at, 0))) FROM messages)`,
  );
  const bot = madeBotId(database);

  /** Inside a transaction. Returns what to do once it is committed. */
  const putRun = (run: Run): (() => void) => {
    const number = numberOf(run.id);
    if (number === null) throw new RangeError(`a run's id is run-1, run-2, …, not ${run.id}`);
    const { readings: seen, eyes: _eyes, ...kept } = run;
    put.run(number, latestInstantOf(run), JSON.stringify(kept));
    return readings.add(number, seen);
  };

  return {
    createRun: (make) =>
      guarded('creating a run', () => {
        const { run, committed } = commit(() => {
          const id: RunId = `run-${Number(reserve.run().lastInsertRowid)}`;
          const made = make(id);
          if (made.id !== id) throw new RangeError(`the run made for ${id} calls itself ${made.id}`);
          return { run: made, committed: putRun(made) };
        });
        committed();
        return run;
      }),

    saveRun: (run) =>
      guarded(`saving ${run.id}`, () => {
        commit(() => putRun(run))();
      }),
    synced,

    run: (id) =>
      guarded(`reading ${id}`, () => {
        const number = numberOf(id);
        const row = number === null ? undefined : one.get(number);
        return row === undefined ? null : restored(row, readings.of(Number(row.number)));
      }),

    // A negative limit is none.
    runs: (newest = -1) =>
      guarded('reading the runs', () =>
        all.all(newest).flatMap((row) => {
          try {
            return [restored(row, [])];
          } catch (error) {
            // One row that somebody edited must not keep the bot from putting the other runs right.
            log?.error(
              { run: row.number, why: wordsOf(error) },
              'a stored run cannot be read and is left out',
            );
            return [];
          }
        }),
      ),

    firstDelivery: (key, at) =>
      guarded('noting a delivery', () => commit(() => deliver.run(key, at).changes === 1)),
    forgetDeliveries: (beforeAt) =>
      guarded('forgetting deliveries', () => {
        commit(() => forget.run(beforeAt));
      }),
    latestInstant: () =>
      guarded('reading the latest instant', () =>
        z
          .number()
          .nullable()
          .parse(latest.get()?.at ?? null),
      ),
    botId: () => bot,
  };
}

/** `run-42` → 42; null for anything else. */
function numberOf(id: string): number | null {
  const number = Number(/^run-([1-9]\d{0,14})$/.exec(id)?.[1] ?? 0);
  return number === 0 ? null : number;
}

/** The shape beyond id and state is what this bot wrote. Throws a Failure `storage-broken`. */
function restored(row: unknown, readings: Reading[]): Run {
  const { number, body } = runRow.parse(row);
  try {
    const kept = JSON.parse(body) as Record<string, unknown> | null;
    const { id } = named.parse({ id: kept?.id, state: kept?.state });
    if (id !== `run-${number}`) throw new RangeError(`it calls itself ${id}`);
    return upgradedRun(kept ?? {}, readings);
  } catch (error) {
    throw new Failure('storage-broken', `the stored run-${number} cannot be read`, {
      retryable: false,
      remedy: 'the row was changed outside leakops: put the database back from a copy',
      cause: error,
    });
  }
}

function madeBotId(database: DatabaseSync): string {
  return inTransaction(database, () => {
    database
      .prepare('INSERT INTO bot (only, id) VALUES (1, ?) ON CONFLICT (only) DO NOTHING')
      .run(randomBytes(6).toString('hex'));
    return z.string().parse(database.prepare('SELECT id FROM bot').get()?.id);
  });
}
