/**
 * A recorded run through what a live one goes through: the preflight's judgement, then reading by reading and order by
 * order regime, forecast, chance of a kill and breaker, by the very functions of src/run/. Pure.
 */
import type { Pod, Reading } from '../ports.ts';
import type { Draft } from '../run/draft.ts';
import type { Moment } from '../run/observation.ts';
import type { BreakerState, Predict, Regime, TripReason } from '../run/run.ts';
import { seeLoad } from '../run/see-load.ts';
import { consultBreaker, seeReadings } from '../run/see-readings.ts';
import { type Foreseen, foreseen } from './foreseen.ts';
import { recordedRun } from './recorded-run.ts';
import { type OrdersSeen, type Sample, type Shown, type Source, shownOf } from './source.ts';
import type { Trace } from './trace.ts';

export interface ReplayOptions {
  source: Source;
  thresholdPercent: number;
  /** Each is a breaker of its own that looks at the same run. */
  predicts: readonly Predict[];
}

/** One a reading, as what was known when it was seen; all in seconds of the recording. */
interface ReplayedReading {
  seconds: number;
  usedBytes: number;
  regime: Regime;
  /** Null before the flag is on, and where it is unknown. */
  killChance: number | null;
  forecast: {
    breakerAt: number | null;
    killAt: number;
    earliestKillAt: number;
    latestKillAt: number;
  } | null;
}

interface ReplayedTrip {
  /** The second at which it was decided. */
  at: number;
  reason: TripReason;
  why: string;
  /** The second of the reading that it was decided by; null: before any. */
  readingSecond: number | null;
}

export interface Replay {
  preflight: Foreseen;
  readings: ReplayedReading[];
  /** One a breaker, in the order of `predicts`; null: it never tripped. */
  trips: (ReplayedTrip | null)[];
  /** The first rows of new processes. */
  restartSeconds: number[];
  /** As it stood when all was seen: for a picture. */
  run: Draft;
}

const instant = (second: number) => Math.round(second * 1000);
const secondOf = (at: number) => at / 1000;

export function replay(trace: Trace, options: ReplayOptions): Replay {
  const shown = shownOf(trace, options.source);
  const onSecond = trace.flagOnAt ?? shown.processes[0]!.startedSecond;
  const before = shown.samples.filter((sample) => sample.seenSecond < onSecond);
  const preflight = foreseen(trace, options, before.map(readingOf), processAt(shown, onSecond).startedSecond);
  const [predict = 'off'] = options.predicts;
  const begin = (at: number, readings: Reading[], killChance: number | null) =>
    recordedRun({
      trace,
      countsOrders: shown.orders.length > 0,
      thresholdPercent: options.thresholdPercent,
      predict,
      killChance,
      cadenceMs: preflight.cadenceMs,
      oldestAgeMs: preflight.oldestAgeMs,
      readings,
      processStartedAt: instant(processAt(shown, at / 1000).startedSecond),
      at,
    });
  const looking = begin(instant(shown.processes[0]!.startedSecond), [], null);
  for (const { completed, seenSecond } of shown.orders) {
    if (seenSecond < onSecond) seeOrders(looking, completed, momentAt(seenSecond));
  }
  const readings: ReplayedReading[] = before.map((sample) => {
    see(looking, shown, sample, sample.seenSecond);
    return { ...replayed(looking, sample), killChance: null };
  });

  const run = begin(instant(onSecond), before.map(readingOf), preflight.killChance);
  run.growingAt = instant(onSecond);
  // The recorded load ran before the flag went on, and nobody changed it: its rate is measured already.
  run.eyes.orders = looking.eyes.orders;
  const breakers = options.predicts.map((one) => ({
    state: { ...run.breaker, predict: one } satisfies BreakerState,
    trip: null as ReplayedTrip | null,
  }));
  const samples = shown.samples.slice(before.length);
  const orders = shown.orders.filter((look) => look.seenSecond >= onSecond);
  let nextOrders = 0;
  let nextSample = 0;
  let latest = before.at(-1) ?? null;
  // No live run begins before a reading is seen: then nobody waits for the first one.
  const from = latest === null ? (samples[0]?.seenSecond ?? Number.POSITIVE_INFINITY) : onSecond;
  const last = Math.max(trace.rows.at(-1)!.second, samples.at(-1)?.seenSecond ?? Number.NEGATIVE_INFINITY);
  for (const second of secondsOf(from, last, samples, orders)) {
    const moment = momentAt(second);
    for (; (orders[nextOrders]?.seenSecond ?? Number.POSITIVE_INFINITY) <= second; nextOrders++) {
      const { completed, seenSecond } = orders[nextOrders]!;
      seeOrders(run, completed, momentAt(seenSecond));
    }
    const isNew = (samples[nextSample]?.seenSecond ?? Number.POSITIVE_INFINITY) <= second;
    if (isNew) latest = samples[nextSample++]!;
    see(run, shown, latest, second);
    for (const one of breakers) one.trip ??= consulted(run, one.state, moment, isNew);
    if (isNew && latest !== null) readings.push(replayed(run, latest));
  }
  return {
    preflight,
    readings,
    trips: breakers.map(({ trip }) => trip),
    restartSeconds: shown.processes.slice(1).map(({ seenSecond }) => seenSecond),
    run,
  };
}

