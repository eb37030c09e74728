/** Plays all recordings on two workers. */
import { Worker } from 'node:worker_threads';
import type { Case } from './cases.ts';
import type { Played } from './play.ts';
import type { Share } from './play-child.ts';

const workers = 2;

/** The longest first, each to the worker that has least to do. */
export async function playAll(
  cases: readonly Case[],
  what: Pick<Share, 'signals' | 'phases'>,
  say: (line: string) => void,
): Promise<Played[]> {
  const shares = Array.from({ length: workers }, () => ({ names: [] as string[], rows: 0 }));
  for (const { name, trace } of cases.toSorted((a, b) => b.trace.rows.length - a.trace.rows.length)) {
    const share = shares.reduce((least, one) => (one.rows < least.rows ? one : least));
    share.names.push(name);
    share.rows += trace.rows.length;
  }
  let done = 0;
  const played = await Promise.all(
    shares.map(({ names }) =>
      inWorker({ ...what, names }, () => {
        done += 1;
        if (done % 10 === 0) say(`${done} of ${cases.length} recordings`);
      }),
    ),
  );
  return played.flat();
}

function inWorker(share: Share, told: () => void): Promise<Played[]> {
  const worker = new Worker(new URL('./play-child.ts', import.meta.url), { workerData: share });
  const played: Played[] = [];
  return new Promise((resolve, reject) => {
    worker.on('message', (rows: Played[]) => {
      played.push(...rows);
      told();
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve(played));
  });
}
