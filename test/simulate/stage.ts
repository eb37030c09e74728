/** A world, a database and a chat; processes of the bot that come and go on it; and what is true of it all. */
import type { Bot } from '../../commands/bot.ts';
import type { FlagDefinition } from '../../src/flag/definition.ts';
import type { Served } from '../../src/ports.ts';
import type { LiveDesk } from '../../src/run/live-desk.ts';
import type { Predict, Run } from '../../src/run/run.ts';
import { type FakeBroker, fakeBroker } from '../fakes/fake-broker.ts';
import { type FakeChat, fakeChat } from '../fakes/fake-chat.ts';
import { type FakeFlagd, fakeFlagd, leakFlag } from '../fakes/fake-flagd.ts';
import { type FakeShop, fakeShop } from '../fakes/fake-shop.ts';
import type { Evaluate } from '../fakes/known-evaluations.ts';
import { chatOfStage } from './acts/chat-acts.ts';
import { type Faults, noFaults } from './faults.ts';
import { type KeptRuns, keptRuns } from './kept-runs.ts';
import { never, nothingYet, type Truth } from './truth.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

export interface StageSettings {
  leaseMs: number | null;
  pollMs: number;
  restartPolicy: Run['restartPolicy'];
  minutes: number;
  growthPerMinute: number;
  fallPerSecond: number;
  /** null: the breaker is off. */
  thresholdPercent: number | null;
  predict: Predict;
  readingEveryMs: number;
  readingAgeMs: number;
  /** From a stored write to flagd serving it. */
  loadAfterMs: number;
  /** Readings have rss, peak and goroutines, and the load counts orders. */
  signals: boolean;
}

/** Switches that stay until they are set again. */
interface Wires {
  /** An answer is what was so when it was asked for, and comes so much later. */
  ofrepMs: number;
  sourceMs: number;
  sightMs: number;
  loadMs: number;
  /** A change waits so long for its turn. */
  queueMs: number;
  /** Stored, and the answer was lost. */
  loseAnswers: boolean;
  /** How far the dates of readings are off. */
  sourceClockMs: number;
  /** Orders do not complete. */
  ordersStall: boolean;
}

/** The chat's own troubles, and what people did there. */
interface Talk {
  /** So long must what can wait wait, and all else. */
  quietMs: number;
  anyMs: number;
  /** Done, and not answered. */
  losesAnswers: boolean;
  /** The next message is refused. */
  refuses: boolean;
  /** Keys of posts that were, `card` for an edit of it. */
  refused: Set<string>;
  gone: Set<'card' | 'thread' | 'channel' | 'owner'>;
}

export interface Process {
  alive: boolean;
  bornMono: number;
  desk: LiveDesk;
  bot: Bot;
}

export interface Stage {
  settings: StageSettings;
  clock: VirtualClock;
  flagd: FakeFlagd;
  shop: FakeShop;
  broker: FakeBroker;
  store: KeptRuns;
  chat: FakeChat;
  truth: Truth;
  wires: Wires;
  talk: Talk;
  faults: Faults;
  evaluate: Evaluate;
  process: Process;
  /** What is wrong, the first thing first: its promise or rule, and words. */
  wrong: string[];
  orders: number;
  mono: () => number;
  /** The run as the living process has it, else as saved; null: there is none yet. */
  run: () => Run | null;
  standing: () => FlagDefinition | undefined;
  /** What flagd serves, whether or not OFREP answers. */
  served: () => Served;
  die: (backAfterMs: number | null) => void;
}

const blindAfterMs = 90_000;
export const runId = 'run-1';

