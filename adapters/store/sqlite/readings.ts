import type { DatabaseSync } from 'node:sqlite';
import type { Reading } from '../../../src/ports.ts';

interface Readings {
  /** Inserts those not yet saved. The function returned is to be called once they are committed. */
  add(run: number, readings: readonly Reading[]): () => void;
  /** In the order in which they were seen. */
  of(run: number): Reading[];
}

/** Readings as rows, one a run, pod and date: a reading is a fact and never changes once it is saved (rule 18). */
export function sqliteReadings(database: DatabaseSync): Readings {
  const insert = database.prepare(
    `INSERT INTO readings (run, pod, at, seen_at, used_bytes, rss_bytes, peak_bytes, goroutines, orders, restarts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run, pod, at) DO NOTHING`,
  );
  const select = database.prepare(
    `SELECT at, seen_at AS seenAt, used_bytes AS usedBytes, rss_bytes AS rssBytes, peak_bytes AS peakBytes,
       goroutines, orders, restarts, pod FROM readings WHERE run = ? ORDER BY seen_at, rowid`,
  );
  // Which objects are known to be stored, and in which run: a save costs by what is new, not by what there is.
  const saved = new WeakMap<Reading, number>();
  return {
    add(run, readings) {
      const fresh = readings.filter((reading) => saved.get(reading) !== run);
      for (const reading of fresh) {
        insert.run(
          run,
          reading.pod,
          reading.at,
          reading.seenAt,
          reading.usedBytes,
          reading.rssBytes,
          reading.peakBytes,
          reading.goroutines,
          reading.orders,
          reading.restarts,
        );
      }
      return () => {
        for (const reading of fresh) saved.set(reading, run);
      };
    },
    // The table is STRICT: its columns hold what the type says.
    of: (run) => select.all(run).map((row) => ({ ...row }) as unknown as Reading),
  };
}
