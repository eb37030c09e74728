/** Waits for what comes a turn of the loop later, or on a busy machine much later. */
import { vi } from 'vitest';

/** Looks until it throws no more; rejects with what it threw last. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 15_000, interval: 10 });
}
