/** Times as commands write them: `90s`, `30m`, `1h30m`. */

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const written = /^(?:([1-9][0-9]{0,4})h)?(?:(0|[1-9][0-9]{0,5})m)?(?:(0|[1-9][0-9]{0,6})s)?$/i;

/** Milliseconds; null: not a time. */
export function parseDuration(word: string): number | null {
  const match = written.exec(word);
  if (match === null || word === '') return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Number(hours) * hourMs + Number(minutes) * minuteMs + Number(seconds) * secondMs;
}

/** As it can be typed again; whole seconds, rounded down. */
export function typedDuration(ms: number): string {
  const hours = Math.floor(ms / hourMs);
  const minutes = Math.floor((ms % hourMs) / minuteMs);
  const seconds = Math.floor((ms % minuteMs) / secondMs);
  const parts = [
    hours > 0 ? `${hours}h` : '',
    minutes > 0 ? `${minutes}m` : '',
    seconds > 0 ? `${seconds}s` : '',
  ];
  return parts.join('') || '0s';
}
