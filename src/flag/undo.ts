/** Three-way undo (rule 14): only what still holds our value goes back to what was read before the run. */
import type { Evaluation } from '../ports.ts';
import type { FlagDefinition, Json } from './definition.ts';
import { sameJson } from './equal.ts';
import { expiredDeadlineSeconds, leaseMetadata, leaseTargeting, type SentWrite } from './lease.ts';
import { dropVariant, restore, restoreMarks } from './three-way.ts';
import type { OwnWrites } from './whose.ts';

export type Undone =
  | { kind: 'undone'; definition: FlagDefinition }
  /** The undone definition would not be off: our targeting stays with deadline 1 and our id. */
  | { kind: 'kept-off'; definition: FlagDefinition; why: string };

/**
 * @param write number of the write that will carry a kept-off definition
 * @param evaluate the official evaluator, at an instant of flagd's clock
 */
export function undo(
  current: FlagDefinition,
  own: OwnWrites,
  write: number,
  evaluate: (definition: FlagDefinition) => Evaluation,
): Undone {
  const undone = threeWay(current, own);
  const evaluation = evaluate(undone);
  if (evaluation.kind === 'value' && evaluation.off) return { kind: 'undone', definition: undone };
  const sent: SentWrite = {
    write,
    kind: 'off',
    value: own.sent.at(-1)?.value ?? 0,
    deadlineSeconds: expiredDeadlineSeconds,
    reason: 'undo',
  };
  return {
    kind: 'kept-off',
    why:
      evaluation.kind === 'value'
        ? `without leakops' rule the flag would serve ${JSON.stringify(evaluation.value)}`
        : `without leakops' rule the flag would be broken: ${evaluation.why}`,
    definition: {
      ...current,
      variants: { [own.names.variant]: sent.value, ...current.variants, [own.names.offVariant]: 0 },
      targeting: leaseTargeting(own.names, sent),
      metadata: { ...current.metadata, ...leaseMetadata(sent, own.owner) },
    },
  };
}

function threeWay(current: FlagDefinition, own: OwnWrites): FlagDefinition {
  const { earlier, names } = own;
  const result: FlagDefinition = { ...current, variants: { ...current.variants } };

  if (current.state === 'ENABLED') result.state = earlier.state;
  if (isOurTargeting(current.targeting, own)) restore(result, 'targeting', earlier.targeting);
  if (current.defaultVariant === names.offVariant) restore(result, 'defaultVariant', earlier.defaultVariant);

  restoreMarks(result, earlier);

  for (const [name, values] of [
    [names.variant, own.sent.map((sent) => sent.value)],
    [names.offVariant, [0]],
  ] as const) {
    if (values.some((value) => value === current.variants[name])) dropVariant(result, earlier, name);
  }
  return result;
}

/** Our rule with any deadline that we sent, or without one. */
export function isOurTargeting(targeting: Json | undefined, own: OwnWrites): boolean {
  return own.sent.findLast((sent) => sameJson(targeting, leaseTargeting(own.names, sent))) !== undefined;
}
