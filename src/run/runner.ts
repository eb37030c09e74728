/**
 * Plays one run: observes, lets `decide` decide, performs the effects. The only place that changes the world. Each
 * answer is told to `decide` as it comes; nothing here waits for chat, for the load or for a slow source.
 */
import { wordsOf } from '../failure.ts';
import { sameJson } from '../flag/equal.ts';
import type { Broker, Chat, Clock, Flags, Load, Person, Store, Workload } from '../ports.ts';
import {
  type FlagdClock,
  flagdSeconds,
  isSettled,
  sampled,
  unknownFlagdClock,
} from '../safety/flagd-clock.ts';
import { type Decided, decide } from './decide.ts';
import type { Order, OrderResult } from './desk.ts';
import { firstPeriodMs } from './first-period.ts';
import { type FlagEffect, writeFlag } from './flag-writer.ts';
import { answered, type Lane, type LaneWork, laneWork } from './lane-work.ts';
import { createLooks } from './looks.ts';
import type { Effect, Moment, Observation } from './observation.ts';
import { actsWithoutSave, raisesRisk } from './observation.ts';
import type { Run } from './run.ts';
import { createTalker } from './talker.ts';
import { targetLooks } from './target-looks.ts';

export interface World {
  flags: Flags;
  workload: Workload;
  loads: {
    /** The load generator for a new run; rejects with a Failure where there is none. */
    choose(signal?: AbortSignal): Promise<Load>;
    /** The one that a run was begun with. */
    of(kind: Load['kind']): Load;
  };
  brokers: {
    /** The one that LEAKOPS_BROKER names; null: none may be scaled. */
    allowed: Broker | null;
    /** The one that a run was begun with, whatever is allowed now: undo always is. */
    of(name: string): Broker;
  };
}

export interface Log {
  info(facts: object, words: string): void;
  warn(facts: object, words: string): void;
  error(facts: object, words: string): void;
}

export interface RunnerParts {
  world: World;
  store: Pick<Store, 'saveRun' | 'synced'>;
  /** All that are set up; the run's own may be missing: then its words wait. */
  chats: readonly Chat[];
  clock: Clock;
  publicUrl: string | null;
  log: Log;
  /** Told after every step that changed what is saved of the run. */
  onChange: (run: Run) => void;
}

export interface Runner {
  run(): Run;
  order(order: Order, by: Person): OrderResult;
  /** Ticks until the run has ended and is saved and told, or `close` is called; never rejects. */
  play(): Promise<void>;
  /** Stops playing; the run stays as it is saved and can be taken up again. */
  close(): void;
}