/** `boot` starts a process of the bot on the stage. */
export function createStage(
  settings: StageSettings,
  evaluate: Evaluate,
  boot: (stage: Stage) => Process,
  strict: boolean,
): Stage {
  const clock = virtualClock();
  const flagd = fakeFlagd(clock.world, evaluate);
  const shop = fakeShop(clock.world, flagd);
  const truth = nothingYet(settings.thresholdPercent);
  Object.assign(shop, {
    growthPerMinute: settings.growthPerMinute,
    fallPerSecond: settings.fallPerSecond,
    readingEveryMs: settings.readingEveryMs,
    readingAgeMs: settings.readingAgeMs,
  });
  flagd.loadAfterMs = settings.loadAfterMs;
  const count = (name: string) => truth.faults.set(name, (truth.faults.get(name) ?? 0) + 1);

  const stage: Stage = {
    settings,
    clock,
    flagd,
    shop,
    broker: fakeBroker(clock.world),
    store: keptRuns(strict),
    chat: fakeChat(clock.world),
    truth,
    wires: {
      ofrepMs: 0,
      sourceMs: 0,
      sightMs: 0,
      loadMs: 0,
      queueMs: 0,
      loseAnswers: false,
      sourceClockMs: 0,
      ordersStall: false,
    },
    talk: {
      quietMs: 0,
      anyMs: 0,
      losesAnswers: false,
      refuses: false,
      refused: new Set(),
      gone: new Set(),
    },
    faults: noFaults(count),
    evaluate,
    process: null as unknown as Process,
    wrong: [],
    orders: 0,
    mono: () => clock.monotonic(),
    run() {
      const saved = stage.store.peek(runId);
      if (!stage.process.alive || saved?.state === 'ended') return saved;
      return stage.process.desk.live()[0] ?? saved;
    },
    standing: () => flagd.file.flags[leakFlag],
    served: () => trulyServed(flagd),
    die(backAfterMs) {
      if (!stage.process.alive) return;
      stage.process.alive = false;
      stage.process.desk.close();
      truth.crashes += 1;
      forgetUnsaved(stage);
      truth.crashedAt = clock.monotonic();
      truth.aliveSince = Number.POSITIVE_INFINITY;
      truth.reviveAt = backAfterMs === null ? null : clock.monotonic() + backAfterMs;
    },
  };
  const { valueServed } = flagd;
  // Memory follows what is served, not what is answered.
  flagd.valueServed = () => answering(flagd, valueServed);
  truth.otherFlags = otherFlags(stage);
  chatOfStage(stage);
  stage.process = boot(stage);
  return stage;
}

/** What a process knew and could not save is gone with it; what it answered to a person was saved, if the disk works. */
function forgetUnsaved({ store, truth, standing, mono }: Stage): void {
  const { mustBeOff } = truth;
  const known =
    store.onDisk(runId)?.decision != null || typeof standing()?.metadata?.leakopsReason === 'string';
  if (mustBeOff === null || known) return;
  if (!mustBeOff.answered || mono() - truth.diskTrouble < 30_000) truth.mustBeOff = null;
}

function answering<T>(flagd: FakeFlagd, work: () => T): T {
  const { ofrepFails } = flagd;
  flagd.ofrepFails = null;
  try {
    return work();
  } finally {
    flagd.ofrepFails = ofrepFails;
  }
}

function trulyServed(flagd: FakeFlagd): Served {
  return answering(flagd, () => flagd.servedNow());
}

export function otherFlags({ flagd }: Stage): string {
  const { [leakFlag]: _ours, ...others } = flagd.file.flags;
  return JSON.stringify(others);
}

/** A value is served by a definition with our mark. */
export function isOurs(served: Served): boolean {
  return served.kind === 'served' && !served.off && served.metadata.leakopsRun === runId;
}

/** flagd's own clock, unix seconds. */
export function flagdNow({ clock, flagd }: Stage): number {
  return (clock.world.now() + flagd.clockOffsetMs) / 1000;
}

export function blindMs({ pollMs }: StageSettings): number {
  return Math.max(blindAfterMs, 3 * pollMs);
}

export function since(stage: Stage, ...instants: number[]): number {
  return stage.mono() - Math.max(never, ...instants);
}
