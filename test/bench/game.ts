/**
 * A game that can be played many times in a row: the real runner, SQLite store, web chat and adapters in this
 * process, against a stand-alone sandbox in another, on the real clock. Each trip is a run of its own, from arming to
 * undo; only preflight is done once, and the watch after a run is not sat out.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { webChat } from '../../adapters/chat/web/web-chat.ts';
import { systemClock } from '../../adapters/clock/system.ts';
import { flagdUiFlags } from '../../adapters/flags/flagd-ui.ts';
import { locustLoad } from '../../adapters/load/locust.ts';
import { openStore } from '../../adapters/store/sqlite/open.ts';
import { kubernetesBroker } from '../../adapters/workload/kubernetes/kubernetes-broker.ts';
import { kubernetesWorkload } from '../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { sameJson } from '../../src/flag/equal.ts';
import type { Flags, Reading } from '../../src/ports.ts';
import { createRun } from '../../src/run/create-run.ts';
import type { StartRequest } from '../../src/run/desk.ts';
import { type Prepared, preflight } from '../../src/run/preflight.ts';
import type { Run } from '../../src/run/run.ts';
import { createRunner, type World } from '../../src/run/runner.ts';
import { startAloneSandbox, type Watch } from './alone-sandbox.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** One trip, in ms. */
export interface Trip {
  /** The reading over the threshold could be read → trip decided. Bounded by the poll. */
  readableToDecided: number;
  /** → flagd-ui gives back what was written. */
  decidedToWritten: number;
  /** → OFREP was seen to serve off. */
  decidedToSeenOff: number;
  readableToSeenOff: number;
}

export interface Game {
  /** `phase`: at which part of a poll the run begins, 0–1. Rejects when the run does not trip on its threshold. */
  trip(phase: number): Promise<Trip>;
  close(): Promise<void>;
}

const flagKey = 'kafkaQueueProblems';
const leaseMs = 90_000;
/** Growth of about 2 points of the limit a second: a few seconds to the threshold, many to the kill. */
const leakSpeed = 30;
const readingsAgeMs = 200;
/** No multiple of the second at which flagd polls, nor of the poll: all phases come to be measured. */
const readingsEveryMs = 1370;
/** Memory is sampled at whole seconds: a reading that appears is up to a second older than its age says. */
const sampleStepMs = 1000;
/** The threshold of each run stands this much above where memory is, so that nothing need drain before the next. */
const aboveMemoryPoints = 1.5;
const lowestThresholdPercent = 50;
const highestThresholdPercent = 85;
/** Of two samples of a memory that rests. */
const noiseBytes = 60_000;
const lookedForReadings = 4;
const patienceMs = 60_000;

