/** What each effect but the flag's does in the world, in which lane, and how its answer is told to `decide`. */
import { wordsOf } from '../failure.ts';
import type { Load } from '../ports.ts';
import type { Answered, Effect, Observation } from './observation.ts';
import type { Run } from './run.ts';
import type { World } from './runner.ts';

export type Lane = 'load' | 'broker' | 'restart';

export interface LaneWork {
  lane: Lane;
  /** Never rejects. */
  work: () => Promise<Observation>;
}

interface LaneParts {
  world: Pick<World, 'workload' | 'brokers'>;
  load: Load;
  run: Run;
  /** Aborts when the run is decided: from then on no load is put on and nothing taken down. */
  undecided: AbortSignal;
  /** Resolves when the run is on the disk as it was saved; rejects when it cannot be brought there. */
  onDisk: () => Promise<void>;
}

/** Real time. */
const loadTimeoutMs = 5_000;
const clusterTimeoutMs = 10_000;

/** null: there is nothing to do. */
export function laneWork(effect: Exclude<Effect, { kind: 'flag' }>, parts: LaneParts): LaneWork | null {
  const { world, load, run, undecided, onDisk } = parts;
  switch (effect.kind) {
    case 'load-on':
      return {
        lane: 'load',
        async work() {
          const answer = await answered(async () => {
            await onDisk();
            undecided.throwIfAborted();
            await load.put(effect.order, AbortSignal.timeout(loadTimeoutMs));
          });
          return { loadWrite: answer.kind === 'ok' ? { kind: 'ok', value: 'on' } : answer };
        },
      };
    case 'load-restore': {
      const { before } = run.load;
      if (before === null) return null;
      const tag = `${run.flag.owner.run}@${run.flag.owner.bot}`;
      return {
        lane: 'load',
        async work() {
          const signal = AbortSignal.timeout(loadTimeoutMs);
          const answer = await answered(() => load.restore(before, tag, signal));
          return { loadWrite: answer.kind === 'ok' ? { kind: 'ok', value: 'restored' } : answer };
        },
      };
    }
    case 'broker-down':
      return {
        lane: 'broker',
        async work() {
          const { name, holder, before } = effect;
          const answer = await answered(async () => {
            await onDisk();
            undecided.throwIfAborted();
            const signal = AbortSignal.any([AbortSignal.timeout(clusterTimeoutMs), undecided]);
            return world.brokers.of(name).takeDown(holder, before, signal);
          });
          return { brokerWrite: { operation: 'down', answer } };
        },
      };
    case 'broker-back':
      return {
        lane: 'broker',
        async work() {
          const signal = AbortSignal.timeout(clusterTimeoutMs);
          const { name, holder, before } = effect;
          const answer = await answered(() => world.brokers.of(name).bringBack(holder, before, signal));
          return { brokerWrite: { operation: 'back', answer } };
        },
      };
    case 'restart':
      return {
        lane: 'restart',
        async work() {
          const answer = await answered(async () => {
            await onDisk();
            await world.workload.restart(effect.wish, AbortSignal.timeout(clusterTimeoutMs));
          });
          return { restart: answer.kind === 'ok' ? { kind: 'ok', value: null } : answer };
        },
      };
  }
}

export async function answered<T>(work: () => Promise<T>): Promise<Answered<T>> {
  try {
    return { kind: 'ok', value: await work() };
  } catch (error) {
    return { kind: 'failed', why: wordsOf(error) };
  }
}