/** Every second to the end, and those at which something is seen between two. */
function secondsOf(
  from: number,
  last: number,
  samples: readonly Sample[],
  orders: readonly OrdersSeen[],
): number[] {
  const seconds = new Set([...samples, ...orders].map(({ seenSecond }) => seenSecond));
  for (let second = Math.ceil(from); second <= last; second++) seconds.add(second);
  return [...seconds].filter((second) => second >= from && second <= last).sort((a, b) => a - b);
}

function processAt(shown: Shown, second: number) {
  return shown.processes.findLast(({ seenSecond }) => seenSecond <= second) ?? shown.processes[0]!;
}

function momentAt(second: number): Moment {
  return {
    at: instant(second),
    mono: instant(second),
    flagdSeconds: null,
    inFlight: { flag: null, load: false, broker: false, restart: false },
    publicUrl: null,
  };
}

function readingOf(sample: Sample): Reading {
  return {
    at: instant(sample.second),
    seenAt: instant(sample.seenSecond),
    usedBytes: sample.usedBytes,
    rssBytes: sample.rssBytes,
    peakBytes: sample.peakBytes,
    goroutines: sample.goroutines,
    orders: null,
    restarts: sample.restarts,
    pod: 'checkout',
  };
}

/** What one look at the target shows: the pod as it is now, and the newest reading, however often it was seen. */
function see(run: Draft, shown: Shown, sample: Sample | null, second: number): void {
  const { restarts, startedSecond } = processAt(shown, second);
  const pod: Pod = {
    name: 'checkout',
    uid: 'checkout',
    ready: true,
    startedAt: instant(startedSecond),
    restarts,
    waiting: null,
    lastTermination: null,
    limitBytes: run.limitBytes,
    gomemlimitBytes: run.gomemlimitBytes,
  };
  const readings = sample === null ? [] : [readingOf(sample)];
  const value = { pods: [pod], readings, readingsWhy: sample === null ? 'no reading yet' : null };
  seeReadings(run, { kind: 'ok', value }, momentAt(second));
}

function seeOrders(run: Draft, completed: number, moment: Moment): void {
  const value = {
    running: true,
    spawning: false,
    users: run.users,
    completedOrders: completed,
    detail: null,
  };
  seeLoad(run, { kind: 'ok', value }, moment);
}

/** What this breaker says now. The run goes on as if nobody had acted on it. */
function consulted(run: Draft, breaker: BreakerState, moment: Moment, isNew: boolean): ReplayedTrip | null {
  const { breaker: own, forecast } = run;
  const events = run.events.length;
  run.breaker = { ...breaker };
  consultBreaker(run, moment, isNew);
  const { decision } = run;
  run.breaker = own;
  if (decision === null) return null;
  run.decision = null;
  run.state = 'growing';
  run.forecast = forecast;
  run.events.length = events;
  if (decision.kind !== 'trip') return null;
  const { reason, why, reading } = decision;
  return {
    at: secondOf(decision.at),
    reason,
    why,
    readingSecond: reading === null ? null : secondOf(reading.at),
  };
}

function replayed(run: Draft, sample: Sample): ReplayedReading {
  const { forecast, regime, killChance } = run;
  return {
    seconds: sample.second,
    usedBytes: sample.usedBytes,
    regime,
    killChance,
    forecast:
      forecast === null
        ? null
        : {
            breakerAt: forecast.breakerAt === null ? null : secondOf(forecast.breakerAt),
            killAt: secondOf(forecast.killAt),
            earliestKillAt: secondOf(forecast.earliestKillAt),
            latestKillAt: secondOf(forecast.latestKillAt),
          },
  };
}
