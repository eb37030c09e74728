/** The lock and the durability that only real processes can show (rule 27, promise 2). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import { temporaryFolder } from './temporary-folder.ts';

const program = fileURLToPath(new URL('./saving-child.ts', import.meta.url));
let folder: ReturnType<typeof temporaryFolder>;
let child: ChildProcess | null = null;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  child?.kill('SIGKILL');
  folder.remove();
});

/** Runs the child until it has saved `count` times. */
async function savingChild(file: string, count: number, what: 'runs' | 'posts' = 'runs') {
  const started = spawn(process.execPath, [program, file, what], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  let heard = '';
  const reached = new Promise<void>((resolve, reject) => {
    started.stdout.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      if (heard.split('\n').length > count) resolve();
    });
    started.once('exit', () => reject(new Error('the child ended by itself')));
  });
  await reached;
  return {
    acknowledged: () => heard.split('\n').slice(0, -1).map(Number),
    kill: async () => {
      const closed = once(started, 'close');
      started.kill('SIGKILL');
      await closed;
    },
  };
}

test('rule 27: a second process is refused within a second; kill -9 frees the database', async () => {
  const file = folder.file('leakops.db');
  const saving = await savingChild(file, 1);
  const before = performance.now();
  expect(() => openStore(file)).toThrow(expect.objectContaining({ code: 'database-locked' }));
  expect(performance.now() - before).toBeLessThan(1_000);
  await saving.kill();
  const opened = openStore(file);
  expect(opened.store.runs()).toHaveLength(1);
  opened.close();
});

test('everything that was saved before kill -9 is there, readings too', async () => {
  const file = folder.file('leakops.db');
  for (const saves of [3, 40, 120]) {
    const saving = await savingChild(file, saves);
    await saving.kill();
    const last = saving.acknowledged().at(-1) ?? 0;
    expect(last).toBeGreaterThanOrEqual(saves);
    const { store, close } = openStore(file);
    const newest = store.runs()[0];
    const run = newest === undefined ? null : store.run(newest.id);
    // One more may have been stored and not yet said.
    expect([last, last + 1]).toContain(run?.users);
    expect(run?.readings).toHaveLength(run?.users ?? -1);
    close();
  }
});

test('every key that was noted before kill -9 is there, each message id too', async () => {
  const file = folder.file('leakops.db');
  const saving = await savingChild(file, 60, 'posts');
  await saving.kill();
  const last = saving.acknowledged().at(-1) ?? 0;
  const { posts, close } = openStore(file);
  for (let count = 1; count < last; count += 1) {
    expect(posts.find(`key-${count}`)).toEqual({ triedAt: count, messageId: `m${count}` });
  }
  expect(posts.find(`key-${last}`)?.triedAt).toBe(last);
  close();
});
