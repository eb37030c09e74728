/**
 * One process of the bot: the real desk, runner, decide and commands, on ports that lose, double and delay, and that
 * are deaf from the instant at which it dies, in the middle of a step if need be. What goes through is noted and checked.
 */
import { createBot } from '../../commands/bot.ts';
import { Failure } from '../../src/failure.ts';
import type { FlagDefinition } from '../../src/flag/definition.ts';
import type { Broker, Chat, Flags, Load, Sighting, Store, Workload } from '../../src/ports.ts';
import type { Desk } from '../../src/run/desk.ts';
import { createDesk, type LiveDesk } from '../../src/run/live-desk.ts';
import { leakFlag } from '../fakes/fake-flagd.ts';
import { flagAsked, flagSent, loadSent, restartSent } from './checks/sent.ts';
import { noteAsked, noteOrder, noteServed, noteSighting, noteStart, noteUnsaved } from './checks/told.ts';
import type { Call, How } from './faults.ts';
import { blindMs, type Process, type Stage } from './stage.ts';

/** Later than rule 9's watch it would be residue, and the next start's. */
export function lateMs({ settings }: Stage): number {
  return Math.min(7_000, (settings.leaseMs ?? 90_000) / 4);
}

const never = <T>() => new Promise<T>(() => {});
const backAfterMs = [0, 3_000, 20_000, 100_000, 400_000];

export function boot(stage: Stage): Process {
  const { clock, truth } = stage;
  const life = { alive: true };
  const wired = createWires(stage, life);
  const log = { info() {}, warn() {}, error: (facts: object, words: string) => logged(stage, facts, words) };
  const desk = createDesk({
    world: {
      flags: wired.flags,
      workload: wired.workload,
      loads: { choose: async () => wired.load, of: () => wired.load },
      brokers: { allowed: wired.broker, of: () => wired.broker },
    },
    identity: {
      target: 'kubernetes',
      flagKey: leakFlag,
      flagSource: 'http://flagd-ui',
      ofrepUrl: 'http://ofrep',
      namespace: 'otel-demo',
      workload: 'checkout',
      clusterId: 'cluster-1',
    },
    store: wired.store,
    clock,
    chats: [wired.chat],
    settings: {
      flagKey: leakFlag,
      leaseMs: stage.settings.leaseMs,
      blindAfterMs: blindMs(stage.settings),
      breaker: { thresholdPercent: 80, state: 'armed' },
      pollMs: stage.settings.pollMs,
      progressMs: 180_000,
      maxDurationMs: 3_600_000,
      spawnRate: 3,
      restartPolicy: stage.settings.restartPolicy,
      publicUrl: null,
    },
    log,
    onChange: () => stage.clock.afterInstant(),
  });
  const bot = createBot({
    desk: heardDesk(stage, life, desk),
    chatOf: () => wired.chat,
    settings: {
      operators: null,
      maxDurationMs: 3_600_000,
      breaker: { thresholdPercent: 80, state: 'armed' },
      predict: stage.settings.predict,
      broker: 'kafka',
      spawnRate: 3,
      publicUrl: null,
    },
    store: wired.store,
    realNow: () => clock.world.now(),
    now: () => clock.now(),
    log,
  });
  truth.aliveSince = truth.newDate = clock.monotonic();
  truth.freshSeen = false;
  truth.reviveAt = null;
  const process: Process = {
    get alive() {
      return life.alive;
    },
    set alive(alive) {
      life.alive = alive;
    },
    bornMono: clock.monotonic(),
    desk,
    bot,
  };
  return process;
}

/** Runs are taken up before anything else (rule 26). */
export function takeUp(stage: Stage): void {
  stage.process.desk.resume();
  void stage.process.desk.idle();
}

export function revive(stage: Stage): void {
  if (stage.process.alive) return;
  stage.process = boot(stage);
  takeUp(stage);
}

