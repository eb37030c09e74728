/** Half of the recordings, in a worker: replay is all arithmetic, and there are two cores. */
import { parentPort, workerData } from 'node:worker_threads';
import { allCases } from './cases.ts';
import { play, type SignalSet } from './play.ts';

export interface Share {
  names: string[];
  signals: SignalSet[];
  phases: number;
}

const { names, signals, phases } = workerData as Share;
for (const one of allCases().filter(({ name }) => names.includes(name))) {
  parentPort?.postMessage(play(one, { signals, phases }));
}
