/** Plays a schedule to its end: the start, what happens, all mended, the run ended, a while more. */
import type { Run } from '../../src/run/run.ts';
import { knownEvaluations } from '../fakes/known-evaluations.ts';
import { acts } from './acts/acts.ts';
import { say } from './acts/order-acts.ts';
import { mendWires } from './acts/wire-acts.ts';
import { checkEnded, checkUntouched } from './checks/ended.ts';
import { checkSaved } from './checks/saved.ts';
import { checkOthers, checkStanding } from './checks/standing.ts';
import { noteWanted } from './checks/talk.ts';
import { boot, revive, takeUp } from './process.ts';
import type { Schedule } from './schedule.ts';
import { createStage, runId, type Stage } from './stage.ts';
import type { Truth } from './truth.ts';

interface Played {
  /** The first thing first; empty: nothing is. */
  wrong: string[];
  truth: Truth;
  virtualMs: number;
  /** `refused`, or the run's outcome. */
  outcome: string;
  /** As the run tells them, a line each. */
  events: string[];
}

export type Player = (schedule: Schedule, strict?: boolean) => Promise<Played>;

/** Keeps what the evaluator answered from run to run. */
export function player(): Player {
  const evaluate = knownEvaluations();
  return async (schedule, strict = false) => {
    const stage = createStage(schedule.settings, evaluate, boot, strict);
    takeUp(stage);
    watch(stage);
    try {
      await play(stage, schedule);
    } catch (error) {
      stage.wrong.push(`leakops itself: ${error instanceof Error ? error.stack : String(error)}`);
    }
    const run = stage.run();
    stage.die(null);
    await stage.clock.advance(0);
    const outcome = run === null ? 'refused' : run.state === 'ended' ? run.outcome : run.state;
    const { wrong, truth } = stage;
    return { wrong, truth, virtualMs: stage.mono(), outcome, events: run === null ? [] : eventsOf(run) };
  };
}

function eventsOf({ events, startedAt }: Run): string[] {
  return events.map(({ at, by, text }) => `  +${((at - startedAt) / 1000).toFixed(1)} s  ${by}: ${text}`);
}

async function play(stage: Stage, { settings, before, steps }: Schedule): Promise<void> {
  for (const step of before) act(stage, step.act, step.n);
  const breaker = settings.thresholdPercent === null ? 'off confirm' : settings.thresholdPercent;
  stage.truth.percentBefore = stage.shop.percent;
  say(stage, `start gradual 300 25 for ${settings.minutes}m breaker ${breaker}`, { id: 'ana', name: 'Ana' });
  for (let ms = 0; ms < 150_000 && stage.run() === null; ms += 1_000) await stage.clock.advance(1_000);
  if (stage.run() === null) {
    mendWires(stage);
    checkUntouched(stage);
    return;
  }
  stage.truth.startedMono = stage.mono();
  for (const step of steps) {
    await stage.clock.advance(step.afterMs);
    if (stage.wrong.length > 0) return;
    act(stage, step.act, step.n);
    noteTrouble(stage);
  }
  mend(stage);
  // Lost with the machine before it was on the disk: nothing of it was sent.
  if (stage.run() === null) {
    await stage.clock.advance(30_000);
    checkUntouched(stage);
    return;
  }
  for (let ms = 0; ms < 4_500_000 && stage.run()?.state !== 'ended'; ms += 5_000) {
    await stage.clock.advance(5_000);
    if (stage.wrong.length > 0) return;
  }
  // A chat that is back is asked again within half a minute, one thing after the other.
  await stage.clock.advance(120_000);
  if (stage.wrong.length === 0) checkEnded(stage);
}

function act(stage: Stage, name: string, n: number): void {
  const { truth } = stage;
  truth.faults.set(name, (truth.faults.get(name) ?? 0) + 1);
  acts[name]!.plays(stage, n);
}

function mend(stage: Stage): void {
  noteTrouble(stage);
  mendWires(stage);
  const { pod } = stage.shop;
  if (pod.startedAt === null)
    Object.assign(pod, { waiting: null, ready: true, startedAt: stage.clock.world.now() });
  revive(stage);
}

/** Checks and the world's own doing, at each second and after each step. */
function watch(stage: Stage): void {
  const { clock, shop, truth, store } = stage;
  const { kill } = shop;
  shop.kill = (reason, exitCode) => {
    truth.podChanged = clock.monotonic();
    if (reason === 'OOMKilled') truth.kills.push(clock.monotonic());
    if (shop.percent >= 100) truth.leakKill = clock.monotonic();
    kill(reason, exitCode);
  };
  const restart = shop.workload.restart;
  shop.workload.restart = async (key) => {
    truth.podChanged = clock.monotonic();
    await restart(key);
  };
  watchLoad(stage);
  store.onSave = (next, before) => {
    if (next.id !== runId) return;
    noteWanted(stage, next);
    checkSaved(stage, next, before);
  };
  clock.afterInstant = () => {
    if (stage.wrong.length === 0) checkStanding(stage);
  };
  clock.everySecond = () => {
    shop.tick();
    if (shop.locust.running && !stage.wires.ordersStall) stage.orders += (shop.locust.users * 0.74) / 60;
    noteTrouble(stage);
    // What nobody waits for is on the disk a little later all the same.
    if (store.fails === null) void store.synced();
    checkOthers(stage);
    if (stage.wrong.length === 0) checkStanding(stage);
    if (truth.reviveAt === null || truth.reviveAt > clock.monotonic()) return false;
    revive(stage);
    return true;
  };
}

/** Read off the fakes' faults: when each kind of wire was last other than well. */
function noteTrouble({ flagd, shop, store, truth, wires, mono }: Stage): void {
  const now = mono();
  const fails = flagd.writesFail ?? flagd.readsFail ?? flagd.ofrepFails;
  const late = flagd.storeAfterMs + wires.ofrepMs + wires.sourceMs + wires.queueMs;
  if (fails !== null || late > 0 || flagd.loadAfterMs > 1_000 || wires.loseAnswers) truth.flagTrouble = now;
  const blind = shop.metricsMissing || shop.metricsStale || shop.podsMissing || shop.clusterFails !== null;
  if (blind || wires.sightMs > 0 || wires.sourceClockMs !== 0) truth.sightTrouble = now;
  if (!blind) truth.sightGood = now;
  if (shop.locust.fails !== null || wires.loadMs > 0) truth.loadTrouble = now;
  if (store.fails !== null) truth.diskTrouble = now;
}

/** Calls that go over a person's load, but in the race that nobody can win. */
function watchLoad(stage: Stage): void {
  const { shop, truth, settings } = stage;
  const { put, restore } = shop.load;
  const patienceMs = 2 * settings.pollMs + 15_000;
  const overPerson = (call: string) => {
    const { running, users } = shop.locust;
    if (truth.load === null || (running === truth.load.running && users === truth.load.users)) return;
    const wellSince = Math.max(truth.loadTouched, truth.loadTrouble, truth.aliveSince);
    if (stage.mono() - wellSince > patienceMs) truth.loadPutOverPerson.push(call);
    // It won the race: what stands is no person's any more.
    else [truth.loadRaced, truth.load] = [true, null];
  };
  shop.load.put = async (order) => {
    // The first one goes over whatever count stood there when it was last looked at: that is what goes back.
    const isFirst = stage.run()?.load.onAt === null && stage.mono() - truth.loadTouched > patienceMs;
    await put(order);
    if (!isFirst) overPerson(`put ${order.users}`);
  };
  shop.load.restore = async (before, tag) => {
    await restore(before, tag);
    overPerson('restore');
  };
}