export function createRunner(first: Run, parts: RunnerParts): Runner {
  const { world, store, clock, log } = parts;
  const load = world.loads.of(first.load.kind);
  let run = first;
  let saved: Run | null = null;
  let flagdClock: FlagdClock = unknownFlagdClock;
  let orders: number | null = null;
  let hurrying = false;
  let hurryMs = 0;
  let flagEpoch = 0;
  /** Begun and ended work of each lane: what was read beside it may show either state. */
  const epochs: Record<Lane, number> = { load: 0, broker: 0, restart: 0 };
  let asked = 0;
  let heard = 0;
  const inFlight: Moment['inFlight'] = { flag: null, load: false, broker: false, restart: false };
  const closing = new AbortController();
  /** Nothing is watched any more. */
  const ended = new AbortController();
  /** No load is put on and no broker taken down any more once the run is decided. */
  const decidedAlready = new AbortController();

  const looks = createLooks(closing.signal);
  const target = targetLooks({
    workload: world.workload,
    clock,
    looks,
    orders: () => orders,
    tell: (observation) => step(observation),
    signal: closing.signal,
  });
  const talker = createTalker({
    run: () => run,
    chats: parts.chats,
    clock,
    publicUrl: parts.publicUrl,
    log,
    tell: (observation) => step(observation),
    // A disk that fails is told all the same.
    stored: () => store.synced().catch(() => {}),
    signal: closing.signal,
  });

  /** In one process time goes on steadily: a wall clock that is set back lengthens no run. */
  function moment(): Moment {
    const mono = clock.monotonic();
    const steady = run.eyes.anchorAt + (mono - run.eyes.anchorMono);
    return {
      at: Math.max(steady, first.startedAt),
      mono,
      flagdSeconds: isSettled(flagdClock) ? flagdSeconds(flagdClock, mono) : null,
      inFlight: { ...inFlight },
      publicUrl: parts.publicUrl,
    };
  }

  /** Safer effects act first and are saved beside; all others are saved before (design.md, the loop). */
  function step(observation: Observation): OrderResult | null {
    if (closing.signal.aborted) return null;
    const undecided = run.decision === null;
    const decided = guarded(observation);
    if (decided === null) return null;
    const { run: next, effects, answer } = decided;
    run = next;
    for (const effect of effects) if (!raisesRisk(effect)) perform(effect);
    const savedBefore = saved;
    const failure = save();
    for (const effect of effects) {
      if (raisesRisk(effect) && (failure === null || actsWithoutSave(effect))) perform(effect);
    }
    if (failure !== null && observation.storageFailed === undefined && run.decision === null) {
      step({ storageFailed: failure });
    }
    if (saved !== savedBefore || failure !== null) announce();
    talker.wake();
    if (needsServed()) void hurry();
    // What load stands there is looked at anew before it is put back (rule 15).
    if (undecided && run.decision !== null) {
      decidedAlready.abort();
      if (!hasEnded()) void looks.atOnce('load', lookLoad);
    }
    return answer;
  }

  /** Whoever listens may fail: that is no reason to stop deciding. */
  function announce(): void {
    try {
      parts.onChange(run);
    } catch (error) {
      log.error({ run: run.id, error }, 'a change could not be announced');
    }
  }

  /** A bug of ours decides nothing: then nothing is renewed, and the lease turns the flag off. */
  function guarded(observation: Observation): Decided | null {
    try {
      return decide(run, observation, moment());
    } catch (error) {
      log.error({ run: run.id, error }, 'a step could not be decided');
      return null;
    }
  }

  /** The words of the failure; null: it is saved, or nothing had changed. */
  function save(): string | null {
    if (saved !== null && sameFacts(run, saved)) {
      // Its parts are those that are kept already: copies that live on cost memory.
      run = { ...saved, eyes: run.eyes };
      return null;
    }
    try {
      store.saveRun(run);
      saved = run;
      return null;
    } catch (error) {
      log.warn({ run: run.id, why: wordsOf(error) }, 'a save failed');
      return wordsOf(error);
    }
  }

  /** Also when the machine fails, what raises risk was written down before it was done. Rejects where it cannot be. */
  async function onDisk(): Promise<void> {
    try {
      await store.synced();
    } catch (error) {
      log.warn({ run: run.id, why: wordsOf(error) }, 'a save did not reach the disk');
      if (run.decision === null) step({ storageFailed: wordsOf(error) });
      throw error;
    }
  }

  function perform(effect: Effect): void {
    if (effect.kind === 'flag') {
      void performFlag(effect);
      return;
    }
    const found = laneWork(effect, { world, load, run, undecided: decidedAlready.signal, onDisk });
    if (found !== null) void performInLane(found);
  }

  /** The lane is free again in the very step that hears the answer: not before it, or the effect would be doubled. */
  async function performInLane({ lane, work }: LaneWork): Promise<void> {
    epochs[lane] += 1;
    inFlight[lane] = true;
    const observation = await work();
    inFlight[lane] = false;
    epochs[lane] += 1;
    step(observation);
  }

  async function performFlag(effect: FlagEffect): Promise<void> {
    const epoch = ++flagEpoch;
    inFlight.flag = effect.operation;
    if (raisesRisk(effect)) {
      const stored = await answered(onDisk);
      // An off went past while the disk was waited for: this is not sent any more.
      if (epoch !== flagEpoch) return;
      if (stored.kind === 'failed') {
        inFlight.flag = null;
        return;
      }
    }
    const flagWrite = await writeFlag(effect, {
      flags: world.flags,
      run: () => run,
      flagdSeconds: () => flagdSeconds(flagdClock, clock.monotonic()),
      nowSeconds: () => clock.now() / 1000,
    });
    // An off that was started meanwhile has the lane; what it cut off is of no interest any more.
    if (epoch !== flagEpoch) return;
    inFlight.flag = null;
    flagEpoch += 1;
    hurryMs = 0;
    step({ flagWrite });
  }

  async function lookServed(): Promise<void> {
    const order = ++asked;
    const served = await world.flags.served(run.flag.key, closing.signal);
    // Overtaken by an answer that was asked for later: it tells of a state that is past.
    if (order < heard) return;
    heard = order;
    if (served.kind === 'served' && served.serverAt !== null) {
      flagdClock = sampled(flagdClock, served.serverAt, served.receivedMono);
    }
    step({ served });
  }

  function needsServed(): boolean {
    if (run.state === 'ended' || run.flag.sent.length === 0) return false;
    if (run.leaseMs !== null && !isSettled(flagdClock)) return true;
    if (run.decision !== null) return run.flag.seenOffAt === null;
    return run.flag.arming.step === 'probe' || run.flag.arming.step === 'live';
  }

  /** While a write waits to be seen served, OFREP is asked often; less often the longer it takes. */
  async function hurry(): Promise<void> {
    if (hurrying) return;
    hurrying = true;
    while (!closing.signal.aborted && needsServed()) {
      await lookServed();
      hurryMs = Math.min(1_000, Math.max(5, hurryMs * 1.4));
      await clock.sleep(hurryMs, closing.signal);
    }
    hurrying = false;
  }

  async function lookDefinition(): Promise<void> {
    const epoch = flagEpoch;
    if (inFlight.flag !== null) return;
    const definition = await answered(() => world.flags.read(run.flag.key, closing.signal));
    // Read beside a write of ours it may show either state: the write's own read-back counts.
    if (epoch !== flagEpoch) return;
    step({ definition });
    if (run.state === 'recovering') {
      step({ others: await answered(() => world.flags.others(run.flag.key, closing.signal)) });
    }
  }

  async function lookLoad(): Promise<void> {
    const epoch = epochs.load;
    if (load.kind === 'none' || inFlight.load) return;
    const state = await answered(() => load.read(closing.signal));
    if (state.kind === 'ok') orders = state.value.completedOrders;
    // Read beside a change of ours it may show either count: nobody else's hand.
    if (epoch === epochs.load) step({ load: state });
  }

  async function lookBroker(): Promise<void> {
    const epoch = epochs.broker;
    if (run.broker === null || run.broker.sentAt === null || inFlight.broker) return;
    const { name } = run.broker;
    const broker = await answered(() => world.brokers.of(name).read(closing.signal));
    // Read beside a scaling of ours it may show either count.
    if (epoch === epochs.broker) step({ broker });
  }

  /** Once a poll, however long the work took, until the run has ended. */
  async function everyPoll(work: () => Promise<unknown>): Promise<void> {
    let periodMs = firstPeriodMs(run);
    while (!closing.signal.aborted && run.state !== 'ended') {
      const startedMono = clock.monotonic();
      await work();
      const restMs = Math.max(0, periodMs - (clock.monotonic() - startedMono));
      periodMs = run.pollMs;
      if (!hasEnded()) await clock.sleep(restMs, closing.signal);
    }
  }

  function hasEnded(): boolean {
    return run.state === 'ended';
  }

  /** An end, and that it was told, that could not be saved is saved when the disk is back. */
  async function untilSaved(): Promise<void> {
    while (!closing.signal.aborted && save() !== null) {
      clock.turn();
      await clock.sleep(run.pollMs, closing.signal);
    }
  }

  /** The loop that turns the clock: on an elastic one no reading is missed because the machine is busy. */
  async function lookAtTarget(): Promise<void> {
    clock.turn();
    await target.poll();
  }

  return {
    run: () => run,
    order: (order, by) =>
      step({ order: { order, by } }) ?? {
        kind: 'refused',
        text: 'leakops cannot take that now.',
        remedy: '`/leak status`',
      },
    async play() {
      void world.workload.watch(() => {
        if (!hasEnded()) target.atOnce();
      }, ended.signal);
      // A loop each: a source that hangs holds up no other.
      await Promise.all([
        everyPoll(lookAtTarget),
        everyPoll(async () => (hurrying ? undefined : lookServed())),
        everyPoll(lookDefinition),
        everyPoll(() => looks.unlessLooking('load', lookLoad)),
        ...(run.broker === null ? [] : [everyPoll(lookBroker)]),
      ]);
      ended.abort();
      await untilSaved();
      await talker.drained();
      await untilSaved();
    },
    close() {
      closing.abort();
      ended.abort();
    },
  };
}

/** A run is never changed in place: what is unchanged is mostly the same object. Eyes are not saved as truth. */
function sameFacts(a: Run, b: Run): boolean {
  if (a.readings.length !== b.readings.length) return false;
  return (Object.keys(a) as (keyof Run)[]).every(
    (fact) => a[fact] === b[fact] || fact === 'eyes' || fact === 'readings' || sameJson(a[fact], b[fact]),
  );
}
