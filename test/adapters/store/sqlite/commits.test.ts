import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { commitsOf } from '../../../../adapters/store/sqlite/commits.ts';

const [normal, full] = [1, 2];

function committing() {
  const database = new DatabaseSync(':memory:');
  const time = { mono: 1_000 };
  const commit = commitsOf(database, () => time.mono);
  const level = (durability: 'synced' | 'soon') =>
    commit(durability, () => database.prepare('PRAGMA synchronous').get()?.synchronous);
  return { database, time, commit, level };
}

test('what must be on the disk is synced; what may wait is, a quarter of a second after the last sync', () => {
  const { time, level } = committing();
  expect(level('synced')).toBe(full);
  expect(level('soon')).toBe(normal);
  time.mono += 249;
  expect(level('soon')).toBe(normal);
  time.mono += 1;
  expect(level('soon')).toBe(full);
  expect(level('soon')).toBe(normal);
  expect(level('synced')).toBe(full);
});

test('the first commit is synced, whatever it may be', () => {
  expect(committing().level('soon')).toBe(full);
});

test('what failed is no sync, and what is left open of it keeps nobody from committing', () => {
  const { database, time, commit, level } = committing();
  level('soon');
  time.mono += 1_000;
  expect(() =>
    commit('soon', () => {
      throw new Error('no room');
    }),
  ).toThrow('no room');
  expect(level('soon')).toBe(full);
  database.exec('BEGIN');
  expect(level('soon')).toBe(normal);
});
