/** A load flag lent to a run and given back (rule 17): as the leak's flag, but what it served before is not off. */
import type { FlagDefinition, Json } from '../../../src/flag/definition.ts';
import { sameJson } from '../../../src/flag/equal.ts';
import { isOwner, type LeaseOwner, mark } from '../../../src/flag/lease.ts';
import { dropVariant, restore, restoreMarks } from '../../../src/flag/three-way.ts';

/** From `run-42@bot`: names are the leak flag's, so that residue is told by the same marks. */
export function ownerOf(runTag: string): LeaseOwner {
  const at = runTag.indexOf('@');
  return at === -1 ? { run: runTag, bot: '' } : { run: runTag.slice(0, at), bot: runTag.slice(at + 1) };
}

interface Lease {
  variant: string;
  deadlineSeconds: number;
  /** What is served after the deadline: a variant's name, a rule, or null: the caller's default. */
  otherwise: Json;
}

/**
 * The definition that serves `value` until the deadline (unix seconds on flagd's clock), and afterwards what `current`
 * serves without us. Of a flag that is lent already it renews the lease.
 */
export function lent(
  current: FlagDefinition,
  value: Json,
  owner: LeaseOwner,
  deadlineSeconds: number,
): FlagDefinition {
  const standing = leaseIn(current);
  const variant = standing?.variant ?? freeName(current, owner);
  const otherwise = standing === null ? servedWithout(current) : standing.otherwise;
  const disabled = current.state === 'DISABLED';
  return {
    ...current,
    state: 'ENABLED',
    variants: { ...current.variants, [variant]: value },
    // A disabled flag has no value; an enabled one has none only without a default.
    ...(disabled ? { defaultVariant: null } : {}),
    targeting: targetingOf({ variant, deadlineSeconds, otherwise }),
    metadata: {
      ...current.metadata,
      [mark.run]: owner.run,
      [mark.bot]: owner.bot,
      [mark.deadline]: deadlineSeconds,
    },
  };
}

/** Three-way (rule 14): only what still holds our value goes back to `earlier`. 'leave': it is not ours. */
export function givenBack(
  current: FlagDefinition | null,
  earlier: FlagDefinition,
  owner: LeaseOwner,
): FlagDefinition | 'leave' {
  if (current === null || !isOwner(current.metadata, owner)) return 'leave';
  const ours = lent(earlier, 0, owner, 1);
  const name = leaseIn(ours)?.variant ?? '';
  const result: FlagDefinition = { ...current, variants: { ...current.variants } };
  if (current.state === ours.state) result.state = earlier.state;
  if (sameJson(current.defaultVariant, ours.defaultVariant))
    restore(result, 'defaultVariant', earlier.defaultVariant);
  const lease = leaseIn(current);
  if (lease?.variant === name) {
    if (isRule(lease.otherwise)) result.targeting = lease.otherwise;
    else if (lease.otherwise === servedWithout({ ...result, targeting: null }))
      restore(result, 'targeting', isRule(earlier.targeting) ? undefined : earlier.targeting);
  }
  restoreMarks(result, earlier);
  dropVariant(result, earlier, name);
  return result;
}

function targetingOf({ variant, deadlineSeconds, otherwise }: Lease): Json {
  return { if: [{ '<': [{ var: '$flagd.timestamp' }, deadlineSeconds] }, variant, otherwise] };
}

/** A lease of leakops, this run's or another's; null: none. */
function leaseIn({ targeting, metadata }: FlagDefinition): Lease | null {
  if (typeof targeting !== 'object' || targeting === null || Array.isArray(targeting)) return null;
  if (typeof metadata?.[mark.run] !== 'string' || !Array.isArray(targeting.if)) return null;
  const [condition, variant, otherwise] = targeting.if;
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) return null;
  const deadlineSeconds = Array.isArray(condition['<']) ? condition['<'][1] : null;
  if (typeof deadlineSeconds !== 'number' || typeof variant !== 'string' || otherwise === undefined)
    return null;
  const lease = { variant, deadlineSeconds, otherwise };
  return variant.startsWith('leakops') && sameJson(targeting, targetingOf(lease)) ? lease : null;
}

function servedWithout({ state, targeting, defaultVariant }: FlagDefinition): Json {
  if (state === 'DISABLED') return null;
  return isRule(targeting) ? targeting : (defaultVariant ?? null);
}

/** An empty rule is none. */
function isRule(targeting: Json | undefined): targeting is { [key: string]: Json } {
  return typeof targeting === 'object' && targeting !== null && !sameJson(targeting, {});
}

function freeName({ variants }: FlagDefinition, { run }: LeaseOwner): string {
  return Object.hasOwn(variants, 'leakops') ? `leakops-${run}` : 'leakops';
}
