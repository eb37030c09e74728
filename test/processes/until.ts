/** Waits for a condition, never for a time: a slow machine only makes it later. */
import { setTimeout as sleep } from 'node:timers/promises';

const lookEveryMs = 100;
const usualLimitMs = 120_000;

/** What `look` finds, as soon as it is neither null, undefined nor false. Rejects, by name, at the limit. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  limitMs = usualLimitMs,
): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() - startedAt > limitMs) throw new Error(`after ${limitMs} ms there is not: ${what}`);
    await sleep(lookEveryMs);
  }
}
