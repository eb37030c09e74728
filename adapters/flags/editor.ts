/**
 * Changes one flag of a whole file that others write too and that has no version (rule 10): read, change, check,
 * write, read back; merge and retry when another writer won. Waits are real time: they are the network's.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../src/failure.ts';
import type { FlagDefinition } from '../../src/flag/definition.ts';
import type { Clock, FlagChange } from '../../src/ports.ts';
import { refusal } from './evaluator.ts';
import {
  checkDefinition,
  definitionIn,
  fingerprint,
  parseFlagFile,
  sameDefinition,
  withFlag,
} from './flag-text.ts';
import { ledger, type Seen } from './ledger.ts';

/** Where the whole file is: flagd-ui, or the file itself. Text, so that nothing of others' is lost in numbers. */
export interface FlagSource {
  /** For words, without credentials. */
  readonly where: string;
  read(signal?: AbortSignal): Promise<string>;
  /** `changed`: what is there is not `expected` any more; nothing was written. Only a file can tell. */
  write(text: string, expected: string, signal: AbortSignal): Promise<'sent' | 'changed'>;
}

export interface Editor {
  read(signal?: AbortSignal): Promise<Seen>;
  lastRead(): Seen | null;
  /** One at a time: the caller's queue sees to it. */
  change(
    key: string,
    change: FlagChange['change'],
    signal: AbortSignal,
  ): Promise<{ kind: 'written' | 'left'; definition: FlagDefinition | null }>;
}

/** Rule 10: from what was read to what is sent. */
const freshMs = 50;
/** flagd-ui stores after it has answered. */
const readBackWaitsMs = [0, 2, 5, 10, 20, 50, 100];
const resendMs = 1000;
const giveUpMs = 3000;
/** Writers that write in place can be caught at half a file. */
const halfFileWaitsMs = [5, 20, 50, 100];

type ReadBack = { kind: 'held' | 'not-stored' | 'lost'; seen: Seen };

export function flagEditor(source: FlagSource, clock: Clock): Editor {
  const book = ledger(clock);
  let reads = 0;

  async function readOnce(signal?: AbortSignal): Promise<Seen> {
    reads += 1;
    const order = reads;
    const text = await source.read(signal);
    const arrivedMs = performance.now();
    const last = book.lastRead();
    // Mostly it is what it was: then nothing of it need be worked out again.
    const known = last?.text === text ? last : null;
    const file = known?.file ?? parseFlagFile(text, source.where);
    const seen = { text, file, order, arrivedMs, print: known?.print ?? fingerprint(file, null) };
    book.read(seen);
    return seen;
  }

  async function read(signal?: AbortSignal): Promise<Seen> {
    for (const waitMs of halfFileWaitsMs) {
      try {
        return await readOnce(signal);
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'flag-file-malformed') throw error;
        await pause(waitMs, undefined, { signal }).catch(() => {});
      }
    }
    return readOnce(signal);
  }

  async function readBack(
    key: string,
    wanted: FlagDefinition,
    before: Seen,
    signal: AbortSignal,
  ): Promise<ReadBack> {
    const sentMs = performance.now();
    for (let turn = 0; ; turn += 1) {
      const waitMs = readBackWaitsMs[turn] ?? 100;
      if (waitMs > 0) await pause(waitMs, undefined, { signal });
      const seen = await read(signal);
      const late = book.lateFlag(seen) !== null;
      if (!late && sameDefinition(seen.file.flags[key] ?? null, wanted)) return { kind: 'held', seen };
      if (seen.print !== before.print) return { kind: 'lost', seen };
      if (performance.now() - sentMs >= resendMs) return { kind: 'not-stored', seen };
    }
  }

  /** The write, and what came of it. An answer that was lost does not mean that the write was. */
  async function send(
    key: string,
    wanted: FlagDefinition,
    text: string,
    before: Seen,
    signal: AbortSignal,
  ): Promise<ReadBack> {
    let outcome: 'sent' | 'changed';
    try {
      outcome = await source.write(text, before.text, signal);
    } catch (failure) {
      if (signal.aborted) throw failure;
      const seen = await readOnce(signal).catch(() => null);
      if (seen === null || book.lateFlag(seen) !== null) throw failure;
      if (!sameDefinition(seen.file.flags[key] ?? null, wanted)) throw failure;
      return { kind: 'held', seen };
    }
    if (outcome === 'changed') return { kind: 'lost', seen: await read(signal) };
    return readBack(key, wanted, before, signal);
  }

  return {
    read,
    lastRead: book.lastRead,
    async change(key, change, signal) {
      const startedMs = performance.now();
      let seen = await read(signal);
      for (let again = false; ; ) {
        signal.throwIfAborted();
        const late = book.lateFlag(seen);
        const last = book.lastRead() ?? seen;
        if (late === null && last.print !== seen.print) {
          // A later reading has overtaken this one and knows better.
          seen = await read(signal);
          continue;
        }
        const base = late === null ? seen : last;
        // In a late payload for another flag this one is only what it was then.
        const current = definitionIn((late === null || late === key ? seen : base).file, key);
        const wanted = change(current);
        if (wanted === 'leave') return { kind: 'left', definition: current };
        const next = changed(base, key, wanted, source.where);
        if (!again && performance.now() - seen.arrivedMs > freshMs) {
          // Once: where working it out always takes longer, the flag must still be written.
          again = true;
          seen = await read(signal);
          continue;
        }
        book.sent(next.file, key);
        const back = await send(key, wanted, next.text, seen, signal);
        if (back.kind === 'held') return { kind: 'written', definition: definitionIn(back.seen.file, key) };
        if (performance.now() - startedMs >= giveUpMs) throw givenUp(source.where, key, back.kind, next.text);
        seen = back.seen;
      }
    },
  };
}

/** The file with the flag changed; throws rather than touch anything else. */
function changed(base: Seen, key: string, wanted: FlagDefinition, where: string) {
  checkDefinition(key, wanted);
  const text = withFlag(base.text, key, wanted, where);
  const file = parseFlagFile(text, where);
  const same = fingerprint(file, key) === fingerprint(base.file, key);
  if (!same || !sameDefinition(file.flags[key] ?? null, wanted))
    throw new Failure(
      'flag-file-ambiguous',
      `${where}: ${key} cannot be changed without touching other parts`,
      {
        retryable: false,
        remedy: 'look for keys that stand twice in the flag file',
      },
    );
  return { text, file };
}

function givenUp(where: string, key: string, kind: ReadBack['kind'], text: string): Failure {
  const seconds = giveUpMs / 1000;
  if (kind === 'lost')
    return new Failure(
      'flag-contended',
      `${where}: another writer kept changing the flags for ${seconds} s`,
      {
        remedy: `find out who else writes the flags; ${key} is tried again`,
      },
    );
  const why = refusal(text);
  return new Failure(
    'flag-not-stored',
    `${where} took the write of ${key} and did not keep it within ${seconds} s${why === null ? '' : `: ${why}`}`,
    { remedy: why === null ? null : 'put the flag file right by hand: flagd refuses it as a whole' },
  );
}
