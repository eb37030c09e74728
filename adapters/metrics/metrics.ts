/**
 * What an operator's Prometheus sees of the bot itself, at `GET /metrics`. Runs are counted from the start of this
 * process; gauges are of the runs that it plays, and have no sample where something is unknown. Times are of the bot's
 * clock, which on the embedded sandbox is the sandbox's.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { troubleOf } from '../../src/chat-failure.ts';
import type { Chat, Clock } from '../../src/ports.ts';
import { type Run, tripReasons } from '../../src/run/run.ts';
import type { Routes } from '../http/server.ts';
import { type Counted, countedOf, happenedSince, nothingCounted } from './happened.ts';
import { type LiveFigures, liveFigures } from './live-figures.ts';
import { breakerStates, outcomes, recoveries, runStates } from './words.ts';

interface Metrics {
  routes: Routes;
  /** What earlier processes played: what had happened in it is not counted again. */
  playedBefore(runs: readonly Run[]): void;
  runChanged(run: Run): void;
  /** The same chat, timed. */
  measuredChat(chat: Chat): Chat;
  /** The same clock; how late its sleepers wake is the tick lag. */
  measuredClock(clock: Clock): Clock;
  /** For tests and the reference: name, type and help of everything. */
  registry: Registry;
}

/** Seconds. */
const reactionBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];
const chatBuckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];
const lagBuckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

export function createMetrics({ version }: { version: string }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const live = new Map<Run['id'], Run>();
  const counted = new Map<Run['id'], Counted>();
  let now: () => { at: number; mono: number } = () => ({ at: 0, mono: 0 });

  new Gauge({
    name: 'leakops_build_info',
    help: 'Always 1, with the version',
    labelNames: ['version'],
    registers,
  })
    .labels(version)
    .set(1);

  /** A gauge of all live runs, made anew at each scrape. */
  const ofLiveRuns = (name: string, help: string, figure: (figures: LiveFigures) => number | null) =>
    new Gauge({
      name,
      help,
      labelNames: ['run'],
      registers,
      collect() {
        this.reset();
        for (const run of live.values()) {
          const value = figure(liveFigures(run, now()));
          if (value !== null) this.labels(run.id).set(value);
        }
      },
    });
  ofLiveRuns(
    'leakops_memory_used_ratio',
    'Memory of the target by its limit, 0–1',
    (of) => of.memoryUsedRatio,
  );
  ofLiveRuns('leakops_memory_used_bytes', 'Memory of the target', (of) => of.memoryUsedBytes);
  ofLiveRuns('leakops_memory_limit_bytes', 'Memory limit of the target', (of) => of.memoryLimitBytes);
  ofLiveRuns('leakops_reading_age_seconds', 'Age of the newest reading', (of) => of.readingAgeSeconds);
  ofLiveRuns(
    'leakops_lease_left_seconds',
    "Until flagd serves off by itself, by flagd's own clock once it is known; below 0 it has passed",
    (of) => of.leaseLeftSeconds,
  );
  ofLiveRuns('leakops_kill_chance_ratio', 'Chance of a kill within ten minutes, 0–1', (of) => of.killChance);
  ofLiveRuns(
    'leakops_flag_off_pending_seconds',
    'Since the flag had to go off while it is not seen off; else 0',
    (of) => of.flagOffPendingSeconds,
  );

  /** 1 for the word that holds of a live run, 0 for the others. */
  const wordOfLiveRuns = (
    name: string,
    help: string,
    words: readonly string[],
    wordOf: (run: Run) => string,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: ['run', 'state'],
      registers,
      collect() {
        this.reset();
        for (const run of live.values()) {
          for (const word of words) this.labels(run.id, word).set(wordOf(run) === word ? 1 : 0);
        }
      },
    });
  wordOfLiveRuns('leakops_run_state', 'State of each live run', runStates, ({ state }) => state);
  wordOfLiveRuns(
    'leakops_breaker_state',
    'State of its breaker',
    breakerStates,
    ({ breaker }) => breaker.state,
  );

  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const trips = counter('leakops_breaker_trips_total', 'Trips by reason', ['reason']);
  const runs = counter('leakops_runs_total', 'Ended runs by outcome', ['outcome']);
  const recovered = counter('leakops_recoveries_total', 'Ended runs by recovery', ['recovery']);
  const kills = counter('leakops_kills_total', 'Out-of-memory kills during runs', ['after_trip']);
  const chatFailures = counter('leakops_chat_failures_total', 'What chat did not take, by what it means', [
    'chat',
    'trouble',
  ]);
  for (const reason of tripReasons) trips.labels(reason).inc(0);
  for (const outcome of outcomes) runs.labels(outcome).inc(0);
  for (const recovery of recoveries) recovered.labels(recovery).inc(0);
  for (const afterTrip of ['true', 'false']) kills.labels(afterTrip).inc(0);

  const reaction = new Histogram({
    name: 'leakops_flag_off_seconds',
    help: 'From the decision that the flag must go off to the answer that shows it off',
    buckets: reactionBuckets,
    registers,
  });
  const tickLag = new Histogram({
    name: 'leakops_tick_lag_seconds',
    help: 'How late the loops of a run wake',
    buckets: lagBuckets,
    registers,
  });
  const chatSeconds = new Histogram({
    name: 'leakops_chat_request_seconds',
    help: 'Posts and edits until chat has answered',
    labelNames: ['chat', 'operation'],
    buckets: chatBuckets,
    registers,
  });

  function count(run: Run): void {
    const { trip, flagOffMs, kills: killed, end } = happenedSince(counted.get(run.id) ?? nothingCounted, run);
    counted.set(run.id, countedOf(run));
    if (trip !== null) trips.labels(trip).inc();
    if (flagOffMs !== null) reaction.observe(flagOffMs / 1_000);
    for (const { afterTrip } of killed) kills.labels(String(afterTrip)).inc();
    if (end === null) return;
    runs.labels(end.outcome).inc();
    recovered.labels(end.recovery).inc();
  }

  return {
    registry,
    routes: (app) => {
      app.get('/metrics', async (_request, reply) =>
        reply
          .header('cache-control', 'no-store')
          .type(registry.contentType)
          .send(await registry.metrics()),
      );
    },
    playedBefore(found) {
      for (const run of found) counted.set(run.id, countedOf(run));
    },
    runChanged(run) {
      count(run);
      if (run.state === 'ended') live.delete(run.id);
      else live.set(run.id, run);
    },
    measuredChat(chat) {
      const timed = async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
        const end = chatSeconds.startTimer({ chat: chat.name, operation });
        try {
          return await work();
        } catch (error) {
          chatFailures.labels(chat.name, troubleOf(error)).inc();
          throw error;
        } finally {
          end();
        }
      };
      return {
        name: chat.name,
        clock: chat.clock,
        get home() {
          return chat.home;
        },
        post: (...all) => timed('post', () => chat.post(...all)),
        edit: (...all) => timed('edit', () => chat.edit(...all)),
        elsewhere: (...all) => chat.elsewhere(...all),
      };
    },
    measuredClock(clock) {
      now = () => ({ at: clock.now(), mono: clock.monotonic() });
      return {
        now: () => clock.now(),
        monotonic: () => clock.monotonic(),
        turn: () => clock.turn(),
        async sleep(ms, signal) {
          const dueMono = clock.monotonic() + ms;
          await clock.sleep(ms, signal);
          // One that was called away did not wake late.
          if (!signal?.aborted) tickLag.observe(Math.max(0, clock.monotonic() - dueMono) / 1_000);
        },
      };
    },
  };
}
