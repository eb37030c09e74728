/** One stand-alone sandbox, what was in it before, and what is left in it afterwards. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type AloneSandbox, startAloneSandbox } from '../alone-sandbox.ts';
import { askJson, type FlagFile, leakFlag, postJson, readFlags } from './hands.ts';

/** The sandbox takes this token alone, and on loopback: no secret. */
const token = 'sandbox';
const limitBytes = 20 * 1_048_576;

export interface Readings {
  everyMs: number;
  ageMs: number;
}

export interface World {
  urls: AloneSandbox['urls'];
  token: string;
  limitBytes: number;
  before: Snapshot;
  snapshot(): Promise<Snapshot>;
  putFaults(faults: object): Promise<void>;
  stop(): Promise<void>;
}

export interface Snapshot {
  flags: FlagFile;
  /** What flagd serves; null: no value. */
  served: number | null;
  users: number;
}

/** What is not as before. */
export interface Left {
  /** The leak's value, where it is still served. */
  served: number | null;
  /** Users on the shop, where they are others than before. */
  users: number | null;
  /** The leak's flag is defined as before. */
  definition: boolean;
  otherFlags: boolean;
}

/** Pure. */
export function leftBehind(before: Snapshot, after: Snapshot): Left {
  const { [leakFlag]: definitionBefore, ...othersBefore } = before.flags.flags;
  const { [leakFlag]: definitionAfter, ...othersAfter } = after.flags.flags;
  return {
    served: after.served === before.served ? null : after.served,
    users: after.users === before.users ? null : after.users,
    definition: isDeepStrictEqual(definitionAfter, definitionBefore),
    otherFlags: isDeepStrictEqual(othersAfter, othersBefore),
  };
}

const stateAnswer = z.object({
  served: z.looseObject({ value: z.unknown() }),
  users: z.number(),
});

export async function openWorld(options: {
  leakSpeed: number;
  readings: Readings;
  seed: number;
}): Promise<World> {
  const { leakSpeed, readings, seed } = options;
  const { urls, child } = await startAloneSandbox([
    ...['--leak-speed', String(leakSpeed), '--seed', String(seed), '--broker', 'guide'],
    ...['--readings-every', `${readings.everyMs}ms`, '--readings-age', `${readings.ageMs}ms`],
  ]);
  const snapshot = async (): Promise<Snapshot> => {
    const { served, users } = stateAnswer.parse(await askJson(`${urls.controlUrl}/state`));
    const value = typeof served.value === 'number' ? served.value : null;
    return { flags: await readFlags(urls.flagdUiUrl), served: value, users };
  };
  try {
    return {
      urls,
      token,
      limitBytes,
      before: await snapshot(),
      snapshot,
      async putFaults(faults) {
        await postJson(`${urls.controlUrl}/faults`, faults, 'PUT');
      },
      stop: () => child.stop(),
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}
