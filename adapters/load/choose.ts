/** Which load generator there is: `LEAKOPS_LOAD`. */
import { Failure, wordsOf } from '../../src/failure.ts';
import type { Clock, Flags, Load } from '../../src/ports.ts';
import { flagLoad, usersFlag } from './flagd/load.ts';
import { locustLoad } from './locust.ts';
import { noLoad } from './none.ts';

export interface LoadChoice {
  choice: 'auto' | 'locust' | 'flagd' | 'none';
  locustUrl: string;
  flags: Flags;
  clock: Clock;
}

/** Only `auto` asks: Locust if it answers as Locust, else the load flags if they are served, else `load-none`. */
export async function chooseLoad(
  { choice, locustUrl, flags, clock }: LoadChoice,
  signal?: AbortSignal,
): Promise<Load> {
  if (choice === 'none') return noLoad();
  if (choice === 'flagd') return flagLoad({ flags });
  const locust = locustLoad({ url: locustUrl, clock });
  if (choice === 'locust') return locust;
  try {
    await locust.read(signal);
    return locust;
  } catch (error) {
    const served = await flags.served(usersFlag, signal);
    if (served.kind === 'served' && served.reason !== 'FLAG_NOT_FOUND') return flagLoad({ flags });
    const why = served.kind === 'unknown' ? served.why : `flag ${usersFlag} is not served`;
    throw new Failure('load-none', `no load generator: ${wordsOf(error)}; ${why}`, {
      remedy: 'start the load generator, or set LEAKOPS_LOAD=none to start without load',
    });
  }
}
