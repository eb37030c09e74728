/** Times on messages, in UTC as in their lines. Pure: no document here. */

const minuteMs = 60_000;
const days = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});

export const dayOf = (iso) => iso.slice(0, 10);
export const dayWords = (iso) => days.format(new Date(iso));

/** `+8 m`: since the growth began. */
export function sinceGrowth(iso, growingAt) {
  const minutes = Math.floor((Date.parse(iso) - Date.parse(growingAt)) / minuteMs);
  return minutes < 0 ? '' : `+${minutes}\u00a0m`;
}

/**
 * `14:36 UTC`, or `14:36 UTC, 4 m ago` where the bot's clock is the browser's. `nowMs`: null where it is not.
 */
export function timeWords(iso, nowMs) {
  const ago = nowMs === null ? '' : agoWords(Math.floor((nowMs - Date.parse(iso)) / minuteMs));
  return `${iso.slice(11, 16)} UTC${ago === '' ? '' : `, ${ago}`}`;
}

/** Of an old one the date stands over it. */
function agoWords(minutes) {
  if (minutes < 0 || minutes >= 24 * 60) return '';
  if (minutes === 0) return 'now';
  return minutes < 60 ? `${minutes}\u00a0m ago` : `${Math.floor(minutes / 60)}\u00a0h ago`;
}
