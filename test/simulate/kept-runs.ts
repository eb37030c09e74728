/**
 * A database in memory. A run is never changed in place, so that what was saved is kept as it is, and copied only when
 * a new process reads it; `strict` proves it of a run by keeping its text beside it.
 */
import { Failure } from '../../src/failure.ts';
import type { Store } from '../../src/ports.ts';
import type { Run, RunId } from '../../src/run/run.ts';

export interface KeptRuns extends Store {
  fails: string | null;
  /** As saved, without a copy. */
  peek(id: RunId): Run | null;
  /** As it would be if the machine failed now. */
  onDisk(id: RunId): Run | null;
  /** The machine fails: what was saved after the last sync is gone. */
  losePower(): void;
  /** Told before each save. */
  onSave: (next: Run, before: Run | null) => void;
}

interface Row {
  run: Run;
  text: string | null;
}

export function keptRuns(strict: boolean): KeptRuns {
  const rows = new Map<RunId, Row>();
  let disk = new Map<RunId, Row>();
  const delivered = new Set<string>();
  const read = (id: RunId): Run | null => {
    const row = rows.get(id);
    if (row === undefined) return null;
    const text = JSON.stringify(row.run);
    if (row.text !== null && row.text !== text) throw new Error(`${id} was changed in place after its save`);
    return JSON.parse(text) as Run;
  };
  const store: KeptRuns = {
    fails: null,
    onSave: () => {},
    peek: (id) => rows.get(id)?.run ?? null,
    onDisk: (id) => disk.get(id)?.run ?? null,
    createRun(make) {
      const run = make(`run-${rows.size + 1}`);
      store.saveRun(run);
      return run;
    },
    saveRun(run) {
      if (store.fails !== null) throw new Failure('storage-failed', store.fails);
      store.onSave(run, rows.get(run.id)?.run ?? null);
      rows.set(run.id, { run, text: strict ? JSON.stringify(run) : null });
    },
    losePower() {
      rows.clear();
      for (const [id, row] of disk) rows.set(id, row);
    },
    async synced() {
      if (store.fails !== null) throw new Failure('storage-failed', store.fails);
      disk = new Map(rows);
    },
    run: read,
    runs: (newest) =>
      [...rows.keys()]
        .toReversed()
        .slice(0, newest)
        .map((id) => ({ ...read(id)!, readings: [] })),
    firstDelivery(key) {
      if (store.fails !== null) throw new Failure('storage-failed', store.fails);
      if (delivered.has(key)) return false;
      delivered.add(key);
      return true;
    },
    forgetDeliveries: () => delivered.clear(),
    latestInstant: () => null,
    botId: () => 'bot-1',
  };
  return store;
}
