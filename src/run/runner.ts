/**
 * Plays one run: observes, lets `decide` decide, performs the effects. The only place that changes the world. Each
 * answer is told to `decide` as it comes; nothing here waits for chat, for the load or for a slow source.
 */

import { wordsOf } from '../failure.ts';
import { isOwner } from '../flag/lease.ts';
import { undo } from '../flag/undo.ts';
import type { Chat, Clock, Flags, Load, Person, Store, Workload } from '../ports.ts';
import { type FlagdClock, flagdSeconds, sampled, unknownFlagdClock } from '../safety/flagd-clock.ts';
import { type Decided, decide } from './decide.ts';
import type { Order, OrderResult } from './desk.ts';
import type { Effect, FlagOperation, FlagWriteResult, Moment, Observation } from './observation.ts';
import { raisesRisk } from './observation.ts';
import { definitionFor, ownWrites } from './own-writes.ts';
import type { Run } from './run.ts';
import { createTalker } from './talker.ts';
import { memoryOverThreshold } from './wants.ts';

export interface World {
  flags: Flags;
  workload: Workload;
  loads: {
    /** The load generator for a new run; rejects with a Failure where there is none. */
    choose(signal?: AbortSignal): Promise<Load>;
    /** The one that a run was begun with. */
    of(kind: Load['kind']): Load;
  };
}

export interface Log {
  info(facts: object, words: string): void;
  warn(facts: object, words: string): void;
  error(facts: object, words: string): void;
}

export interface RunnerParts {
  world: World;
  store: Pick<Store, 'saveRun'>;
  chat: Chat;
  clock: Clock;
  publicUrl: string | null;
  log: Log;
  /** Told after every step that changed the run. */
  onChange: (run: Run) => void;
}

export interface Runner {
  run(): Run;
  order(order: Order, by: Person): OrderResult;
  /** Ticks until the run has ended or `close` is called; never rejects. */
  play(): Promise<void>;
  /** Stops playing; the run stays as it is saved and can be taken up again. */
  close(): void;
}

const writeTimeoutMs = 5_000;

