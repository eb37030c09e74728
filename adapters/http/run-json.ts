/** A run as the HTTP interface shows it: instants in ISO 8601, unknown null, only the fields that it names. */
import { liveLeaseEndsAt } from '../../src/run/lease-end.ts';
import type { Run } from '../../src/run/run.ts';

const iso = (atMs: number) => new Date(atMs).toISOString();
const isoOrNull = (atMs: number | null) => (atMs === null ? null : iso(atMs));

/** `readings`: those to show, since lists have none and events only the last. */
export function runJson(run: Run, readings: Run['readings']) {
  const { forecast, breaker, flag } = run;
  const ended = run.state === 'ended' ? run : null;
  return {
    id: run.id,
    chat: run.chat,
    channel: run.channel,
    thread: run.thread,
    owner: run.owner.name,
    scenario: run.scenario,
    target: run.target,
    flagValue: flag.value,
    users: run.users,
    state: run.state,
    outcome: ended?.outcome ?? null,
    recovery: run.recovery,
    startedAt: iso(run.startedAt),
    growingAt: isoOrNull(run.growingAt),
    endsAt: iso(run.endsAt),
    endedAt: isoOrNull(ended?.endedAt ?? null),
    baselineBytes: run.baselineBytes,
    limitBytes: run.limitBytes,
    gomemlimitBytes: run.gomemlimitBytes,
    regime: run.regime,
    killChance: run.killChance,
    readings: readings.map((reading) => ({
      at: iso(reading.at),
      seenAt: iso(reading.seenAt),
      usedBytes: reading.usedBytes,
      rssBytes: reading.rssBytes,
      peakBytes: reading.peakBytes,
      goroutines: reading.goroutines,
      orders: reading.orders,
      restarts: reading.restarts,
      pod: reading.pod,
    })),
    forecast:
      forecast === null
        ? null
        : {
            at: iso(forecast.at),
            breakerAt: isoOrNull(forecast.breakerAt),
            killAt: iso(forecast.killAt),
            earliestKillAt: iso(forecast.earliestKillAt),
            latestKillAt: iso(forecast.latestKillAt),
          },
    breaker: {
      thresholdPercent: breaker.thresholdPercent,
      predict: breaker.predict,
      state: breaker.state,
      reason: breaker.reason,
      trippedAt: isoOrNull(breaker.trippedAt),
      readingAt: isoOrNull(breaker.readingAt),
      flagOffSeenAt: isoOrNull(flag.seenOffAt),
    },
    lease: ended === null ? lease(run) : null,
    load: { usersBefore: run.load.before?.users ?? null, spawnRate: run.load.spawnRate },
    kills: run.kills.map((kill) => ({
      at: iso(kill.at),
      exitCode: kill.exitCode,
      reason: kill.reason,
      afterTrip: kill.afterTrip,
    })),
    events: run.events.map((event) => ({
      at: iso(event.at),
      kind: event.kind,
      by: event.by,
      text: event.text,
    })),
  };
}

function lease(run: Run): { deadline: string } | null {
  const endsAt = liveLeaseEndsAt(run);
  return endsAt === null ? null : { deadline: iso(endsAt) };
}
