/**
 * The official evaluator, asked once a shape of definition: what a lease compares the time to differs from write to
 * write, on which side of it the time is does not. A hundred thousand runs write a few hundred shapes.
 */
import { evaluateDefinition } from '../../adapters/flags/evaluator.ts';
import type { FlagDefinition } from '../../src/flag/definition.ts';
import type { Evaluation } from '../../src/ports.ts';

export type Evaluate = (key: string, definition: FlagDefinition, atSeconds: number) => Evaluation;

export function knownEvaluations(): Evaluate {
  const known = new Map<string, Evaluation>();
  const shapes = new WeakMap<FlagDefinition, Shape>();
  return (key, definition, atSeconds) => {
    const seconds = Math.floor(atSeconds);
    let shape = Object.isFrozen(definition) ? shapes.get(definition) : undefined;
    if (shape === undefined) {
      shape = shapeOf(definition);
      shapes.set(definition, shape);
    }
    // Without a deadline of the usual form any second may tell another.
    const at = shape.deadline === null ? seconds : seconds < shape.deadline ? 5 : 15;
    const name = `${key} ${shape.timeless ? 0 : at} ${shape.text}`;
    const answer = known.get(name) ?? evaluateDefinition(null, key, shape.normal, at);
    known.set(name, answer);
    return answer;
  };
}

interface Shape {
  /** What it is evaluated as: without metadata, its deadline 10. */
  normal: FlagDefinition;
  text: string;
  deadline: number | null;
  timeless: boolean;
}

function shapeOf({ metadata: _none, ...bare }: FlagDefinition): Shape {
  const rule = bare.targeting as { if?: [{ '<'?: unknown[] }, ...unknown[]] } | undefined;
  const compared = rule?.if?.[0]?.['<'];
  const [variable, limit] = compared ?? [];
  const isTime = (variable as { var?: unknown } | undefined)?.var === '$flagd.timestamp';
  const deadline = isTime && typeof limit === 'number' && Number.isInteger(limit) ? limit : null;
  const normal =
    deadline === null
      ? bare
      : { ...bare, targeting: { if: [{ '<': [variable, 10] }, ...rule!.if!.slice(1)] } };
  const text = JSON.stringify(normal);
  return { normal: normal as FlagDefinition, text, deadline, timeless: !text.includes('$flagd') };
}
