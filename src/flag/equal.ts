/** Equality as JSON values: the order of keys does not count, a missing key and `undefined` are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b);
  return !Array.isArray(b) && sameEntries(a as Record<string, unknown>, b as Record<string, unknown>);
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i] || sameJson(item, b[i]));
}

function sameEntries(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  // Asked at every step of a run, of the whole of it: no list of keys is made.
  for (const key in a) if (a[key] !== b[key] && !sameJson(a[key], b[key])) return false;
  for (const key in b) if (b[key] !== undefined && a[key] === undefined) return false;
  return true;
}
