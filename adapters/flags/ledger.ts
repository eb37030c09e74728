/**
 * What was read and what was sent, so that a late write of our own is told from another's (rule 10): a file equal to
 * a payload of ours, in which the others are not as they were last read, was stored late.
 */
import type { FlagFile } from '../../src/flag/definition.ts';
import type { Clock } from '../../src/ports.ts';
import { fingerprint } from './flag-text.ts';

/** A whole file as read. `order`: of the requests, as answers may overtake one another. */
export interface Seen {
  text: string;
  file: FlagFile;
  order: number;
  /** Real monotonic ms at which it had arrived. */
  arrivedMs: number;
  /** Of the whole file. */
  print: string;
}

export interface Ledger {
  /** Before a payload goes out: it may be stored at any time from now on. */
  sent(file: FlagFile, key: string): void;
  read(seen: Seen): void;
  /** The flag whose late payload this is; null: it is not one. */
  lateFlag(seen: Seen): string | null;
  /** What was last read that was not late. */
  lastRead(): Seen | null;
}

interface Payload {
  print: string;
  key: string;
  /** How many of it may still be stored. */
  copies: number;
  sentMono: number;
}

/** The longest lease: for so long a run watches for late writes (rule 9). */
const lateMs = 600_000;
const keptPayloads = 100;

export function ledger(clock: Clock): Ledger {
  let payloads: Payload[] = [];
  let last: Seen | null = null;
  let latestOrder = -1;
  let previousPrint = '';

  function lateFlag(seen: Seen): string | null {
    if (last === null || last.print === seen.print) return null;
    const late = payloads.find(({ print }) => print === seen.print);
    if (late === undefined || fingerprint(last.file, late.key) === fingerprint(seen.file, late.key))
      return null;
    return late.key;
  }

  return {
    sent(file, key) {
      const sentMono = clock.monotonic();
      const print = fingerprint(file, null);
      const same = payloads.find((payload) => payload.print === print && payload.key === key);
      payloads = payloads.filter((payload) => payload !== same && sentMono - payload.sentMono <= lateMs);
      payloads.push({ print, key, copies: (same?.copies ?? 0) + 1, sentMono });
      payloads = payloads.slice(-keptPayloads);
    },
    read(seen) {
      if (seen.order < latestOrder) return;
      latestOrder = seen.order;
      const arrived = seen.print !== previousPrint;
      previousPrint = seen.print;
      payloads = payloads.filter((payload) => clock.monotonic() - payload.sentMono <= lateMs);
      if (lateFlag(seen) !== null) return;
      last = seen;
      if (!arrived) return;
      // One sending is stored once: seen in its place it cannot come late any more.
      payloads = payloads
        .map((payload) =>
          payload.print === seen.print ? { ...payload, copies: payload.copies - 1 } : payload,
        )
        .filter((payload) => payload.copies > 0);
    },
    lateFlag,
    lastRead: () => last,
  };
}