export function createRunner(first: Run, parts: RunnerParts): Runner {
  const { world, store, clock, log } = parts;
  const load = world.loads.of(first.load.kind);
  let run = first;
  let saved = '';
  let savedReadings = first.readings.length;
  let flagdClock: FlagdClock = unknownFlagdClock;
  let orders: number | null = null;
  let hurrying = false;
  let hurryMs = 0;
  let flagEpoch = 0;
  const inFlight: Moment['inFlight'] = { flag: null, load: false, restart: false };
  const closing = new AbortController();

  const talker = createTalker({
    run: () => run,
    chat: parts.chat,
    clock,
    publicUrl: parts.publicUrl,
    log,
    tell: (observation) => step(observation),
    signal: closing.signal,
  });

  function moment(): Moment {
    const mono = clock.monotonic();
    return {
      at: clock.now(),
      mono,
      flagdSeconds: flagdSeconds(flagdClock, mono),
      inFlight: { ...inFlight },
      publicUrl: parts.publicUrl,
    };
  }

  /** Safer effects act first and are saved beside; all others are saved before (design.md, the loop). */
  function step(observation: Observation): OrderResult | null {
    if (closing.signal.aborted) return null;
    const decided = guarded(observation);
    if (decided === null) return null;
    const { run: next, effects, answer } = decided;
    const changed = next !== run;
    run = next;
    for (const effect of effects) if (!raisesRisk(effect)) perform(effect);
    const failure = save();
    if (failure === null) {
      for (const effect of effects) if (raisesRisk(effect)) perform(effect);
    } else if (observation.storageFailed === undefined && run.decision === null) {
      step({ storageFailed: failure });
    }
    if (changed) announce();
    talker.wake();
    if (awaitsServed(run)) void hurry();
    return answer;
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

  /** Whoever listens may fail: that is no reason to stop deciding. */
  function announce(): void {
    try {
      parts.onChange(run);
    } catch (error) {
      log.error({ run: run.id, error }, 'a change could not be announced');
    }
  }

  /** The words of the failure; null: it is saved, or nothing had changed. */
  function save(): string | null {
    const { readings, eyes: _eyes, ...rest } = run;
    const facts = JSON.stringify(rest);
    if (facts === saved && readings.length === savedReadings) return null;
    try {
      store.saveRun(run);
      saved = facts;
      savedReadings = readings.length;
      return null;
    } catch (error) {
      log.warn({ run: run.id, why: wordsOf(error) }, 'a save failed');
      return wordsOf(error);
    }
  }

  function perform(effect: Effect): void {
    switch (effect.kind) {
      case 'flag':
        void writeFlag(effect);
        return;
      case 'load-on':
        void lane('load', () => load.put(effect.order, AbortSignal.timeout(writeTimeoutMs))).then((answer) =>
          step({ loadWrite: answer.kind === 'ok' ? { kind: 'ok', value: 'on' } : answer }),
        );
        return;
      case 'load-restore': {
        const { before } = run.load;
        const tag = `${run.flag.owner.run}@${run.flag.owner.bot}`;
        if (before === null) return;
        void lane('load', () => load.restore(before, tag, AbortSignal.timeout(writeTimeoutMs))).then(
          (answer) => step({ loadWrite: answer.kind === 'ok' ? { kind: 'ok', value: 'restored' } : answer }),
        );
        return;
      }
      case 'restart':
        void lane('restart', () =>
          world.workload.restart(effect.key, AbortSignal.timeout(2 * writeTimeoutMs)),
        ).then((answer) => step({ restart: answer.kind === 'ok' ? { kind: 'ok', value: null } : answer }));
    }
  }

  async function lane(name: 'load' | 'restart', work: () => Promise<void>) {
    inFlight[name] = true;
    const answer = await answered(work);
    inFlight[name] = false;
    return answer;
  }

  async function writeFlag(effect: Extract<Effect, { kind: 'flag' }>): Promise<void> {
    const { operation } = effect;
    const write = effect.operation === 'undo' ? effect.write : effect.sent.write;
    const epoch = ++flagEpoch;
    inFlight.flag = operation;
    const result = await attempt(effect, write);
    // An off that was started meanwhile has the lane; what it cut off is of no interest any more.
    if (epoch !== flagEpoch) return;
    inFlight.flag = null;
    flagEpoch += 1;
    hurryMs = 0;
    step({ flagWrite: result });
  }

  async function attempt(effect: Extract<Effect, { kind: 'flag' }>, write: number): Promise<FlagWriteResult> {
    const { operation } = effect;
    let keptOff: string | null = null;
    const change = (current: Parameters<typeof definitionFor>[1]) => {
      if (effect.operation !== 'undo') {
        const live = effect.operation !== 'off';
        if (live && (run.decision !== null || !leaseAllows(effect.operation))) return 'leave' as const;
        const over = run.flag.serving !== null && !run.flag.serving.off && memoryOverThreshold(run);
        return definitionFor(effect.sent, current, run.flag, over);
      }
      if (current === null || !isOwner(current.metadata, run.flag.owner)) return 'leave' as const;
      const at = flagdSeconds(flagdClock, clock.monotonic()) ?? clock.now() / 1000;
      const undone = undo(current, ownWrites(run.flag), write, (definition) =>
        world.flags.evaluate(run.flag.key, definition, at),
      );
      keptOff = undone.kind === 'kept-off' ? undone.why : null;
      return undone.definition;
    };
    const urgent = operation === 'off' || run.flag.arming.step !== 'armed';
    const answer = await answered(() =>
      world.flags.change(run.flag.key, { change, urgent }, AbortSignal.timeout(writeTimeoutMs)),
    );
    if (answer.kind === 'failed') return { kind: 'failed', operation, write, why: answer.why };
    if (keptOff !== null) return { kind: 'kept-off', operation: 'undo', write, why: keptOff };
    return { kind: answer.value.kind, operation, write, definition: answer.value.definition };
  }

  /** Rule 7: at least a second of the old lease is left, looked at immediately before sending. */
  function leaseAllows(operation: FlagOperation): boolean {
    if (operation !== 'live' || run.flag.arming.step !== 'armed' || run.leaseMs === null) return true;
    const now = flagdSeconds(flagdClock, clock.monotonic());
    const deadline = run.flag.servedDeadlineSeconds;
    return now !== null && deadline !== null && deadline - now >= 1;
  }

  async function lookServed(): Promise<void> {
    const served = await world.flags.served(run.flag.key, closing.signal);
    if (served.kind === 'served' && served.serverAt !== null) {
      flagdClock = sampled(flagdClock, served.serverAt, served.receivedMono);
    }
    step({ served });
  }

  /** While a write waits to be seen served, OFREP is asked often; less often the longer it takes. */
  async function hurry(): Promise<void> {
    if (hurrying) return;
    hurrying = true;
    while (!closing.signal.aborted && awaitsServed(run)) {
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
    const busy = inFlight.load;
    if (load.kind === 'none') return;
    const state = await answered(() => load.read(closing.signal));
    if (state.kind === 'ok') orders = state.value.completedOrders;
    // Read beside a change of ours it may show either count: nobody else's hand.
    if (!busy && !inFlight.load) step({ load: state });
  }

  async function lookReadings(): Promise<void> {
    const sighting = await answered(() => world.workload.sight(closing.signal));
    if (sighting.kind === 'ok') {
      const readings = sighting.value.readings.map((reading) => ({
        ...reading,
        orders: reading.orders ?? orders,
      }));
      step({ sighting: { kind: 'ok', value: { ...sighting.value, readings } } });
    } else {
      step({ sighting });
    }
  }

  return {
    run: () => run,
    order: (order, by) =>
      step({ order: { order, by } }) ?? { kind: 'refused', text: 'leakops is shutting down.', remedy: null },
    async play() {
      while (!closing.signal.aborted && run.state !== 'ended') {
        const startedMono = clock.monotonic();
        clock.turn();
        await Promise.all([lookReadings(), hurrying ? null : lookServed(), lookDefinition(), lookLoad()]);
        const restMs = run.pollMs - (clock.monotonic() - startedMono);
        if (!isOver(run)) await clock.sleep(Math.max(0, restMs), closing.signal);
      }
      await talker.drained();
    },
    close: () => closing.abort(),
  };
}

function isOver(run: Run): boolean {
  return run.state === 'ended';
}

function awaitsServed(run: Run): boolean {
  if (run.state === 'ended' || run.flag.sent.length === 0) return false;
  if (run.decision !== null) return run.flag.seenOffAt === null;
  return run.flag.arming.step === 'probe' || run.flag.arming.step === 'live';
}

async function answered<T>(work: () => Promise<T>) {
  try {
    return { kind: 'ok' as const, value: await work() };
  } catch (error) {
    return { kind: 'failed' as const, why: wordsOf(error) };
  }
}
