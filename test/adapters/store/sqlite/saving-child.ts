/** Saves one run over and over and says each number once its save has returned, until it is killed. */
import { writeSync } from 'node:fs';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import { makeRun, reading } from '../../../src/voice/make-run.ts';

const { store } = openStore(process.argv[2] ?? '');
let run = store.createRun((id) => makeRun({ id, users: 0, readings: [] }));
for (let count = 1; count < 1_000_000; count += 1) {
  run = { ...run, users: count, readings: [...run.readings, reading(count * 1_000, 50)] };
  store.saveRun(run);
  writeSync(1, `${count}\n`);
}
