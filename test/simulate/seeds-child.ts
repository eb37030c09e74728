/** A worker: plays the seeds that it is sent, and answers what came of them. */
import { parentPort } from 'node:worker_threads';
import { player } from './play.ts';
import { scheduleOf } from './schedule.ts';
import { noTally, type Tally } from './tally.ts';

/** Of so many runs one also proves that nothing saved is changed in place. */
const strictEach = 50;

const play = player();

parentPort?.on(
  'message',
  async ({ from, to, until }: { from: number; to: number; until: 'end' | 'failure' }) => {
    const tally: Tally = noTally();
    for (let seed = from; seed < to; seed += 1) {
      const { wrong, truth, virtualMs, outcome } = await play(scheduleOf(seed), seed % strictEach === 0);
      tally.runs += 1;
      tally.checks += truth.checks;
      tally.virtualMs += virtualMs;
      tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
      for (const [name, count] of truth.faults) tally.faults[name] = (tally.faults[name] ?? 0) + count;
      tally.crashes += truth.crashes;
      if (wrong.length > 0) tally.failures.push({ seed, words: wrong[0]! });
      if (wrong.length > 0 && until === 'failure') break;
    }
    parentPort?.postMessage(tally);
  },
);
