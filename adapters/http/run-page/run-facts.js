/** What is so of a run, in words: name and value, in order. Pure: no document here. */
const unknown = 'unknown';
const noBreak = '\u00a0';

export const utc = (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
const mebibytes = (bytes) => (bytes / 1_048_576).toFixed(1);

/** Whole percent, with a decimal where rounding would hide that it is over the threshold: as the report has it. */
export function percent(bytes, { limitBytes, breaker }) {
  const value = (bytes / limitBytes) * 100;
  const isHidden = value > breaker.thresholdPercent && Math.round(value) <= breaker.thresholdPercent;
  return `${isHidden ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.round(value)}${noBreak}%`;
}

function memory(bytes, run) {
  const limit = mebibytes(run.limitBytes).replace(/\.0$/, '');
  return `${percent(bytes, run)}, ${mebibytes(bytes)} of ${limit}${noBreak}MiB`;
}

/** `+10 m 12 s`, since the growth began. */
export function offset(run, iso) {
  const seconds = Math.round((Date.parse(iso) - Date.parse(run.growingAt ?? run.startedAt)) / 1000);
  const [minutes, rest] = [Math.floor(Math.abs(seconds) / 60), Math.abs(seconds) % 60];
  return `${seconds < 0 ? '−' : '+'}${minutes}${noBreak}m ${rest}${noBreak}s`;
}

export function factsOf(run) {
  const isOver = run.state === 'ended';
  const last = run.readings.at(-1);
  return [
    ['Scenario', `${run.scenario}, flag ${run.flagValue}, ${run.users} users`],
    ['Started', `${utc(run.startedAt)} by ${run.owner}`],
    isOver ? ['Ended', utc(run.endedAt)] : ['Ends', `${utc(run.endsAt)} at the latest`],
    ['Last reading', last === undefined ? unknown : `${memory(last.usedBytes, run)} at ${utc(last.at)}`],
    ['Peak', peakWords(run)],
    ...(run.state === 'growing' ? [['Forecast', forecastWords(run.forecast)]] : []),
    ['Kills', killWords(run)],
    ['Breaker', breakerWords(run.breaker)],
    ['Flag seen off', run.breaker.flagOffSeenAt === null ? 'not seen' : utc(run.breaker.flagOffSeenAt)],
    ...(isOver ? [] : [['Lease', run.lease === null ? 'none' : `to ${utc(run.lease.deadline)}`]]),
  ];
}

/** Of the growth and after; what was read in preflight is no peak of the run. */
function peakWords(run) {
  const from = Date.parse(run.growingAt ?? run.startedAt);
  const peak = run.readings
    .filter(({ at }) => Date.parse(at) >= from)
    .reduce((one, other) => (one === null || other.usedBytes > one.usedBytes ? other : one), null);
  return peak === null ? unknown : `${memory(peak.usedBytes, run)} at ${offset(run, peak.at)}`;
}

function forecastWords(forecast) {
  if (forecast === null) return 'none';
  const clock = (iso) => iso.slice(11, 16);
  return `kill at ${clock(forecast.earliestKillAt)}–${clock(forecast.latestKillAt)} UTC`;
}

function killWords(run) {
  if (run.kills.length === 0) return 'none';
  return run.kills
    .map(({ at, reason, exitCode, afterTrip }) => {
      const when = afterTrip ? ', after the trip' : '';
      return `${offset(run, at)} ${reason}, exit ${exitCode}${when}`;
    })
    .join(' · ');
}

function breakerWords({ state, thresholdPercent, reason, trippedAt }) {
  if (state === 'off') return 'off';
  if (state === 'tripped')
    return `tripped: ${reason ?? unknown}${trippedAt === null ? '' : `, ${utc(trippedAt)}`}`;
  return `armed at ${thresholdPercent}${noBreak}%`;
}

/** The report as it was said in the run's thread; null: not yet. Lines without code marks. */
export function reportLines(messages, thread) {
  const report = messages.findLast((message) => message.kind === 'report' && message.thread === thread);
  return report === undefined ? null : report.lines.map((line) => line.replaceAll('`', ''));
}
