/**
 * The definitions that a run writes: always built from the earlier definition, so that each can be told again from
 * its terms alone (rules 6, 9, 11, 12).
 */
import type { FlagDefinition, FlagMetadata, Json } from './definition.ts';

/** Flat metadata (rule 11). `leakopsBot` tells apart two bots that both have a run-42. */
export const mark = {
  run: 'leakopsRun',
  bot: 'leakopsBot',
  deadline: 'leakopsDeadline',
  write: 'leakopsWrite',
  reason: 'leakopsReason',
} as const;

/** Not 0: a server without `$flagd.timestamp` compares null, that is 0, and would pass it as false (rule 6). */
export const expiredDeadlineSeconds = 1;

export interface LeaseOwner {
  run: string;
  bot: string;
}

/** One write, small enough to keep for every renewal: the definition is rebuilt from it. */
export interface SentWrite {
  write: number;
  kind: 'probe' | 'live' | 'off';
  value: number;
  /** null: `LEAKOPS_LEASE=off`, a live definition without a deadline. */
  deadlineSeconds: number | null;
  /** Why the flag went off; null in live definitions. */
  reason: string | null;
}

export interface LeaseNames {
  variant: string;
  offVariant: string;
}

const isZero = (value: Json | undefined) => value === 0;

/** Names free in the earlier definition, and an off variant with value 0: one of its own where it has one. */
export function chooseNames(earlier: FlagDefinition, run: string): LeaseNames {
  const has = (name: string) => Object.hasOwn(earlier.variants, name);
  const variant = has('leakops') ? `leakops-${run}` : 'leakops';
  const own = [earlier.defaultVariant, 'off', ...Object.keys(earlier.variants)].find(
    (name) => typeof name === 'string' && isZero(earlier.variants[name]),
  );
  return { variant, offVariant: own ?? (has('leakops-off') ? `leakops-off-${run}` : 'leakops-off') };
}

/**
 * Exactly three elements: flagd-ui 3's toggle edits element 1 of such a rule, so a person's off works. An off names
 * the off variant in both branches: it is off on a server that does not know the time, too.
 */
export function leaseTargeting(
  names: LeaseNames,
  { deadlineSeconds, kind }: Pick<SentWrite, 'deadlineSeconds' | 'kind'>,
): Json {
  const condition: Json =
    deadlineSeconds === null ? kind === 'live' : { '<': [{ var: '$flagd.timestamp' }, deadlineSeconds] };
  return { if: [condition, kind === 'off' ? names.offVariant : names.variant, names.offVariant] };
}

export function leaseMetadata(sent: SentWrite, owner: LeaseOwner): FlagMetadata {
  return {
    [mark.run]: owner.run,
    [mark.bot]: owner.bot,
    ...(sent.deadlineSeconds === null ? {} : { [mark.deadline]: sent.deadlineSeconds }),
    [mark.write]: sent.write,
    ...(sent.reason === null ? {} : { [mark.reason]: sent.reason }),
  };
}

/** The definition of one write. */
export function leaseDefinition(
  earlier: FlagDefinition,
  names: LeaseNames,
  sent: SentWrite,
  owner: LeaseOwner,
): FlagDefinition {
  return {
    ...earlier,
    state: 'ENABLED',
    variants: { ...earlier.variants, [names.offVariant]: 0, [names.variant]: sent.value },
    defaultVariant: names.offVariant,
    targeting: leaseTargeting(names, sent),
    metadata: { ...earlier.metadata, ...leaseMetadata(sent, owner) },
  };
}

/** Whose lease stands in metadata, ours or another bot's; null: none. */
export function leaseOwner(
  metadata: FlagMetadata | undefined,
): (LeaseOwner & { deadlineSeconds: number | null }) | null {
  const run = metadata?.[mark.run];
  if (typeof run !== 'string') return null;
  const bot = metadata?.[mark.bot];
  const deadline = metadata?.[mark.deadline];
  return {
    run,
    bot: typeof bot === 'string' ? bot : '',
    deadlineSeconds: typeof deadline === 'number' ? deadline : null,
  };
}

export function isOwner(metadata: FlagMetadata | undefined, owner: LeaseOwner): boolean {
  const found = leaseOwner(metadata);
  return found !== null && found.run === owner.run && found.bot === owner.bot;
}

export function writeNumber(metadata: FlagMetadata | undefined): number | null {
  const write = metadata?.[mark.write];
  return typeof write === 'number' ? write : null;
}
