/** What must be so once all faults are mended and the run has ended: promises 5, 6 and 9, rules 14–16 and 22. */
import { sameJson } from '../../../src/flag/equal.ts';
import type { Run } from '../../../src/run/run.ts';
import { stockFlag } from '../../fakes/fake-flagd.ts';
import type { Stage } from '../stage.ts';
import { never } from '../truth.ts';
import { check } from './found-wrong.ts';
import { checkTalk } from './talk.ts';

type Ended = Extract<Run, { state: 'ended' }>;

export function checkEnded(stage: Stage): void {
  const run = stage.run();
  if (run?.state !== 'ended') {
    check(stage, false, 'rule 9', () => `still ${run?.state}: ${JSON.stringify(run?.decision)}`);
    return;
  }
  checkFlag(stage, run);
  checkLoad(stage, run);
  checkOutcome(stage, run);
  checkRecovery(stage, run);
  checkTalk(stage, run);
}

/** A refused start makes no run and touches nothing (rule 1). */
export function checkUntouched(stage: Stage): void {
  const { truth, shop } = stage;
  if (truth.flagTouched === never)
    check(stage, sameJson(stage.standing(), stockFlag()), 'rule 1', () => JSON.stringify(stage.standing()));
  if (truth.load === null)
    check(stage, shop.locust.users === 5, 'rule 1', () => `load is ${shop.locust.users}`);
}

function checkFlag(stage: Stage, run: Ended): void {
  const { truth } = stage;
  const standing = stage.standing();
  const served = stage.served();
  const untouched = truth.flagTouched === never;
  const told = () => `${JSON.stringify(standing)}, undo ${run.flag.undo}`;
  if (untouched) {
    check(stage, sameJson(standing, stockFlag()), 'promise 5', () => `not as before: ${told()}`);
    const undone = run.flag.undo === 'seen' || run.flag.sent.length === 0;
    check(stage, undone, 'rule 14', () => `undo ${run.flag.undo}`);
    check(stage, !run.flag.editedSeen, 'rule 12', () => 'an edit that nobody made');
    check(stage, run.flag.asBefore !== false, 'promise 9', () => 'said not to be as before');
  }
  const marked = standing?.metadata?.leakopsRun !== undefined;
  check(stage, !marked || run.flag.undo === 'kept-off', 'rule 9', () => `our id is left: ${told()}`);
  const theirs = standing?.targeting === undefined && !untouched;
  const on = served.kind === 'served' && !served.off;
  check(stage, !on || theirs, 'promise 1', () => `serves ${on ? JSON.stringify(served.value) : ''}`);
  const blamed = run.flag.othersSame === false && !truth.faults.has('other flag');
  check(stage, !blamed, 'promise 9', () => 'said that others were changed');
}

function checkLoad({ shop, truth, ...stage }: Stage, { load }: Ended): void {
  const all = { shop, truth, ...stage };
  const { running, users } = shop.locust;
  const raced =
    truth.loadRaced && truth.loadsBefore.some((one) => one.running === running && one.users === users);
  const before = raced || (running && users === 5);
  const persons =
    truth.load !== null &&
    running === truth.load.running &&
    (users === truth.load.users || (!running && !truth.load.running));
  check(all, before || persons, 'promise 5', () => `load is ${running} ${users}, undo ${load.undo}`);
  check(all, truth.load === null || persons, 'rule 15', () => `a person's load is gone: ${running} ${users}`);
  // After a crash with a full disk it cannot be told who put it back.
  const taken = load.undo === 'person' && truth.loadTouched === never && truth.diskTrouble === never;
  check(all, !taken, 'promise 9', () => 'nobody changed the load');
}

