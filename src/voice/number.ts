/**
 * Numbers as they are said (facts/chat-ux.md, "Words"): whole percent of the limit, MiB with one decimal, points a
 * minute, times as `45 s`, `8 m`, `1 h 30 m`. Between number and unit stands a no-break space. What is not known, or
 * not a number, is "unknown", never 0.
 */
const noBreak = '\u00a0';
const unknown = 'unknown';

/** Under this many seconds a rough duration is said in seconds: the guide says `60–90 s`. */
const roughSeconds = 100;

function withUnit(value: number | string, unit: string): string {
  return `${value}${noBreak}${unit}`;
}

function known(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

/** `72 %` from 0–100. */
export function percent(value: number | null): string {
  return known(value) ? withUnit(Math.round(value), '%') : unknown;
}

/** Whole percent, with a decimal where rounding would hide on which side of the threshold it is: `80.4 %`, `79.6 %`. */
export function percentBeside(value: number | null, thresholdPercent: number): string {
  if (!known(value)) return unknown;
  if (value === thresholdPercent || Math.round(value) !== thresholdPercent) return percent(value);
  const tenths = value > thresholdPercent ? Math.ceil(value * 10) : Math.floor(value * 10);
  return withUnit((tenths / 10).toFixed(1), '%');
}

/** `57–60 %`, or `57 %` when both round to the same. */
export function percentRange(low: number, high: number): string {
  const from = Math.round(low);
  const to = Math.round(high);
  return from === to ? percent(low) : withUnit(`${from}–${to}`, '%');
}

/** A chance of 0–1 in percent; a small one is not said to be none. */
export function chance(value: number | null): string {
  if (!known(value)) return unknown;
  if (value < 0.01) return `under ${withUnit(1, '%')}`;
  if (value < 1 && value > 0.99) return `over ${withUnit(99, '%')}`;
  return percent(value * 100);
}

/** A chance as people picture it: `12 %, 1 in 8`; where that says nothing more, the percent alone. */
export function oneIn(value: number): string {
  const times = Math.round(1 / value);
  return value < 0.01 || value > 0.6 || !known(value) ? chance(value) : `${chance(value)}, 1 in ${times}`;
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}

/** `20 MiB`, `19.5 MiB`: a limit is mostly whole. */
export function mibLimit(limitBytes: number): string {
  return withUnit(mebibytes(limitBytes).replace(/\.0$/, ''), 'MiB');
}

/** `14.4 of 20 MiB`: memory is said with its limit. */
export function mibOf(usedBytes: number | null, limitBytes: number): string {
  const limit = mibLimit(limitBytes);
  return known(usedBytes) ? `${mebibytes(usedBytes)} of ${limit}` : `${unknown} of ${limit}`;
}

/** `12.8 MiB`. */
export function mib(bytes: number | null): string {
  return known(bytes) ? withUnit(mebibytes(bytes), 'MiB') : unknown;
}

/** `up 3.8 points a minute`, `down …`, or `level` under a twentieth of a point. */
export function trend(pointsAMinute: number): string {
  const size = Math.abs(pointsAMinute);
  if (size < 0.05) return 'level';
  return `${pointsAMinute > 0 ? 'up' : 'down'} ${withUnit(size.toFixed(1).replace(/\.0$/, ''), 'points a minute')}`;
}

function hoursAndMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return withUnit(rest, 'm');
  return rest === 0 ? withUnit(hours, 'h') : `${withUnit(hours, 'h')}${noBreak}${withUnit(rest, 'm')}`;
}

/** `45 s`, `240 s`: ages and times that are compared with one another, all in whole seconds. */
export function inSeconds(ms: number): string {
  return Number.isFinite(ms) ? withUnit(Math.round(Math.max(0, ms) / 1000), 's') : unknown;
}

/** Rough: `45 s`, `8 m`, `1 h 30 m`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return unknown;
  const seconds = Math.round(Math.max(0, ms) / 1000);
  return seconds < roughSeconds ? withUnit(seconds, 's') : hoursAndMinutes(Math.round(seconds / 60));
}

/** To the second below an hour: `10 m 12 s`. */
export function exactDuration(ms: number): string {
  if (!Number.isFinite(ms)) return unknown;
  const seconds = Math.round(Math.max(0, ms) / 1000);
  if (seconds < 60) return withUnit(seconds, 's');
  if (seconds >= 3600) return hoursAndMinutes(Math.round(seconds / 60));
  const rest = seconds % 60;
  const minutes = withUnit(Math.floor(seconds / 60), 'm');
  return rest === 0 ? minutes : `${minutes}${noBreak}${withUnit(rest, 's')}`;
}

/** `5–10 m`, `40–90 s`: outwards, so that what is said holds what is meant. */
export function durationRange(fromMs: number, toMs: number): string {
  if (!Number.isFinite(fromMs) || !Number.isFinite(toMs)) return unknown;
  const unit = toMs < roughSeconds * 1000 ? 1000 : toMs <= 120 * 60_000 ? 60_000 : 3_600_000;
  const name = unit === 1000 ? 's' : unit === 60_000 ? 'm' : 'h';
  const from = Math.floor(Math.max(0, fromMs) / unit);
  const to = Math.ceil(Math.max(0, toMs) / unit);
  return withUnit(from === to ? `${to}` : `${from}–${to}`, name);
}

/** Time since the growth began, `+8 m`: whole minutes that have passed. */
export function offset(ms: number): string {
  if (!Number.isFinite(ms)) return unknown;
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  if (seconds === 0) return '+0';
  return `+${seconds < 60 ? withUnit(seconds, 's') : hoursAndMinutes(Math.floor(seconds / 60))}`;
}

/** `+10 m 12 s`, `+0`. */
export function exactOffset(ms: number): string {
  return ms < 500 ? '+0' : `+${exactDuration(ms)}`;
}

/** `25 users`, `1 user`; null: `unknown users`. */
export function usersCount(users: number | null): string {
  return known(users) ? `${users} ${users === 1 ? 'user' : 'users'}` : `${unknown} users`;
}
