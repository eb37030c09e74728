/**
 * Saves over and over and says each number once it is saved, until it is killed: one run, or the keys of posts, whose
 * message id is noted after the number is said.
 */
import { writeSync } from 'node:fs';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import { makeRun, reading } from '../../../src/voice/make-run.ts';

const [file = '', what] = process.argv.slice(2);
const { store, posts } = openStore(file);
let run = store.createRun((id) => makeRun({ id, users: 0, readings: [] }));
for (let count = 1; count < 1_000_000; count += 1) {
  if (what === 'posts') await posts.tried(`key-${count}`, count);
  else {
    run = { ...run, users: count, readings: [...run.readings, reading(count * 1_000, 50)] };
    store.saveRun(run);
  }
  writeSync(1, `${count}\n`);
  if (what === 'posts') posts.posted(`key-${count}`, `m${count}`);
}
