/** What is so of a run, in words: name and value, in order. Pure: no document here. */
import { memory, noBreak, offset, peakOf, percent, unknown, utc } from './run-words.js';

const clock = (iso) => iso.slice(11, 16);

export function factsOf(run) {
  const isOver = run.state === 'ended';
  const last = run.readings.at(-1);
  const peak = peakOf(run);
  return [
    [
      'Last reading',
      last === undefined ? unknown : `${memory(last.usedBytes, run)} at ${offset(run, last.at)}`,
    ],
    ['Peak', peak === null ? unknown : `${memory(peak.usedBytes, run)} at ${offset(run, peak.at)}`],
    ...(run.state === 'growing' ? [['Forecast', forecastWords(run)]] : []),
    ['Breaker', breakerWords(run)],
    ['Flag seen off', seenOffWords(run)],
    ['Kills', killWords(run)],
    ...(isOver ? [] : [['Lease', run.lease === null ? 'none' : `to ${utc(run.lease.deadline)}`]]),
    ['GOMEMLIMIT', run.gomemlimitBytes === null ? unknown : memory(run.gomemlimitBytes, run)],
    ['Scenario', `${run.scenario}, flag ${flagValues(run)}, ${run.users} users`],
    ['Started', `${utc(run.startedAt)} by ${run.owner}`],
    isOver ? ['Ended', utc(run.endedAt)] : ['Ends', `${utc(run.endsAt)} at the latest`],
  ];
}

function forecastWords({ forecast, regime }) {
  if (forecast === null) return regime === null ? 'none yet' : `none: ${regime}`;
  const breaker = forecast.breakerAt === null ? '' : `breaker at ${clock(forecast.breakerAt)}, `;
  return `${breaker}kill at ${clock(forecast.earliestKillAt)}–${clock(forecast.latestKillAt)} UTC`;
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

function breakerWords(run) {
  const { state, thresholdPercent, reason, trippedAt } = run.breaker;
  if (state === 'off') return 'off';
  if (state === 'tripped')
    return `tripped: ${reason ?? unknown}${trippedAt === null ? '' : `, ${offset(run, trippedAt)}`}`;
  return `armed at ${thresholdPercent}${noBreak}%`;
}

function seenOffWords(run) {
  const { flagOffSeenAt } = run.breaker;
  return flagOffSeenAt === null ? 'not seen' : offset(run, flagOffSeenAt);
}

const mostRows = 240;

/** Readings as rows of a table; of more than fit, of each stretch of equal count the highest. */
export function tableOf(run) {
  const perRow = Math.max(1, Math.ceil(run.readings.length / mostRows));
  const rows = [];
  for (let from = 0; from < run.readings.length; from += perRow) {
    const highest = run.readings
      .slice(from, from + perRow)
      .reduce((one, other) => (other.usedBytes > one.usedBytes ? other : one));
    rows.push([
      offset(run, highest.at),
      percent(highest.usedBytes, run),
      (highest.usedBytes / 1_048_576).toFixed(1),
      highest.peakBytes === null ? unknown : percent(highest.peakBytes, run),
      highest.orders === null ? unknown : `${highest.orders}`,
      `${highest.restarts ?? unknown}`,
    ]);
  }
  return {
    columns: ['Since growth', 'Of the limit', 'MiB', 'Peak', 'Orders', 'Restarts'],
    rows,
    note:
      perRow === 1
        ? `All ${run.readings.length} readings.`
        : `${rows.length} rows of ${run.readings.length} readings: of each ${perRow} the highest. All are in the CSV.`,
  };
}

/** `300`, or `300 → 5` where it was changed: the first is what made it leak. */
function flagValues(run) {
  const changes = run.events
    .filter(({ kind }) => kind === 'flag')
    .map(({ text }) => / → (\d+)$/.exec(text)?.[1]);
  const values = changes.filter((value) => value !== undefined);
  return values.length === 0 ? `${run.flagValue}` : values.join(' → ');
}
