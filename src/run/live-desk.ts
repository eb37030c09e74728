/** The desk: holds the world for one start or run at a time (promise 7), takes runs up again after a restart. */
import { wordsOf } from '../failure.ts';
import { sameJson } from '../flag/equal.ts';
import { leaseOwner } from '../flag/lease.ts';
import { isMarked, withoutResidue } from '../flag/residue.ts';
import { turnedOff } from '../flag/turned-off.ts';
import { undo } from '../flag/undo.ts';
import type { Chat, Clock, Person, Store } from '../ports.ts';
import { planPost } from '../voice/plan-post.ts';
import { reportPost } from '../voice/report-post.ts';
import { putBackBroker } from './broker-residue.ts';
import { chartPath } from './chart-path.ts';
import { createRun, type RunSettings } from './create-run.ts';
import type { Desk, Finding, Order, OrderResult, StartRequest, StartResult } from './desk.ts';
import { examine } from './doctor.ts';
import { owesLoad, putBackLoad } from './load-residue.ts';
import { newestRun } from './newest-run.ts';
import { presentOf } from './outlook.ts';
import { ownWrites } from './own-writes.ts';
import { type PreflightParts, preflight } from './preflight.ts';
import { type Ended, freshEyes, latestInstant, type Run, type RunId, type WorldIdentity } from './run.ts';
import { createRunner, type Log, type Runner, type World } from './runner.ts';
import { owesWords } from './talker.ts';

export interface DeskParts {
  world: World;
  /** Of the present world; its `clusterId` may be null where it may not be read. */
  identity: WorldIdentity;
  store: Store;
  clock: Clock;
  /** All that are set up. A run may belong to one that is not any more: its words wait. */
  chats: readonly Chat[];
  settings: Omit<RunSettings, 'targetTitle' | 'bot'> &
    Pick<StartRequest, 'breaker'> & { publicUrl: string | null };
  log: Log;
  onChange: (run: Run) => void;
}

export interface LiveDesk extends Desk {
  /** Takes up the unfinished runs of this world; answers those of others. Before chat is connected (rule 26). */
  resume(): { taken: Run[]; elsewhere: Run[] };
  /** The loop without a run: an elastic clock goes on, residue is put back. */
  idle(): Promise<void>;
  /** Ends playing; runs stay resumable. */
  close(): void;
}

