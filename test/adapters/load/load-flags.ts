/** Demo 3.0's load flags behind a flagd-ui and an OFREP of the tests. */
import { flagdUiFlags } from '../../../adapters/flags/flagd-ui.ts';
import { flagLoad } from '../../../adapters/load/flagd/load.ts';
import type { FlagDefinition } from '../../../src/flag/definition.ts';
import type { Clock, Flags, Load } from '../../../src/ports.ts';
import { edited, realClock, startStandIn } from '../flags/stand-in.ts';

export interface LoadFlags {
  flags: Flags;
  load: Load;
  clock: Clock;
  setText(text: string): void;
  edit(key: string, change: Partial<FlagDefinition>): void;
  writes(): number;
  close(): Promise<void>;
}

const flags = {
  loadGeneratorTraffic: { state: 'ENABLED', variants: { off: 0, on: 1 }, defaultVariant: 'on' },
  loadGeneratorVUs: { state: 'ENABLED', variants: { '5': 5, '10': 10, '25': 25 }, defaultVariant: '5' },
};

export async function startLoadFlags(): Promise<LoadFlags> {
  const server = await startStandIn();
  server.text = JSON.stringify({ flags });
  const written = flagdUiFlags({ flagdUiUrl: server.url, ofrepUrl: server.url, clock: realClock });
  return {
    flags: written,
    load: flagLoad({ flags: written }),
    clock: realClock,
    setText: (text) => {
      server.text = text;
    },
    edit: (key, change) => {
      server.text = edited(server.text, key, change);
    },
    writes: () => server.log.filter((line) => line.startsWith('POST /api')).length,
    close: server.close,
  };
}
