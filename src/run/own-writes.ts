/** What a run wrote to the flag, as src/flag needs it, and the definition that a write wants (rules 9, 12–14). */
import type { FlagDefinition } from '../flag/definition.ts';
import { sameJson } from '../flag/equal.ts';
import { leaseDefinition, leaseMetadata, type SentWrite } from '../flag/lease.ts';
import { type OwnWrites, whose } from '../flag/whose.ts';
import type { FlagHold } from './flag-hold.ts';

export function ownWrites(flag: FlagHold): OwnWrites {
  return { earlier: flag.earlier, names: flag.names, owner: flag.owner, sent: flag.sent };
}

/**
 * The definition that a probe, live or off write puts in place of `current`, or 'leave': what stands there is a
 * person's, and may not be written over.
 *
 * @param theirsToo a value without our id is served and is to be put off: memory is over the threshold (rule 13), or
 * somebody asked for it
 * @param staysOff whether a definition is off now and at any later time
 */
export function definitionFor(
  sent: SentWrite,
  current: FlagDefinition | null,
  flag: FlagHold,
  theirsToo: boolean,
  staysOff: (definition: FlagDefinition) => boolean,
): FlagDefinition | 'leave' {
  if (current === null) return 'leave';
  const ours = leaseDefinition(flag.earlier, flag.names, sent, flag.owner);
  const found = whose(current, ownWrites(flag));
  switch (found.kind) {
    case 'ours':
      return ours;
    case 'person-off':
    case 'edited': {
      if (sent.kind !== 'off') return 'leave';
      const marked = { ...current, metadata: { ...current.metadata, ...leaseMetadata(sent, flag.owner) } };
      // Their definition stays but for its state: a trip turns it off and nothing else (rule 12). An off of theirs
      // that is none, or only for now, is made one.
      return found.kind === 'person-off' && staysOff(marked) ? marked : { ...marked, state: 'DISABLED' };
    }
    case 'gone':
      if (sent.kind === 'off') return theirsToo ? { ...current, state: 'DISABLED' } : 'leave';
      // The first write goes over exactly what was read in preflight (rule 2), and nothing else.
      return isFirstStep(sent, flag) && sameJson(current, flag.earlier) ? ours : 'leave';
  }
}

/** The probe, or, without a lease, the live write itself. */
function isFirstStep(sent: SentWrite, flag: FlagHold): boolean {
  if (flag.arming.step === 'armed') return false;
  return sent.kind === 'probe' || !flag.sent.some((other) => other.kind === 'probe');
}