function checkOutcome(stage: Stage, run: Ended): void {
  const { truth, shop } = stage;
  const { decision, growingAt, endedAt, outcome } = run;
  if (decision === null) {
    check(stage, false, 'promise 9', () => 'ended without a decision');
    return;
  }
  const monoOf = (at: number) => at - (stage.clock.now() - stage.mono());
  const sane = truth.wallStepped === never;
  const end = shop.pod.lastTermination;
  const shown = sane && end?.reason === 'OOMKilled' && growingAt !== null;
  const seen = shown && end.finishedAt >= growingAt && end.finishedAt < endedAt - 60_000;
  check(stage, !seen || outcome === 'oom-killed', 'rule 22', () => `killed, and ${outcome}`);
  if (outcome === 'oom-killed' && sane) {
    const from = monoOf((growingAt ?? 0) - 3_000);
    const killed = truth.kills.some((at) => at >= from && at <= monoOf(endedAt));
    check(stage, killed, 'rule 22', () => 'oom-killed without a kill');
  }
  const wanted = run.kills.length > 0 ? 'oom-killed' : outcomeAfter(decision);
  check(stage, outcome === wanted, 'rule 22', () => `${outcome} after ${decision.kind}, not ${wanted}`);
  for (const why of withoutCause(stage, run, decision)) check(stage, false, 'promise 9', () => why);
}

/** Rule 22, as it is written. */
function outcomeAfter(decision: NonNullable<Run['decision']>): string {
  const words = decision.kind === 'trip' ? decision.reason : decision.kind;
  const levelled = decision.kind === 'time' && ['level', 'bursts'].includes(decision.regime);
  const table: { [reason: string]: string } = {
    blind: 'lost-sight',
    lease: 'stopped',
    storage: 'aborted',
    stop: 'stopped',
    person: 'stopped',
    abort: 'aborted',
    kill: 'oom-killed',
    time: levelled ? 'levelled' : 'completed',
  };
  return table[words] ?? 'averted';
}

/** A decision has a cause in the world. */
function withoutCause({ truth }: Stage, run: Ended, decision: NonNullable<Run['decision']>): string[] {
  const happened = (...instants: number[]) => instants.some((at) => at !== never) || truth.crashes > 0;
  const { kind } = decision;
  // A decision that a new process reads from the flag is dated by that process's wall clock.
  const setBack = truth.crashes > 0 && truth.wallStepped !== never;
  const why: { [name: string]: boolean } = {
    [`nobody did: ${decision.why}`]: kind === 'person' && !happened(truth.flagTouched),
    'nobody stopped it': kind === 'stop' && !truth.ordered.stop && truth.crashes === 0,
    'ended early': kind === 'time' && run.growingAt !== null && decision.at < run.endsAt && !setBack,
    [`aborted while growing: ${decision.why}`]: kind === 'abort' && run.growingAt !== null,
  };
  if (kind === 'trip') {
    const { reason } = decision;
    const wires = [truth.flagTrouble, truth.clockChanged, truth.flagTouched, truth.sightTrouble];
    why['nobody tripped it'] = reason === 'command' && !truth.ordered.trip && truth.crashes === 0;
    why['blind without a cause'] = reason === 'blind' && !happened(truth.sightTrouble, truth.wallStepped);
    why['storage without a cause'] = reason === 'storage' && !happened(truth.diskTrouble);
    why['the lease ran out without a cause'] = reason === 'lease' && !happened(...wires);
    why['threshold, and the breaker was off'] =
      reason === 'threshold' && truth.breaker.state === 'off' && truth.crashes === 0;
  }
  return Object.keys(why).filter((words) => why[words]);
}

/** Promise 6: off is not recovered. */
function checkRecovery(stage: Stage, run: Ended): void {
  const { truth, settings, shop } = stage;
  // A value that a person serves makes it grow again, whatever it had recovered to.
  if (run.recovery !== 'recovered' || truth.wallStepped !== never || truth.flagTouched !== never) return;
  const clear = settings.growthPerMinute >= 3 && truth.growthChanged === never && truth.podChanged === never;
  const bound = Math.max(62, truth.percentBefore) + 12;
  check(
    stage,
    !clear || shop.percent <= bound,
    'promise 6',
    () => `recovered, and memory is at ${shop.percent} %`,
  );
}
