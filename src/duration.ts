/** Times as they are typed: `90s`, `30m`, `1h30m`: whole numbers with units, largest first. */

const units = [
  { name: 'h', ms: 3_600_000 },
  { name: 'm', ms: 60_000 },
  { name: 's', ms: 1_000 },
  { name: 'ms', ms: 1 },
] as const;

/** How the environment may write them: `100ms` too. */
const ofSettings = /^(?:(?<h>\d{1,4})h)?(?:(?<m>\d{1,6})m)?(?:(?<s>\d{1,7})s)?(?:(?<ms>\d{1,9})ms)?$/i;

/**
 * Milliseconds; null: not a time. A number without a unit is none.
 * @param grammar which numbers and units there may be, as groups named after the units
 */
export function parseDuration(text: string, grammar: RegExp = ofSettings): number | null {
  const groups = grammar.exec(text)?.groups;
  if (groups === undefined || text === '') return null;
  return units.reduce((sum, unit) => sum + Number(groups[unit.name] ?? 0) * unit.ms, 0);
}

/** Every unit that is needed: 5,400,000 → `1h30m`; nothing, or less, is `0s`. */
export function inUnits(ms: number): string {
  let rest = Math.round(Math.max(0, ms));
  const parts = units.map((unit) => {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    return count > 0 ? `${count}${unit.name}` : '';
  });
  return parts.join('') || '0s';
}

/** As settings are mostly written: 90,000 → `90s`, 5,400,000 → `1h30m`. */
export function writtenDuration(ms: number): string {
  if (ms < 120_000 && ms % 1_000 === 0) return `${ms / 1_000}s`;
  return ms < 1_000 ? `${ms}ms` : inUnits(ms);
}
