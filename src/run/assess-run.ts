/** What the safety core finds in a growing run, of its present process alone: no forecast joins two (rule 19). */
import type { Reading } from '../ports.ts';
import { type Assessment, assess, type Seen } from '../safety/assess.ts';
import { ordersPerSecond } from '../safety/burst-risk.ts';
import { startedCold } from '../safety/service-memory.ts';
import type { Draft } from './draft.ts';
import type { Moment } from './observation.ts';
import type { Forecast } from './run.ts';

/** When there are more, every second one of the older half goes: the report grades an even choice of all. */
const forecastsKept = 96;

/** @param latest a reading that is new */
export function assessReading(draft: Draft, latest: Reading, moment: Moment): void {
  // The threshold is judged before the growth, too.
  draft.eyes.pageCache = startedCold(seriesOf(draft, latest), draft.limitBytes);
  if (draft.state !== 'growing') return;
  const found = assess(seenOf(draft, latest, moment));
  draft.regime = found.regime;
  draft.evidence = found.evidence;
  draft.levelPercent = found.levelPercent;
  draft.roseAlready ||= found.regime === 'ramp' || found.regime === 'step';
  // What is held after a step is not the level before it (rule 23).
  if (found.heldPercent !== null && !draft.roseAlready) {
    draft.heldPercent = Math.max(draft.heldPercent, found.heldPercent);
  }
  if (found.killChance !== null) draft.killChance = found.killChance;
  seeSigns(draft, found, moment);
  draft.forecast = found.forecast;
  if (draft.forecast === null || draft.kills.length > 0) return;
  draft.forecastSaid = draft.forecast;
  draft.forecasts = kept([...draft.forecasts, draft.forecast]);
}

/** Between two readings: orders may have stopped. */
export function assessOrders(draft: Draft, moment: Moment): void {
  const latest = draft.readings.at(-1);
  if (draft.state !== 'growing' || latest === undefined) return;
  const found = assess(seenOf(draft, latest, moment));
  const isNews = found.signs.some(({ reason }) => draft.signs.every((sign) => sign.reason !== reason));
  if (isNews && found.killChance !== null) draft.killChance = found.killChance;
  seeSigns(draft, found, moment);
}

function seeSigns(draft: Draft, found: Assessment, moment: Moment): void {
  draft.eyes.signsNow = found.signs;
  for (const { reason, why } of found.signs) {
    if (draft.signs.some((sign) => sign.reason === reason)) continue;
    draft.signs.push({ reason, at: moment.at, why });
  }
}

function kept(forecasts: Forecast[]): Forecast[] {
  if (forecasts.length <= forecastsKept) return forecasts;
  const half = forecastsKept / 2;
  return forecasts.filter((_forecast, i) => i >= half || i % 2 === 0);
}

function seriesOf(draft: Draft, latest: Reading): Reading[] {
  return draft.readings.filter(
    (reading) => reading.pod === latest.pod && reading.restarts === latest.restarts,
  );
}

function seenOf(draft: Draft, latest: Reading, moment: Moment): Seen {
  const { load, flag, eyes } = draft;
  return {
    readings: seriesOf(draft, latest),
    orderCounts: eyes.orders.counts,
    limitBytes: draft.limitBytes,
    gomemlimitBytes: draft.gomemlimitBytes,
    processStartedAt: draft.pods.find((pod) => pod.name === latest.pod)?.startedAt ?? draft.processStartedAt,
    flag: {
      value: flag.value,
      highestValue: flag.sent.reduce((most, sent) => Math.max(most, sent.value), flag.value),
      servedSince: draft.growingAt,
    },
    // A recording that is replayed may not say how many users there were: 0.
    expectedOrdersPerSecond: load.kind === 'none' || draft.users === 0 ? null : ordersPerSecond(draft.users),
    loadOnSince: eyes.orders.steadySince,
    thresholdPercent: draft.breaker.state === 'off' ? null : draft.breaker.thresholdPercent,
    cadenceMs: draft.cadenceMs,
    oldestAgeMs: draft.oldestAgeMs,
    now: moment.at,
  };
}
