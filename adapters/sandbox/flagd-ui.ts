/**
 * flagd-ui: its own memory of the flag file, answers before it stores, takes whole files without a version, and what
 * a person does in it (facts/flagd.md).
 */
import { z } from 'zod';
import { Failure } from '../../src/failure.ts';
import type { FlagDefinition, FlagFile } from '../../src/flag/definition.ts';
import type { Clock } from '../../src/ports.ts';
import type { Faults } from './faults.ts';
import type { FlagFileOnDisk } from './flag-file.ts';
import { stockFlags } from './stock-flags.ts';
import { waitUntil } from './wait-until.ts';
import { parseJson, pathOf, readBody, sendJson } from './web.ts';
import type { Handler } from './with-faults.ts';

export interface FlagdUiOptions {
  clock: Clock;
  faults: Faults;
  file: FlagFileOnDisk;
  /** As flagd-ui up to 2.2; else by temporary file and rename, as 3.0. */
  writeInPlace: boolean;
  /** The end of the sandbox: nothing is stored any more. */
  signal: AbortSignal;
}

export interface FlagdUi {
  handler: Handler;
  /** What it believes; not what flagd serves. */
  flags(): FlagFile['flags'];
  /** 3.x's switch: the second element of an `if` of exactly three, else the default variant. */
  toggle(key: string, variant: string): void;
  /** 2.2's page: the default variant alone. */
  editDefault(key: string, variant: string): void;
  /** The advanced editor: one definition, whole; null removes it. */
  replace(key: string, definition: FlagDefinition | null): void;
  /** A fresh stock file, as after a restart of the pod. */
  reset(): void;
}

/** What it stores: anything with flags; whether flagd loads it is not its concern. */
const storable = z.looseObject({ flags: z.record(z.string(), z.looseObject({})) });
const writeRequest = z.object({ data: z.unknown() });

const readPaths = ['/api/read', '/api/read-file'];
const writePaths = ['/api/write', '/api/write-to-file'];

function toggled(definition: FlagDefinition, variant: string): FlagDefinition {
  const targeting = definition.targeting;
  if (typeof targeting === 'object' && targeting !== null && !Array.isArray(targeting)) {
    const branches = targeting.if;
    if (Array.isArray(branches) && branches.length === 3) {
      return { ...definition, targeting: { ...targeting, if: branches.with(1, variant) } };
    }
  }
  return 'defaultVariant' in definition ? { ...definition, defaultVariant: variant } : definition;
}

/** Somebody else's change, of a flag that no run holds. */
function othersChange(stale: FlagFile): FlagFile {
  const flag = stale.flags.adFailure;
  if (flag === undefined) return stale;
  const defaultVariant = flag.defaultVariant === 'on' ? 'off' : 'on';
  return { ...stale, flags: { ...stale.flags, adFailure: { ...flag, defaultVariant } } };
}

export function createFlagdUi(options: FlagdUiOptions): FlagdUi {
  const { clock, faults, file, writeInPlace, signal } = options;
  let memory = JSON.parse(file.read()) as FlagFile;
  let storing: Promise<void> = Promise.resolve();

  const store = (content: FlagFile): void => {
    memory = content;
    const text = JSON.stringify(content, null, 2);
    if (writeInPlace) storing = storing.then(() => file.writeInPlace(text)).catch(() => {});
    else file.replace(text);
  };

  const storeLater = async (data: unknown): Promise<void> => {
    const parsed = storable.safeParse(data);
    if (!parsed.success || faults.take('dropWrites')) return;
    const lateMs = faults['flagd-ui'].lateWritesMs;
    const second = faults.take('secondWriter');
    if (lateMs > 0) await waitUntil(clock, clock.monotonic() + lateMs, signal);
    if (signal.aborted) return;
    const stale = memory;
    store(parsed.data as FlagFile);
    if (second) store(othersChange(stale));
  };

  const write: Handler = async (request, response) => {
    const body = writeRequest.safeParse(parseJson(await readBody(request)));
    if (!body.success || body.data.data === undefined) {
      return sendJson(response, 400, { errors: { detail: 'Bad Request' } });
    }
    sendJson(response, 200, {});
    // What cannot be stored is dropped without a word, as in the real one.
    setImmediate(() => void storeLater(body.data.data).catch(() => {}));
  };

  const change = (key: string, edit: (definition: FlagDefinition) => FlagDefinition): void => {
    const definition = memory.flags[key];
    if (definition === undefined) {
      const known = Object.keys(memory.flags).join(', ');
      throw new Failure('sandbox-flag', `There is no flag ${key}.`, { remedy: `Known: ${known}.` });
    }
    store({ ...memory, flags: { ...memory.flags, [key]: edit(definition) } });
  };

  return {
    handler: async (request, response) => {
      const path = pathOf(request);
      if (readPaths.includes(path) && request.method === 'GET') {
        return sendJson(response, 200, { flags: memory.flags });
      }
      if (writePaths.includes(path) && request.method === 'POST') return write(request, response);
      sendJson(response, 404, { errors: { detail: 'Not Found' } });
    },
    flags: () => memory.flags,
    toggle: (key, variant) => change(key, (definition) => toggled(definition, variant)),
    editDefault: (key, variant) => change(key, (definition) => ({ ...definition, defaultVariant: variant })),
    replace(key, definition) {
      const { [key]: _replaced, ...others } = memory.flags;
      store({ ...memory, flags: definition === null ? others : { ...memory.flags, [key]: definition } });
    },
    reset: () => store(stockFlags()),
  };
}
