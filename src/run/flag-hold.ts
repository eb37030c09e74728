/** What a run holds of the flag: what it wrote, what was seen of it, and how far undo has come. All of it JSON. */
import type { FlagDefinition, Json } from '../flag/definition.ts';
import type { LeaseNames, LeaseOwner, SentWrite } from '../flag/lease.ts';

type Arming =
  /** Nothing sent yet. */
  | { step: 'none' }
  /** Deadline 1 sent: must be seen off with TARGETING_MATCH. */
  | { step: 'probe'; write: number; sentAt: number }
  /** Seen off by its deadline: flagd knows leases, the live one may be sent. */
  | { step: 'proved'; since: number }
  /** The live deadline sent: must be seen to serve the value. */
  | { step: 'live'; write: number; sentAt: number }
  | { step: 'armed' };

/** A value is served again after the flag was seen off: by somebody, or by a late write of ours (rules 9, 13). */
export interface ServedAgain {
  since: number;
  /** When it was seen off again; null: it is served still. */
  until: number | null;
  value: Json;
  /** It carries our id: put off again without a word (rule 9). */
  ours: boolean;
  /** Who asked for it to be put off, whatever memory does, and when; null: nobody. */
  offAsked: { by: string; at: number } | null;
  /** How often it has come back, with this one. */
  times: number;
}

/** What the run holds of the flag. */
export interface FlagHold {
  key: string;
  owner: LeaseOwner;
  /** As read before the first write; undo goes back to it, three-way. */
  earlier: FlagDefinition;
  /** The value asked for; `flag 500` changes it. */
  value: number;
  names: LeaseNames;
  arming: Arming;
  /** All writes of this run but undo, oldest first: what equals one of them is ours (rule 12). */
  sent: SentWrite[];
  lastWrite: number;
  /** Latest deadline ever sent, saved before it was sent (rule 9); 0: none. */
  latestDeadlineSeconds: number;
  /** The deadline as served, or read back; null: none seen. */
  servedDeadlineSeconds: number | null;
  /** The deadline of our live write that stands in the file, as last read. */
  readBackDeadlineSeconds: number | null;
  lastWriteAt: number | null;
  /** Which of our writes stands in the file, as last read; null: none of them does. */
  standing: number | null;
  /** What OFREP answered last; null: nothing yet. */
  serving: { off: boolean; ours: boolean; value: Json; deadlineSeconds: number | null } | null;
  /** Our id was seen served in this run. */
  everServed: boolean;
  /** Our rule stands in the file, whatever else was edited: then there is a lease to expire (rule 8). */
  leaseStands: boolean;
  /** An edit by somebody else was seen (rule 12): no renewals, a trip is `state: DISABLED`. */
  editedSeen: boolean;
  /** Our id was seen gone (rule 13). */
  idGone: boolean;
  /** The off write whose number must be seen; null: none sent yet. */
  offWrite: number | null;
  /** How often an off was sent. */
  offTries: number;
  seenOffAt: number | null;
  /** A value that was served again after that; null: none was. */
  again: ServedAgain | null;
  undo: 'not-yet' | 'sent' | 'seen' | 'kept-off' | 'not-ours';
  /** Fingerprint of all other flags before the first write, and whether they are the same now; null: unknown. */
  othersBefore: string | null;
  othersSame: boolean | null;
  /** Whether undo left the definition as it was read; null: not undone yet, or not by us. */
  asBefore: boolean | null;
  /** The state that undo left; null: not undone by us. */
  stateLeft: FlagDefinition['state'] | null;
  /** Consecutive failures of the present want, for words and back-off. */
  failures: number;
  failingSince: number | null;
  failureWhy: string | null;
}
