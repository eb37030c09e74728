/**
 * What an ended run, or a bot whose database is gone, left in the flag: never taken as the earlier state (rule 9).
 */
import type { FlagDefinition, Json } from './definition.ts';
import { sameJson } from './equal.ts';
import { leaseOwner, leaseTargeting, mark } from './lease.ts';

/** Without leakops' pieces, told by their shape alone; for residue whose run is not known any more. */
export function withoutResidue(current: FlagDefinition): FlagDefinition {
  const result: FlagDefinition = { ...current, variants: { ...current.variants } };
  const branches = leaseBranches(current.targeting);
  if (branches !== null) {
    delete result.targeting;
    for (const name of [branches.variant, branches.offVariant]) {
      if (/^leakops(-|$)/.test(name) && result.defaultVariant !== name) delete result.variants[name];
    }
  }
  const metadata = { ...current.metadata };
  for (const key of Object.values(mark)) delete metadata[key];
  if (Object.keys(metadata).length === 0) delete result.metadata;
  else result.metadata = metadata;
  return result;
}

export function isMarked(definition: FlagDefinition): boolean {
  return leaseOwner(definition.metadata) !== null;
}

function leaseBranches(targeting: Json | undefined): { variant: string; offVariant: string } | null {
  const rule = targeting as { if?: Json } | null | undefined;
  if (rule === null || rule === undefined || typeof rule !== 'object' || !Array.isArray(rule.if)) return null;
  const [condition, variant, offVariant] = rule.if;
  if (typeof variant !== 'string' || typeof offVariant !== 'string') return null;
  const deadline = (condition as { '<'?: Json } | null)?.['<'];
  const seconds = Array.isArray(deadline) && typeof deadline[1] === 'number' ? deadline[1] : null;
  const names = { variant, offVariant };
  const ours = (['live', 'off'] as const).some((kind) =>
    sameJson(targeting, leaseTargeting(names, { deadlineSeconds: seconds, kind })),
  );
  return ours ? names : null;
}
