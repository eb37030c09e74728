/** `flag off` without a run: the gentlest change that makes a definition serve off. */
import type { Evaluation } from '../ports.ts';
import type { FlagDefinition } from './definition.ts';
import { chooseNames } from './lease.ts';

/** The default variant set to an off one, as the guide's clean-up does; where that is not enough, state DISABLED. */
export function turnedOff(
  current: FlagDefinition,
  evaluate: (definition: FlagDefinition) => Evaluation,
): { definition: FlagDefinition; how: string } {
  const { offVariant } = chooseNames(current, 'run-0');
  if (Object.hasOwn(current.variants, offVariant)) {
    const definition = { ...current, defaultVariant: offVariant };
    const evaluation = evaluate(definition);
    if (evaluation.kind === 'value' && evaluation.off) {
      return { definition, how: `its default variant is \`${offVariant}\` now` };
    }
  }
  return { definition: { ...current, state: 'DISABLED' }, how: 'its state is DISABLED now' };
}
