/** Numbers and instants of a run in words. Pure: no document here. */
export const unknown = 'unknown';
export const noBreak = '\u00a0';
const minuteMs = 60_000;

export const utc = (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
export const zeroOf = (run) => Date.parse(run.growingAt ?? run.startedAt);
const mebibytes = (bytes) => (bytes / 1_048_576).toFixed(1);

/** Whole percent, with a decimal where rounding would hide on which side of the threshold it is: as the report has it. */
export function percent(bytes, { limitBytes, breaker: { thresholdPercent } }) {
  const value = (bytes / limitBytes) * 100;
  const words = (number) => `${number}${noBreak}%`;
  if (value === thresholdPercent || Math.round(value) !== thresholdPercent) return words(Math.round(value));
  const tenths = value > thresholdPercent ? Math.ceil(value * 10) : Math.floor(value * 10);
  return words((tenths / 10).toFixed(1));
}

export function memory(bytes, run) {
  const limit = mebibytes(run.limitBytes).replace(/\.0$/, '');
  return `${percent(bytes, run)}, ${mebibytes(bytes)} of ${limit}${noBreak}MiB`;
}

/** `+10 m 12 s`, `+9 m`, `+0`, since the growth began: as in chat. */
export function offset(run, iso) {
  const seconds = Math.round((Date.parse(iso) - zeroOf(run)) / 1000);
  const [minutes, rest] = [Math.floor(Math.abs(seconds) / 60), Math.abs(seconds) % 60];
  const parts = [
    ...(minutes === 0 ? [] : [`${minutes}${noBreak}m`]),
    ...(rest === 0 ? [] : [`${rest}${noBreak}s`]),
  ];
  return `${seconds < 0 ? '−' : '+'}${parts.join(' ') || '0'}`;
}

const faces = {
  preparing: '⏳ Preparing',
  growing: '📈 Growing',
  stopping: '🛑 Stopping',
  recovering: '🔄 Recovering',
  averted: '✅ Averted',
  'oom-killed': '💥 OOM-killed',
  levelled: '➖ Levelled',
  completed: '🏁 Completed',
  stopped: '⏹️ Stopped',
  aborted: '🚫 Aborted',
  'lost-sight': '❔ Lost sight',
};
const recoveries = {
  recovered: 'recovered',
  'restart-needed': 'restart needed',
  unknown: 'recovery unknown',
};

/** `📈 Growing 72 %`, `✅ Averted, recovered`: the same faces as on the card. */
export function headline(run) {
  const isOver = run.state === 'ended';
  const face = faces[isOver ? run.outcome : run.state] ?? run.state;
  if (isOver) return run.recovery === null ? face : `${face}, ${recoveries[run.recovery]}`;
  const last = run.readings.at(-1);
  if (run.state === 'preparing') return face;
  return last === undefined ? `${face}, memory unknown` : `${face} ${percent(last.usedBytes, run)}`;
}

/** Of the growth and after; what was read in preflight is no peak of the run. null: none yet. */
export function peakOf(run) {
  const from = zeroOf(run);
  return run.readings
    .filter(({ at }) => Date.parse(at) >= from)
    .reduce((one, other) => (one === null || other.usedBytes > one.usedBytes ? other : one), null);
}

/** What the chart shows, for who does not see it. */
export function altOf(run) {
  const peak = run.growingAt === null ? null : peakOf(run);
  const height =
    peak === null
      ? 'no reading since the growth began'
      : `peak ${percent(peak.usedBytes, run)} of the limit at ${offset(run, peak.at)}`;
  const kills =
    run.kills.length === 0 ? 'no kill' : `killed at ${run.kills.map(({ at }) => offset(run, at)).join(', ')}`;
  const end = run.state === 'ended' ? `outcome ${run.outcome}` : `${run.state}, no outcome yet`;
  return `Memory of ${run.target} in ${run.id}, in percent of its limit over minutes since the growth began: ${height}; ${kills}; ${end}. The readings stand in a table below.`;
}

/** Completed orders a minute from one reading to the next; null: not counted, or the counter went back. */
export function ordersAMinute(before, reading) {
  if (before === undefined || before.orders === null || reading.orders === null) return null;
  const minutes = (Date.parse(reading.at) - Date.parse(before.at)) / minuteMs;
  const orders = reading.orders - before.orders;
  return orders < 0 || minutes <= 0 ? null : orders / minutes;
}

/** `+8 m: 72 %, 14.4 of 20 MiB · peak 74 % · 34 orders a minute`. */
export function readingWords(run, index) {
  const reading = run.readings[index];
  if (reading === undefined) return 'No reading yet';
  const orders = ordersAMinute(run.readings[index - 1], reading);
  return [
    `${offset(run, reading.at)}: ${memory(reading.usedBytes, run)}`,
    ...(reading.peakBytes === null ? [] : [`peak ${percent(reading.peakBytes, run)}`]),
    ...(orders === null ? [] : [`${Math.round(orders)} orders a${noBreak}minute`]),
    ...(reading.goroutines === null ? [] : [`${reading.goroutines} goroutines`]),
  ].join(' · ');
}
