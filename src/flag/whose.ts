/** Whose a definition is, as read from the flag file (rules 9, 12, 13). */
import type { FlagDefinition, Json } from './definition.ts';
import { sameJson } from './equal.ts';
import { isOwner, type LeaseNames, type LeaseOwner, leaseDefinition, type SentWrite } from './lease.ts';

export interface OwnWrites {
  earlier: FlagDefinition;
  names: LeaseNames;
  owner: LeaseOwner;
  /** All writes of the run, oldest first. */
  sent: readonly SentWrite[];
}

export type Whose =
  /** Equal to one that we sent: ours, and late where a newer one was sent. */
  | { kind: 'ours'; write: SentWrite; latest: boolean }
  /** Carries our id, and a person turned it off. */
  | { kind: 'person-off'; how: string }
  /** Carries our id, edited in another way. */
  | { kind: 'edited' }
  /** Our id is gone, or the flag is. */
  | { kind: 'gone'; missing: boolean };

export function whose(current: FlagDefinition | null, own: OwnWrites): Whose {
  if (current === null) return { kind: 'gone', missing: true };
  if (!isOwner(current.metadata, own.owner)) return { kind: 'gone', missing: false };
  for (let i = own.sent.length - 1; i >= 0; i--) {
    const write = own.sent[i]!;
    if (sameJson(current, leaseDefinition(own.earlier, own.names, write, own.owner))) {
      return { kind: 'ours', write, latest: i === own.sent.length - 1 };
    }
  }
  const how = personsOff(current, own.names);
  return how === null ? { kind: 'edited' } : { kind: 'person-off', how };
}

/** Rule 12: state DISABLED, off variant, `defaultVariant` or the first branch of the targeting set to off. */
function personsOff(current: FlagDefinition, names: LeaseNames): string | null {
  const isOff = (name: Json | undefined) =>
    typeof name === 'string' && (current.variants[name] === 0 || current.variants[name] === false);
  if (current.state === 'DISABLED') return 'state set to DISABLED';
  if (isOff(names.variant)) return `variant ${names.variant} set to 0`;
  if (current.defaultVariant !== names.offVariant && isOff(current.defaultVariant)) {
    return `defaultVariant set to ${current.defaultVariant}`;
  }
  const branches = branchesOf(current.targeting);
  if (branches !== null && isOff(branches[1])) return `targeting set to ${String(branches[1])}`;
  return null;
}

/** The three elements of a top-level `if`, else null. */
function branchesOf(targeting: Json | undefined): Json[] | null {
  if (typeof targeting !== 'object' || targeting === null || Array.isArray(targeting)) return null;
  const branches = targeting.if;
  return Array.isArray(branches) && branches.length === 3 ? branches : null;
}
