/** Times as commands write them: `90s`, `30m`, `1h30m`. */
import { inUnits, parseDuration as parseAny } from '../../src/duration.ts';

/** Stricter than a setting: without milliseconds, and without zeros in front. */
const written = /^(?:(?<h>[1-9][0-9]{0,4})h)?(?:(?<m>0|[1-9][0-9]{0,5})m)?(?:(?<s>0|[1-9][0-9]{0,6})s)?$/i;

/** Milliseconds; null: not a time. */
export function parseDuration(word: string): number | null {
  return parseAny(word, written);
}

/** As it can be typed again; whole seconds, rounded down. */
export function typedDuration(ms: number): string {
  return inUnits(Math.floor(ms / 1_000) * 1_000);
}
