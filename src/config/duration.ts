/** Times of the environment: `100ms`, `5s`, `90s`, `1h30m`: whole numbers with units, largest first. */

const written = /^(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?(?:(\d{1,9})ms)?$/i;
const unitsMs = [3_600_000, 60_000, 1_000, 1] as const;

/** Milliseconds; null: not a time. A number without a unit is none. */
export function parseDuration(text: string): number | null {
  const match = written.exec(text);
  if (match === null || text === '') return null;
  return unitsMs.reduce((sum, unitMs, index) => sum + Number(match[index + 1] ?? 0) * unitMs, 0);
}

/** As it is written in the environment: 90,000 → `90s`, 5,400,000 → `1h30m`. */
export function writtenDuration(ms: number): string {
  if (ms < 120_000) return ms % 1_000 === 0 ? `${ms / 1_000}s` : ms < 1_000 ? `${ms}ms` : inUnits(ms);
  return inUnits(ms);
}

function inUnits(ms: number): string {
  const names = ['h', 'm', 's', 'ms'];
  let rest = Math.round(ms);
  const parts = unitsMs.map((unitMs, index) => {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    return count === 0 ? '' : `${count}${names[index]}`;
  });
  return parts.join('') || '0s';
}
