/** What is remembered of many is bounded: people and runs come and go for as long as the bot is up. */
const mostKept = 2_000;

interface Kept {
  readonly size: number;
  keys(): IterableIterator<string>;
  delete(key: string): unknown;
}

/** To be called after each addition to a Map or Set. */
export function dropOldest(kept: Kept, most = mostKept): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}
