/** Discord's ids: the instant at which they were made stands in them, so they sort by time. */
const epochMs = 1_420_070_400_000;

export function isSnowflake(id: string): boolean {
  return /^\d{15,20}$/.test(id);
}

/** When an id was made, ms since 1970 on Discord's clock; null: it is none of Discord's. */
export function madeAt(id: string): number | null {
  return isSnowflake(id) ? Number(BigInt(id) >> 22n) + epochMs : null;
}

/** An id as one would be that was made at that instant: what is newer sorts after it. */
export function idAt(ms: number): string {
  return String(BigInt(Math.max(1, Math.floor(ms) - epochMs)) << 22n);
}
