/** Plays seeds on workers, a batch at a time. */
import { Worker } from 'node:worker_threads';
import { added, noTally, type Tally } from './tally.ts';

export interface Seeds {
  /** The first one. */
  from: number;
  runs: number;
  workers: number;
  /** `failure`: no further batch is begun after the first. */
  until: 'end' | 'failure';
  /** Told after each batch. */
  progress: (soFar: Tally) => void;
}

const batch = 100;

/** Rejects when a worker breaks down: that is a bug of the simulation. */
export async function playSeeds({ from, runs, workers, until, progress }: Seeds): Promise<Tally> {
  let next = from;
  let tally = noTally();
  const end = from + runs;
  const isOver = () => next >= end || (until === 'failure' && tally.failures.length > 0);

  async function work(): Promise<void> {
    if (isOver()) return;
    const worker = new Worker(new URL('./seeds-child.ts', import.meta.url));
    try {
      while (!isOver()) {
        const to = Math.min(end, next + batch);
        const answer = played(worker);
        worker.postMessage({ from: next, to, until });
        next = to;
        const more = await answer;
        tally = added(tally, more);
        progress(tally);
      }
    } finally {
      await worker.terminate();
    }
  }

  await Promise.all(Array.from({ length: workers }, work));
  tally.failures.sort((a, b) => a.seed - b.seed);
  return tally;
}

function played(worker: Worker): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const done = () => {
      worker.off('message', hear);
      worker.off('error', fail);
    };
    const hear = (tally: Tally) => {
      done();
      resolve(tally);
    };
    const fail = (error: unknown) => {
      done();
      reject(error);
    };
    worker.on('message', hear);
    worker.on('error', fail);
  });
}
