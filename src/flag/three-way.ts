/** Pieces of an undo (rule 14): what a run put into a definition goes back to what was read before it. */
import type { FlagDefinition, Json } from './definition.ts';
import { mark } from './lease.ts';

/** undefined: the key was not there. */
export function restore(result: FlagDefinition, key: string, value: Json | undefined): void {
  if (value === undefined) delete result[key];
  else result[key] = value;
}

/** Our marks go; other metadata stays, and none is left where there was none. */
export function restoreMarks(result: FlagDefinition, earlier: FlagDefinition): void {
  const metadata = { ...result.metadata };
  for (const key of Object.values(mark)) {
    delete metadata[key];
    const before = earlier.metadata?.[key];
    if (before !== undefined) metadata[key] = before;
  }
  const empty = Object.keys(metadata).length === 0 && earlier.metadata === undefined;
  restore(result, 'metadata', empty ? undefined : metadata);
}

/** A variant of ours goes when nothing names it any more. Default and targeting are to be put back before. */
export function dropVariant(result: FlagDefinition, earlier: FlagDefinition, name: string): void {
  if (Object.hasOwn(earlier.variants, name) || result.defaultVariant === name) return;
  if (!mentions(result.targeting, name)) delete result.variants[name];
}

/** Whether a string stands anywhere in a rule. */
function mentions(rule: Json | undefined, name: string): boolean {
  if (rule === name) return true;
  if (typeof rule !== 'object' || rule === null) return false;
  return Object.values(rule).some((part) => mentions(part, name));
}
