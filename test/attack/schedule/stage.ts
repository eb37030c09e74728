/** A game with slow wires, and what is true of it whatever the run believes: people's hands, kills, faults. */
import type { FlagDefinition } from '../../../src/flag/definition.ts';
import type { Served } from '../../../src/ports.ts';
import type { Run } from '../../../src/run/run.ts';
import { leakFlag } from '../../fakes/fake-flagd.ts';
import { createGame, type Game } from '../../fakes/game.ts';

export interface StageSettings {
  leaseMs: number | null;
  pollMs: number;
  restartPolicy: Run['restartPolicy'];
  durationMs: number;
  growthPerMinute: number;
  fallPerSecond: number;
}

/** Instants on the clock that never steps, ms; `NEVER`: it did not happen. */
export const NEVER = Number.NEGATIVE_INFINITY;

/** What a person did to the flag and must find again, as long as nobody else writes over it. */
export interface PersonsMark {
  name: string;
  holds: (definition: FlagDefinition) => boolean;
}

interface Truth {
  /** The process lives. */
  alive: boolean;
  startedMono: number;
  aliveSince: number;
  flagTouched: number;
  loadTouched: number;
  marks: PersonsMark[];
  /** What a person left the load at; null: nobody touched it. */
  load: { running: boolean; users: number } | null;
  /** Kills for memory, on the bot's clock. */
  kills: number[];
  stopTaken: boolean;
  tripTaken: boolean;
  /** When flag wires, cluster wires and load wires were last other than well. */
  flagTrouble: number;
  sightTrouble: number;
  /** When all of the sight was last well. */
  sightGood: number;
  loadTrouble: number;
  diskTrouble: number;
  clockChanged: number;
  /** The number of the last write when flagd's clock was changed. */
  clockWrites: number;
  crashes: number;
  lateWrites: number;
  callsAgainstPerson: string[];
}

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
}

export interface Stage {
  game: Game;
  settings: StageSettings;
  truth: Truth;
  wires: Wires;
  mono: () => number;
  standing: () => FlagDefinition | undefined;
  /** What flagd serves, whether or not OFREP answers. */
  served: () => Promise<Served>;
}

export function createStage(settings: StageSettings): Stage {
  const { leaseMs, pollMs, restartPolicy } = settings;
  const game = createGame({ leaseMs, pollMs, restartPolicy });
  game.shop.growthPerMinute = settings.growthPerMinute;
  game.shop.fallPerSecond = settings.fallPerSecond;
  const wires: Wires = { ofrepMs: 0, sourceMs: 0, sightMs: 0, loadMs: 0, queueMs: 0, loseAnswers: false };
  const truth: Truth = {
    alive: true,
    startedMono: 0,
    aliveSince: 0,
    flagTouched: NEVER,
    loadTouched: NEVER,
    marks: [],
    load: null,
    kills: [],
    stopTaken: false,
    tripTaken: false,
    flagTrouble: NEVER,
    sightTrouble: NEVER,
    sightGood: 0,
    loadTrouble: NEVER,
    diskTrouble: NEVER,
    clockChanged: NEVER,
    clockWrites: 0,
    crashes: 0,
    lateWrites: 0,
    callsAgainstPerson: [],
  };
  const stage: Stage = {
    game,
    settings,
    truth,
    wires,
    mono: () => game.clock.monotonic(),
    standing: () => game.flagd.file.flags[leakFlag],
    served: trulyServed(game),
  };
  slowFlags(stage);
  slowShop(stage);
  void game.desk().idle();
  return stage;
}

function trulyServed({ flagd }: Game): Stage['served'] {
  const { served, valueServed } = flagd;
  const answering = <T>(work: () => T): T => {
    const fails = flagd.ofrepFails;
    flagd.ofrepFails = null;
    try {
      return work();
    } finally {
      flagd.ofrepFails = fails;
    }
  };
  // Memory follows what is served, not what is answered.
  flagd.valueServed = () => answering(valueServed);
  return () => answering(() => served(leakFlag));
}

function slowFlags({ game, wires }: Stage): void {
  const { flagd, clock } = game;
  const { served, read, change } = flagd;
  flagd.served = async (key): Promise<Served> => {
    const answer = await served(key);
    if (wires.ofrepMs > 0) await clock.sleep(wires.ofrepMs);
    return answer.kind === 'served' ? { ...answer, receivedMono: clock.monotonic() } : answer;
  };
  flagd.read = async (key) => {
    const answer = await read(key);
    if (wires.sourceMs > 0) await clock.sleep(wires.sourceMs);
    return answer;
  };
  flagd.change = async (key, wanted) => {
    if (wires.queueMs > 0 && !wanted.urgent) await clock.sleep(wires.queueMs);
    const answer = await change(key, wanted);
    if (wires.loseAnswers && answer.kind === 'written') throw new Error('the answer was lost');
    return answer;
  };
}

function slowShop({ game, wires, truth, mono, settings }: Stage): void {
  const { shop, clock } = game;
  const { sight } = shop.workload;
  const { read, put, restore } = shop.load;
  const { kill } = shop;
  shop.kill = (reason, exitCode) => {
    if (reason === 'OOMKilled') truth.kills.push(clock.now());
    kill(reason, exitCode);
  };
  shop.workload.sight = async () => {
    const seen = await sight();
    if (wires.sightMs > 0) await clock.sleep(wires.sightMs);
    return seen;
  };
  shop.load.read = async () => {
    const state = await read();
    if (wires.loadMs > 0) await clock.sleep(wires.loadMs);
    return state;
  };
  const patienceMs = () => 2 * settings.pollMs + 15_000;
  const overPerson = (call: string) => {
    const { running, users } = shop.locust;
    if (truth.load === null || (running === truth.load.running && users === truth.load.users)) return;
    const wellSince = Math.max(truth.loadTouched, truth.loadTrouble, truth.aliveSince);
    if (mono() - wellSince > patienceMs())
      truth.callsAgainstPerson.push(`${call} at ${Math.round(mono() / 1000)} s`);
    // It won the race: what stands is no person's any more.
    else truth.load = null;
  };
  shop.load.put = async (order) => {
    // The first one goes over whatever count stood there when it was last looked at: that is what goes back.
    const isFirst = game.run().load.onAt === null && mono() - truth.loadTouched > patienceMs();
    await put(order);
    if (!isFirst) overPerson(`put ${order.users}`);
  };
  shop.load.restore = async (before, tag) => {
    await restore(before, tag);
    overPerson('restore');
  };
}
