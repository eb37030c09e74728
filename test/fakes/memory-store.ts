import { Failure } from '../../src/failure.ts';
import type { Store } from '../../src/ports.ts';
import type { Run, RunId } from '../../src/run/run.ts';

export interface MemoryStore extends Store {
  fails: string | null;
  syncFails: string | null;
  saves: Run[];
  /** As when the machine fails: all that was saved after the last sync is gone. */
  losePower(): void;
  /** What would be left of a run if the machine failed now. */
  onDisk(id: RunId): Run | null;
}

/** Keeps JSON, as a database would: what was not saved is gone after a crash. */
export function memoryStore(): MemoryStore {
  const rows = new Map<RunId, string>();
  const delivered = new Set<string>();
  /** As it was before each save that came after the last sync, latest first. */
  let unsynced: [RunId, string | undefined][] = [];
  const parse = (row: string) => JSON.parse(row) as Run;
  const store: MemoryStore = {
    fails: null,
    syncFails: null,
    saves: [],
    createRun(make) {
      const run = make(`run-${rows.size + 1}`);
      store.saveRun(run);
      return run;
    },
    saveRun(run) {
      if (store.fails !== null) throw new Failure('storage-failed', store.fails);
      unsynced.unshift([run.id, rows.get(run.id)]);
      rows.set(run.id, JSON.stringify(run));
      store.saves.push(parse(JSON.stringify(run)));
    },
    async synced() {
      if (store.syncFails !== null) throw new Failure('storage-failed', store.syncFails);
      unsynced = [];
    },
    onDisk(id) {
      const first = unsynced.findLast(([changed]) => changed === id);
      const row = first === undefined ? rows.get(id) : first[1];
      return row === undefined ? null : parse(row);
    },
    losePower() {
      for (const [id, row] of unsynced) {
        if (row === undefined) rows.delete(id);
        else rows.set(id, row);
      }
      unsynced = [];
    },
    run: (id) => (rows.has(id) ? parse(rows.get(id)!) : null),
    runs: (newest) =>
      [...rows.values()]
        .toReversed()
        .slice(0, newest)
        .map((row) => ({ ...parse(row), readings: [] })),
    firstDelivery: (key) => !delivered.has(key) && delivered.add(key) !== null,
    forgetDeliveries: () => delivered.clear(),
    latestInstant: () => null,
    botId: () => 'bot-1',
  };
  return store;
}
