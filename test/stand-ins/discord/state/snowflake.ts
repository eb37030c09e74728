/** Ids as Discord makes them: milliseconds since 2015 above 22 bits, so that they sort by time. */
const epochMs = 1_420_070_400_000;

/** A maker of ids that only grow, whatever the clock does. */
export function snowflakes(now: () => number): () => string {
  let last = 0n;
  return () => {
    const next = BigInt(Math.max(0, Math.floor(now()) - epochMs)) << 22n;
    last = next > last ? next : last + 1n;
    return String(last);
  };
}

/** When an id was made, in ms since 1970. */
export function madeAt(id: string): number {
  return Number(BigInt(id) >> 22n) + epochMs;
}

/** The order of two ids, as of sort(). */
export function byId(left: { id: string }, right: { id: string }): number {
  const difference = BigInt(left.id) - BigInt(right.id);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
