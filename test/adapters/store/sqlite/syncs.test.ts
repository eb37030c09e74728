import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { syncsBy } from '../../../../adapters/store/sqlite/syncs.ts';

/** A disk that takes as long as the test says. */
function slowDisk() {
  const begun: PromiseWithResolvers<void>[] = [];
  const syncs = syncsBy(() => {
    const sync = Promise.withResolvers<void>();
    begun.push(sync);
    return sync.promise;
  });
  const done: string[] = [];
  const wait = (name: string) =>
    void syncs.synced().then(
      () => done.push(name),
      (error: Error) => done.push(`${name}: ${error.message}`),
    );
  return { syncs, begun, done, wait };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('all that wait share one sync, and who comes while it goes on waits for the next', async () => {
  const { begun, done, wait } = slowDisk();
  wait('a');
  wait('b');
  await turn();
  expect(begun).toHaveLength(1);
  wait('c');
  wait('d');
  await turn();
  expect(begun).toHaveLength(1);
  begun[0]!.resolve();
  await turn();
  expect(done).toEqual(['a', 'b']);
  expect(begun).toHaveLength(2);
  begun[1]!.resolve();
  await turn();
  expect(done).toEqual(['a', 'b', 'c', 'd']);
});

test('a sync that fails is told to all that waited, and the next one is tried', async () => {
  const { begun, done, wait } = slowDisk();
  wait('a');
  await turn();
  wait('b');
  begun[0]!.reject(new Error('no disk'));
  await turn();
  begun[1]!.resolve();
  await turn();
  expect(done).toEqual(['a: no disk', 'b']);
});

test('what nobody waits for is synced after a quarter of a second, once for all of it', async () => {
  const { syncs, begun } = slowDisk();
  syncs.committed();
  await vi.advanceTimersByTimeAsync(200);
  syncs.committed();
  expect(begun).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(50);
  expect(begun).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(begun).toHaveLength(1);
  syncs.committed();
  begun[0]!.resolve();
  await vi.advanceTimersByTimeAsync(250);
  expect(begun).toHaveLength(2);
});

test('what failed while nobody waited is told to who asks next, and to nobody else', async () => {
  const { syncs, begun, done, wait } = slowDisk();
  syncs.committed();
  await vi.advanceTimersByTimeAsync(250);
  begun[0]!.reject(new Error('no disk'));
  await turn();
  wait('a');
  wait('b');
  await turn();
  begun[1]!.resolve();
  await turn();
  expect(done).toEqual(['a: no disk', 'b']);
});

test('after the end nothing is begun by itself', async () => {
  const { syncs, begun } = slowDisk();
  syncs.committed();
  syncs.close();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(begun).toHaveLength(0);
});
