/** The adapter for flagd-ui on its stand-in, and writes of a run by their number. */
import { flagdUiFlags } from '../../../adapters/flags/flagd-ui.ts';
import type { FlagDefinition } from '../../../src/flag/definition.ts';
import type { Flags } from '../../../src/ports.ts';
import { leakFlag, lease } from '../../contracts/flags.ts';
import { realClock, type StandIn, startStandIn } from './stand-in.ts';

export interface FlagsOnStandIn {
  server: StandIn;
  flags: Flags;
  write: ReturnType<typeof writerOf>;
}

export async function startFlagsOnStandIn(): Promise<FlagsOnStandIn> {
  const server = await startStandIn();
  const flags = connect(server.url);
  return { server, flags, write: writerOf(flags) };
}

export function connect(url: string): Flags {
  return flagdUiFlags({ flagdUiUrl: url, ofrepUrl: url, clock: realClock });
}

/** `calls` gets each definition that the change was made from. */
export function writerOf(flags: Flags) {
  return (number: number, urgent = false, calls: (FlagDefinition | null)[] = []) =>
    flags.change(leakFlag, {
      change: (current) => {
        calls.push(current);
        if (current === null) throw new Error('the flag is missing');
        return { ...lease(current, 300, 1), metadata: { leakopsRun: 'run-1', leakopsWrite: number } };
      },
      urgent,
    });
}