/** A step that cannot be decided, a command that fails: bugs, whatever the world does. */
function logged(stage: Stage, facts: object, words: string): void {
  const { error, err } = facts as { error?: unknown; err?: unknown };
  const thrown = error ?? err;
  if (!stage.process.alive || thrown instanceof Failure) return;
  stage.wrong.push(`leakops itself: ${words}: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
}

/** What commands ask of the desk is seen on its way. */
function heardDesk(stage: Stage, life: { alive: boolean }, desk: LiveDesk): Desk {
  return {
    ...desk,
    async start(request, progress) {
      const result = await desk.start(request, progress);
      noteStart(stage, request, result);
      return result;
    },
    flagOff(by) {
      // Whoever says off goes over what another has turned on.
      stage.truth.marks = [];
      return desk.flagOff(by);
    },
    restartTarget(by) {
      noteAsked(stage, { kind: 'restart' });
      return desk.restartTarget(by);
    },
    order(id, order, by) {
      noteAsked(stage, order);
      const answer = desk.order(id, order, by);
      // A process that died over it has answered nobody.
      if (answer.kind === 'done' && life.alive) noteOrder(stage, order);
      else if (!life.alive && order.kind.startsWith('breaker')) stage.truth.breaker.state = 'off';
      return answer;
    },
  };
}

function createWires(stage: Stage, life: { alive: boolean }) {
  const { flagd, shop, broker, store, chat, clock, wires, faults, truth } = stage;

  function dies(): void {
    const pick = (truth.crashes + Math.floor(clock.monotonic() / 1000)) % backAfterMs.length;
    stage.die(backAfterMs[pick]!);
  }

  /** `again`: what a request does when it arrives a second time. */
  async function call<T>(
    name: Call,
    delay: { beforeMs: number; afterMs: number },
    work: (how: How | null) => Promise<T>,
    again: () => void = () => {},
  ): Promise<T> {
    if (!life.alive) return never();
    const how = faults.take(name);
    if (how !== null) troubled(stage, name);
    if (name === 'write' && (how !== null || flagd.writesFail !== null || wires.loseAnswers))
      truth.writeTrouble = clock.monotonic();
    if (how === 'dies before') dies();
    if (how === 'lost') throw new Failure('connection', 'the connection was reset');
    if (life.alive && delay.beforeMs > 0) await clock.world.sleep(delay.beforeMs);
    if (!life.alive) return never();
    const working = work(how);
    if (how === 'dies after') dies();
    if (how === 'again') void clock.world.sleep(lateMs(stage)).then(again);
    const answer = await working;
    const afterMs = delay.afterMs + (how === 'late' && name !== 'write' ? 3_000 : 0);
    if (afterMs > 0) await clock.world.sleep(afterMs);
    if (!life.alive) return never();
    if (how === 'answer lost') throw new Failure('timeout', 'no answer within 5 s');
    return answer;
  }

  const atOnce = { beforeMs: 0, afterMs: 0 };

  const flags: Flags = {
    ...flagd,
    served: async (key) => {
      try {
        const answer = await call('served', { beforeMs: 0, afterMs: wires.ofrepMs }, () => flagd.served(key));
        noteServed(stage, answer);
        return answer.kind === 'served' ? { ...answer, receivedMono: clock.monotonic() } : answer;
      } catch {
        return { kind: 'unknown', why: 'the connection was reset' };
      }
    },
    read: (key) => call('read', { beforeMs: 0, afterMs: wires.sourceMs }, () => flagd.read(key)),
    others: (key) => call('read', { beforeMs: 0, afterMs: wires.sourceMs }, () => flagd.others(key)),
    change: async (key, { urgent, change }) => {
      if (life.alive) flagAsked(stage, urgent, change);
      let sent: FlagDefinition | null = null;
      const asked = (current: FlagDefinition | null) => {
        const wanted = change(current);
        if (wanted !== 'leave') {
          sent = wanted;
          flagSent(stage, current, wanted);
        }
        return wanted;
      };
      const stored = async (how: How | null) => {
        const { storeAfterMs } = flagd;
        if (how === 'late') flagd.storeAfterMs = lateMs(stage);
        const storing = flagd.change(key, { urgent, change: asked });
        flagd.storeAfterMs = storeAfterMs;
        return await storing;
      };
      const again = () => {
        truth.flagTrouble = clock.monotonic();
        truth.marks = [];
        if (sent !== null) flagd.edit(() => sent!);
      };
      const answer = await call('write', { beforeMs: urgent ? 0 : wires.queueMs, afterMs: 0 }, stored, again);
      if (wires.loseAnswers && answer.kind === 'written')
        throw new Failure('timeout', 'no answer within 5 s');
      return answer;
    },
  };

  const workload: Workload = {
    ...shop.workload,
    async sight() {
      const seen = await call('sight', { beforeMs: 0, afterMs: wires.sightMs }, async (how) =>
        asSeen(stage, await shop.workload.sight(), how),
      );
      noteSighting(stage, seen);
      return seen;
    },
    async pods() {
      if (!life.alive) return never();
      const pods = await shop.workload.pods();
      return life.alive ? asSeen(stage, { pods, readings: [], readingsWhy: null }, null).pods : never();
    },
    restart: (wish) =>
      call(
        'restart',
        atOnce,
        () => {
          restartSent(stage);
          return shop.workload.restart(wish);
        },
        // Rollout restart has its key written beside it: the second one does nothing.
        () => {},
      ),
  };

  const load: Load = {
    ...shop.load,
    read: () =>
      call('read', { beforeMs: 0, afterMs: wires.loadMs }, async () => ({
        ...(await shop.load.read()),
        completedOrders: stage.settings.signals ? Math.floor(stage.orders) : null,
      })),
    put: (order) =>
      call(
        'load',
        atOnce,
        async () => {
          loadSent(stage, order.users);
          await shop.load.put(order);
        },
        () => void shop.load.put(order).catch(() => {}),
      ),
    restore: (before, tag) =>
      call(
        'load',
        atOnce,
        async () => {
          loadSent(stage, null);
          await shop.load.restore(before, tag);
        },
        () => void shop.load.restore(before, tag).catch(() => {}),
      ),
  };

  const scaling: Broker = {
    ...broker,
    read: () => call('read', atOnce, () => broker.read()),
    takeDown: (holder, from) =>
      call(
        'broker',
        atOnce,
        () => broker.takeDown(holder, from),
        () => void broker.takeDown(holder, from).catch(() => {}),
      ),
    bringBack: (holder, to) =>
      call(
        'broker',
        atOnce,
        () => broker.bringBack(holder, to),
        () => void broker.bringBack(holder, to).catch(() => {}),
      ),
  };

  const speaking: Chat = {
    ...chat,
    post: (place, said, key, urgency) => call('post', atOnce, () => chat.post(place, said, key, urgency)),
    edit: (place, id, said, urgency) => call('post', atOnce, () => chat.edit(place, id, said, urgency)),
  };

  const saving: Store = {
    ...store,
    createRun(make) {
      const run = make(`run-${store.runs().length + 1}`);
      saving.saveRun(run);
      return run;
    },
    saveRun(run) {
      const how = life.alive ? faults.take('save') : null;
      if (how !== null) truth.diskTrouble = clock.monotonic();
      if (how === 'dies before') dies();
      const fails = how === 'lost' || store.fails !== null;
      if (life.alive && fails) noteUnsaved(stage, run);
      // Nobody hears it: the process is dead, and goes no further than to its next wait.
      if (!life.alive || fails) throw new Failure('storage-failed', 'disk I/O error');
      store.saveRun(run);
      if (how === 'dies after') dies();
      if (!life.alive) throw new Failure('storage-failed', 'died');
    },
    synced: () => call('sync', atOnce, () => store.synced()),
    firstDelivery: (key, at) => life.alive && store.firstDelivery(key, at),
  };

  return { flags, workload, load, broker: scaling, chat: speaking, store: saving };
}

function troubled({ truth, mono }: Stage, call: Call): void {
  if (call === 'write' || call === 'read' || call === 'served') truth.flagTrouble = mono();
  if (call === 'sync') truth.diskTrouble = mono();
  if (call === 'sight') truth.sightTrouble = mono();
  if (call === 'load' || call === 'read') truth.loadTrouble = mono();
}

/** Dates are corrected by the source's clock, as adapters do, to the bot's clock as it is now. */
function asSeen(stage: Stage, { pods, readings, readingsWhy }: Sighting, how: How | null): Sighting {
  const { clock, wires, truth, shop, settings } = stage;
  const shift = clock.steppedMs;
  const shifted = pods.map((pod) => ({
    ...pod,
    startedAt: pod.startedAt === null ? null : pod.startedAt + shift,
    lastTermination:
      pod.lastTermination === null
        ? null
        : { ...pod.lastTermination, finishedAt: pod.lastTermination.finishedAt + shift },
  }));
  if (how === 'none') return { pods: shifted, readings: [], readingsWhy: 'no metrics' };
  const older = how === 'old' ? truth.lastReading : null;
  const dated = readings.map((reading) => ({
    ...(settings.signals ? withSignals(stage, reading) : reading),
    at: reading.at + shift + wires.sourceClockMs,
    seenAt: clock.now(),
  }));
  const seen = older === null || shop.podsMissing ? dated : [{ ...older, at: older.at - 15_000 }];
  return { pods: shifted, readings: seen, readingsWhy };
}

function withSignals({ settings, truth }: Stage, reading: Sighting['readings'][number]) {
  const points = (reading.usedBytes / (20 * 2 ** 20)) * 100;
  const risen = Math.max(0, points - truth.percentBefore);
  return {
    ...reading,
    rssBytes: reading.usedBytes - 2 ** 20,
    peakBytes: reading.usedBytes + 2 ** 17,
    goroutines: settings.growthPerMinute > 2 ? 67 + Math.floor(risen * 90) : 67,
  };
}