export async function openGame({ watch, pollMs }: { watch: Watch; pollMs: number }): Promise<Game> {
  const sandbox = await startAloneSandbox([
    ...['--watch', watch, '--leak-speed', String(leakSpeed)],
    ...['--readings-every', `${readingsEveryMs}ms`, '--readings-age', `${readingsAgeMs}ms`],
  ]);
  const folder = temporaryFolder();
  const database = openStore(join(folder.path, 'bench.db'));
  const { store, messages } = database;
  const { urls } = sandbox;
  const clock = systemClock();
  const marks = { asked: 0, askedAt: 0, written: 0, served: 0 };

  const flags = flagdUiFlags({ ...urls, clock });
  let deciding = () => false;
  /** The same Flags, with the instants noted. The runner asks for an off in the very step that decided it. */
  const noted: Flags = {
    ...flags,
    async served(key, signal) {
      const served = await flags.served(key, signal);
      marks.served = performance.now();
      return served;
    },
    async change(key, change, signal) {
      const isOff = marks.asked === 0 && deciding();
      if (isOff) [marks.asked, marks.askedAt] = [performance.now(), Date.now()];
      const answer = await flags.change(key, change, signal);
      if (isOff) marks.written = performance.now();
      return answer;
    },
  };
  const load = locustLoad({ url: urls.locustUrl, clock });
  const brokerNamed = (name: string) =>
    kubernetesBroker({ kubeconfig: urls.kubeconfig, namespace: 'otel-demo', name, clock });
  const world: World = {
    flags: noted,
    workload: kubernetesWorkload({
      kubeconfig: urls.kubeconfig,
      namespace: 'otel-demo',
      workload: 'checkout',
      container: 'checkout',
      readings: 'auto',
      clock,
    }),
    loads: { choose: async () => load, of: () => load },
    brokers: { allowed: null, of: brokerNamed },
  };
  const chat = webChat({
    messages,
    clock,
    onHeard: () => {},
    onPressed: () => {},
    realNow: Date.now,
    runs: (newest) => store.runs(newest),
    verbs: [],
  });

  const owner = { id: 'bench', name: 'bench' };
  const settings = {
    flagKey,
    bot: store.botId(),
    leaseMs,
    blindAfterMs: leaseMs,
    pollMs,
    progressMs: 180_000,
    maxDurationMs: 3_600_000,
    spawnRate: 100,
    restartPolicy: 'never' as const,
    targetTitle: world.workload.title,
  };
  const request = (thresholdPercent: number): StartRequest => ({
    chat: 'web',
    channel: 'bench',
    owner,
    command: 'start gradual 300 25',
    scenario: 'gradual',
    flagValue: 300,
    users: 25,
    spawnRate: null,
    durationMs: 1_800_000,
    breaker: { thresholdPercent, state: 'armed' },
    predict: 'off',
    brokerDown: false,
    dry: false,
  });

  async function close(): Promise<void> {
    await sandbox.child.stop();
    database.close();
    folder.remove();
  }

  async function newestReading(): Promise<Reading | null> {
    return (await world.workload.sight()).readings[0] ?? null;
  }

  /**
   * The instant at which one reading could first be read; the others follow and precede it at intervals. Each reading
   * that appears between two looks gives bounds; together they are narrow.
   */
  async function firstReadableAt(): Promise<number> {
    let [lowest, highest] = [0, Number.POSITIVE_INFINITY];
    let last: Reading | null = null;
    let origin: number | null = null;
    for (
      let seen = 0, sentAt = Date.now(), earlierSentAt = sentAt;
      seen < lookedForReadings;
      earlierSentAt = sentAt
    ) {
      sentAt = Date.now();
      const reading = await newestReading();
      const answeredAt = Date.now();
      if (reading === null || reading.at === last?.at) continue;
      if (last !== null) {
        origin ??= answeredAt;
        const laterMs = Math.round((answeredAt - origin) / readingsEveryMs) * readingsEveryMs;
        lowest = Math.max(lowest, earlierSentAt - laterMs);
        highest = Math.min(highest, answeredAt - laterMs);
        seen += 1;
      }
      last = reading;
    }
    return (lowest + highest) / 2;
  }

  async function prepare(): Promise<Prepared> {
    const parts = {
      ...settings,
      world,
      clock,
      liveRun: () => null,
      clearResidue: async () => {},
      clearBroker: async () => {},
    };
    const result = await preflight(parts, request(80), AbortSignal.timeout(patienceMs), () => {});
    if (result.kind === 'passed') return result.prepared;
    throw new Error(`preflight: ${result.findings.map((finding) => finding.text).join('; ')}`);
  }

  /** Where memory is, as soon as it has stopped growing and leaves room for a threshold above it. */
  async function restingReading(limitBytes: number): Promise<{ reading: Reading; thresholdPercent: number }> {
    let last: Reading | null = null;
    for (const endMs = performance.now() + patienceMs; performance.now() < endMs; await pause(50)) {
      const reading = await newestReading();
      if (reading === null || reading.at === last?.at) continue;
      const percent = (reading.usedBytes / limitBytes) * 100 + aboveMemoryPoints;
      const resting = last !== null && reading.usedBytes < last.usedBytes + noiseBytes;
      last = reading;
      if (resting && percent <= highestThresholdPercent) {
        return { reading, thresholdPercent: Math.max(lowestThresholdPercent, percent) };
      }
    }
    throw new Error('memory did not come to rest between two trips');
  }

  try {
    const prepared = await prepare();
    const readableOnceAt = await firstReadableAt();
    const readableAt = (readingAt: number) => {
      const middleAt = readingAt + readingsAgeMs + sampleStepMs / 2;
      return readableOnceAt + Math.round((middleAt - readableOnceAt) / readingsEveryMs) * readingsEveryMs;
    };

    return {
      close,
      async trip(phase) {
        const { reading, thresholdPercent } = await restingReading(prepared.limitBytes);
        if (!sameJson(await flags.read(flagKey), prepared.earlier))
          throw new Error('the flag is not as before');
        await pause(phase * pollMs);
        Object.assign(marks, { asked: 0, askedAt: 0, written: 0, served: 0 });
        let seenOff = 0;
        const undone = Promise.withResolvers<void>();
        const late = setTimeout(() => undone.reject(new Error('the run did not trip in time')), patienceMs);
        const runner = createRunner(
          store.createRun((id) =>
            createRun(
              id,
              request(thresholdPercent),
              { target: 'kubernetes', flagKey, flagSource: urls.flagdUiUrl, ...worldOf(urls, prepared) },
              { ...prepared, readings: [prepared.readings[0], reading] },
              settings,
              clock.now(),
              clock.monotonic(),
            ),
          ),
          {
            world,
            store,
            chats: [chat.chat],
            clock,
            publicUrl: null,
            log: { error: () => {}, warn: () => {}, info: () => {} },
            onChange(run) {
              // Told in the step that took OFREP's answer in: the last answer is the one that showed it off.
              if (run.flag.seenOffAt !== null && seenOff === 0) seenOff = marks.served;
              if (isUndone(run) && marks.written > 0) undone.resolve();
            },
          },
        );
        deciding = () => runner.run().decision !== null;
        const playing = runner.play();
        try {
          await undone.promise;
        } finally {
          clearTimeout(late);
          runner.close();
          await playing;
        }
        const { breaker, growingAt } = runner.run();
        if (breaker.reason !== 'threshold' || breaker.readingAt === null || growingAt === null) {
          throw new Error(`ended by ${breaker.reason ?? 'something else'}, not by growth over the threshold`);
        }
        // Known to a few ms: a reading must not seem to be readable after it was read.
        const readableToDecided = Math.max(0, marks.askedAt - readableAt(breaker.readingAt));
        const decidedToSeenOff = seenOff - marks.asked;
        return {
          readableToDecided,
          decidedToWritten: marks.written - marks.asked,
          decidedToSeenOff,
          readableToSeenOff: readableToDecided + decidedToSeenOff,
        };
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function worldOf({ ofrepUrl }: { ofrepUrl: string }, { clusterId }: Prepared) {
  return { ofrepUrl, namespace: 'otel-demo', workload: 'checkout', clusterId };
}

function isUndone({ flag, load }: Run): boolean {
  return (flag.undo === 'sent' || flag.undo === 'seen') && (load.undo === 'sent' || load.undo === 'done');
}
