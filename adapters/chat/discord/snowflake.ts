/** Discord's ids: the instant at which they were made stands in them, so they sort by time. */
const epochMs = 1_420_070_400_000;
const dayMs = 86_400_000;

/** Also one of a server that counts its ids in a way of its own. */
export function isId(id: string): boolean {
  return /^\d{1,20}$/.test(id);
}

export function isSnowflake(id: string): boolean {
  return /^\d{15,20}$/.test(id);
}

/** When an id was made, ms since 1970 on Discord's clock; null: it is none of Discord's. */
export function madeAt(id: string): number | null {
  return isSnowflake(id) ? Number(BigInt(id) >> 22n) + epochMs : null;
}

/**
 * When a command, a press or a line was given; null: not known. Discord delivers nothing a day late: who seems to do
 * so counts ids in a way of its own.
 */
export function givenAt(id: string, now: number): number | null {
  const made = madeAt(id);
  return made === null || now - made > dayMs ? null : made;
}
