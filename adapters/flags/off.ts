import type { Json } from '../../src/flag/definition.ts';

/** Rule 4: the value 0 or false, or none at all: the caller's default 0. */
export function isOff(value: Json): boolean {
  return value === null || value === false || value === 0;
}
