/** What memory is said and judged in: 0–100, and over it; not finite where there is no limit. */
export function percentOfLimit(bytes: number, limitBytes: number): number {
  return (bytes / limitBytes) * 100;
}