export function createDesk(parts: DeskParts): LiveDesk {
  const { world, store, clock, settings, log } = parts;
  const bot = store.botId();
  const runners = new Map<RunId, Runner>();
  let preparing: { holder: string; stop: AbortController; stoppedBy: string | null } | null = null;
  const closing = new AbortController();

  const live = () =>
    [...runners.values()].map((runner) => runner.run()).filter((run) => run.state !== 'ended');

  function play(run: Run): Runner {
    const runner = createRunner(run, {
      world,
      store,
      chats: parts.chats,
      clock,
      publicUrl: settings.publicUrl,
      log,
      onChange: parts.onChange,
    });
    if (closing.signal.aborted) runner.close();
    runners.set(run.id, runner);
    void runner.play().then(() => runners.delete(run.id));
    return runner;
  }

  /** Puts back what an ended run of ours, or an unknown one whose deadline has passed, left (rule 9). */
  async function clearResidue(): Promise<void> {
    const current = await world.flags.read(settings.flagKey);
    if (current === null || !isMarked(current) || live().length > 0) return;
    const owner = leaseOwner(current.metadata)!;
    const run = owner.bot === bot ? store.run(owner.run as RunId) : null;
    if (run !== null && run.state !== 'ended') return;
    // Deadlines are on flagd's clock, and ours may be far from it: unknown, they have not passed.
    const served = await world.flags.served(settings.flagKey);
    const atSeconds = served.kind === 'served' && served.serverAt !== null ? served.serverAt / 1000 : 0;
    const evaluate = (definition: typeof current) =>
      world.flags.evaluate(settings.flagKey, definition, atSeconds);
    if (run === null && (owner.deadlineSeconds === null || owner.deadlineSeconds > atSeconds)) return;
    await world.flags.change(settings.flagKey, {
      urgent: false,
      change: (now) => {
        if (now === null || !sameJson(leaseOwner(now.metadata), owner)) return 'leave';
        if (run !== null) return undo(now, ownWrites(run.flag), run.flag.lastWrite + 1, evaluate).definition;
        const clean = withoutResidue(now);
        const evaluation = evaluate(clean);
        return evaluation.kind === 'value' && evaluation.off ? clean : 'leave';
      },
    });
    log.info({ run: owner.run }, 'put back what an ended run had left in the flag');
  }

  const lastRun = () => newestRun(store.runs, (run) => isSameWorld(run.world, parts.identity)) ?? undefined;

  async function clearBroker(): Promise<void> {
    if (live().length > 0) return;
    const name = await putBackBroker(lastRun(), world);
    if (name !== null) log.info({ broker: name }, 'brought back the broker that a run had left down');
  }

  async function clearAll(): Promise<void> {
    await clearResidue();
    await clearBroker();
    const last = lastRun();
    if (!owesLoad(last)) return;
    const restored = await putBackLoad(last, world.loads.of(last.load.kind), store);
    if (restored) log.info({ run: last.id }, 'put back the load that a run had left on');
  }

  const preflightParts = (): PreflightParts => ({
    world,
    clock,
    flagKey: settings.flagKey,
    bot,
    liveRun: () => live()[0]?.id ?? null,
    pollMs: settings.pollMs,
    blindAfterMs: settings.blindAfterMs,
    leaseMs: settings.leaseMs,
    clearResidue,
    clearBroker,
  });

  async function start(request: StartRequest, progress: (finding: Finding) => void): Promise<StartResult> {
    const holding = live()[0];
    // A plan only reads: it waits for nobody and holds nothing.
    if (holding !== undefined && !request.dry)
      return { kind: 'busy', run: holding, holder: holding.owner.name };
    if (preparing !== null && !request.dry) return { kind: 'busy', run: null, holder: preparing.holder };
    const held = {
      holder: request.owner.name,
      stop: new AbortController(),
      stoppedBy: null as string | null,
    };
    if (!request.dry) preparing = held;
    try {
      const result = await preflight(
        preflightParts(),
        request,
        AbortSignal.any([held.stop.signal, closing.signal]),
        progress,
      );
      if (held.stoppedBy !== null || closing.signal.aborted) {
        return { kind: 'stopped', by: held.stoppedBy ?? 'leakops, which is shutting down' };
      }
      if (result.kind === 'failed') return { kind: 'refused', findings: result.findings };
      const make = (id: RunId) =>
        createRun(
          id,
          request,
          { ...parts.identity, clusterId: parts.identity.clusterId ?? result.prepared.clusterId },
          result.prepared,
          { ...settings, bot, targetTitle: world.workload.title },
          clock.now(),
          clock.monotonic(),
        );
      if (request.dry) {
        const run = make('run-0');
        return { kind: 'dry', findings: result.findings, plan: planPost(run, clock.now()).lines };
      }
      const run = store.createRun(make);
      play(run);
      parts.onChange(run);
      return { kind: 'started', run };
    } finally {
      if (preparing === held) preparing = null;
    }
  }

  async function flagOff(by: Person): Promise<OrderResult> {
    const holding = live()[0];
    if (holding !== undefined) return desk.order(holding.id, { kind: 'flag-off' }, by);
    const key = settings.flagKey;
    let how = 'it was off already';
    try {
      const answer = await world.flags.change(key, {
        urgent: true,
        change: (current) => {
          if (current === null) return 'leave';
          const off = turnedOff(current, (definition) =>
            world.flags.evaluate(key, definition, clock.now() / 1000),
          );
          if (sameJson(off.definition, current)) return 'leave';
          how = off.how;
          return off.definition;
        },
      });
      if (answer.definition === null)
        return { kind: 'refused', text: `Flag ${key} is not in the flag file.`, remedy: null };
      for (let waitMs = 20; waitMs < 3_000; waitMs *= 1.5) {
        const served = await world.flags.served(key);
        if (served.kind === 'served' && served.off) {
          return { kind: 'done', text: `Flag ${key} is off, seen off: ${how}.` };
        }
        await clock.sleep(waitMs, closing.signal);
      }
      return {
        kind: 'refused',
        text: `Flag ${key} was written off, and is not seen off yet.`,
        remedy: '`/leak doctor`',
      };
    } catch (error) {
      return {
        kind: 'refused',
        text: `Flag ${key} could not be turned off: ${wordsOf(error)}.`,
        remedy: '`/leak doctor`',
      };
    }
  }

  async function restartTarget(by: Person): Promise<OrderResult> {
    const holding = live()[0];
    if (holding !== undefined) return desk.order(holding.id, { kind: 'restart' }, by);
    try {
      const at = clock.now();
      await world.workload.restart({ key: `by-hand-${at}`, at });
      return { kind: 'done', text: `Restarting ${world.workload.title}.` };
    } catch (error) {
      return { kind: 'refused', text: `No restart: ${wordsOf(error)}.`, remedy: '`/leak doctor`' };
    }
  }

  const desk: LiveDesk = {
    start,
    flagOff,
    restartTarget,
    order(runId: RunId, order: Order, by: Person): OrderResult {
      const runner = runners.get(runId);
      if (runner !== undefined) return runner.order(order, by);
      const stored = store.run(runId);
      if (stored !== null && stored.state !== 'ended') {
        const { target, namespace } = stored.world;
        const text = `${runId} is ${stored.state} in another world (${namespace === '' ? target : `${target}, ${namespace}`}).`;
        return { kind: 'refused', text, remedy: `Start leakops with LEAKOPS_TARGET=${target} there` };
      }
      return { kind: 'refused', text: `${runId} has ended.`, remedy: `\`/leak report ${runId}\`` };
    },
    stopPreflight(by) {
      if (preparing === null) return false;
      preparing.stoppedBy = by.name;
      preparing.stop.abort();
      return true;
    },
    live,
    history: (newest) => store.runs(newest),
    run: (id) => runners.get(id)?.run() ?? store.run(id),
    doctor: () =>
      examine({
        ...preflightParts(),
        live: live()[0] ?? null,
        last: lastRun() ?? null,
        breaker: settings.breaker,
      }),
    async present() {
      const sighting = await world.workload.sight(closing.signal).catch(() => null);
      return sighting === null ? null : presentOf(sighting, live()[0] ?? lastRun() ?? null, clock.now());
    },
    resume() {
      const unfinished = store.runs().filter((run) => run.state !== 'ended' || owesWords(run));
      const taken: Run[] = [];
      const elsewhere: Run[] = [];
      for (const listed of unfinished) {
        if (!isSameWorld(listed.world, parts.identity)) {
          if (listed.state === 'ended') {
            // Words need no world.
            const stored = store.run(listed.id);
            if (stored !== null) play({ ...stored, eyes: freshEyes(clock.monotonic(), clock.now()) });
          } else if (listed.world.target !== 'sandbox') elsewhere.push(listed);
          else {
            const ended = abandoned(store.run(listed.id) ?? listed, clock.now(), settings.publicUrl);
            store.saveRun(ended);
            taken.push(play(ended).run());
          }
          continue;
        }
        const stored = store.run(listed.id);
        if (stored === null) continue;
        const at = Math.max(clock.now(), latestInstant(stored));
        taken.push(play({ ...stored, eyes: freshEyes(clock.monotonic(), at) }).run());
      }
      return { taken, elsewhere };
    },
    async idle() {
      let cleared = false;
      while (!closing.signal.aborted) {
        if (live().length === 0 && preparing === null) {
          clock.turn();
          if (!cleared) {
            cleared = await clearAll().then(
              () => true,
              () => false,
            );
          }
        }
        await clock.sleep(settings.pollMs, closing.signal);
      }
    },
    close() {
      closing.abort();
      for (const runner of runners.values()) runner.close();
    },
  };
  return desk;
}

/** An embedded sandbox dies with its process, and the run with it (rule 25). */
function abandoned(run: Run, now: number, publicUrl: string | null): Run {
  const text = 'its sandbox ended with the bot';
  const ended: Ended = {
    ...run,
    state: 'ended',
    decision: run.decision ?? { kind: 'abort', at: now, by: 'leakops', why: text },
    endedAt: now,
    outcome: 'aborted',
    events: [...run.events, { at: now, kind: 'end', by: 'leakops', text }],
    eyes: freshEyes(0, now),
  };
  const chartUrl = ended.growingAt === null ? null : chartPath(ended);
  const report = { key: 'report', said: reportPost(ended, now, { publicUrl, chartUrl }), at: now };
  return { ...ended, outbox: [report], saidKeys: [...ended.saidKeys, report.key] };
}

/** A cluster id that may not be read on either side tells nothing (rule 25). */
function isSameWorld(a: WorldIdentity, b: WorldIdentity): boolean {
  const unknown = a.clusterId === null || b.clusterId === null;
  return (
    sameJson({ ...a, clusterId: null }, { ...b, clusterId: null }) && (unknown || a.clusterId === b.clusterId)
  );
}
