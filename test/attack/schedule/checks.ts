/** What must be true at every second of a schedule, and once all faults are mended and the run has ended. */
import { sameJson } from '../../../src/flag/equal.ts';
import type { Served } from '../../../src/ports.ts';
import { outcomeOf } from '../../../src/run/outcome.ts';
import type { Run } from '../../../src/run/run.ts';
import { stockFlag } from '../../fakes/fake-flagd.ts';
import { NEVER, type Stage } from './stage.ts';

const quietMs = 35_000;
const blindAfterMs = 90_000;

/** Read off the fakes' faults: when each kind of wire was last other than well. */
export function noteTrouble({ game, truth, wires, mono }: Stage): void {
  const { flagd, shop, store } = game;
  const fails = flagd.writesFail ?? flagd.readsFail ?? flagd.ofrepFails;
  const late = flagd.storeAfterMs + flagd.loadAfterMs + wires.ofrepMs + wires.sourceMs + wires.queueMs;
  if (fails !== null || late > 0 || wires.loseAnswers) truth.flagTrouble = mono();
  const blind = shop.metricsMissing || shop.metricsStale || shop.podsMissing || shop.clusterFails !== null;
  if (blind || wires.sightMs > 0) truth.sightTrouble = mono();
  if (!blind) truth.sightGood = mono();
  if (shop.locust.fails !== null || wires.loadMs > 0) truth.loadTrouble = mono();
  if (store.fails !== null) truth.diskTrouble = mono();
}

/** Ours and a value: the words of what is wrong with that now; empty: nothing. */
export async function wrongNow(stage: Stage): Promise<string[]> {
  const { game, truth, settings, mono } = stage;
  const run = game.run();
  const served = await stage.served();
  const standing = stage.standing();
  const since = (at: number) => mono() - at;
  const wrong: string[] = [];
  const lively = Math.min(since(truth.aliveSince), since(truth.flagTrouble), since(truth.flagTouched));

  const leftSeconds = leaseLeft(stage, served);
  // Learnt from OFREP alone.
  const settleMs = 20 * settings.pollMs + 10_000;
  const clockIsKnown =
    since(Math.max(truth.clockChanged, truth.flagTrouble)) > settleMs &&
    run.flag.lastWrite > truth.clockWrites + 1;
  const trusted = truth.clockChanged === NEVER || clockIsKnown;
  if (leftSeconds !== null && settings.leaseMs !== null && trusted) {
    if (leftSeconds > settings.leaseMs / 1000 + 5)
      wrong.push(`served with ${Math.round(leftSeconds)} s of lease left`);
  }
  const decided = run.decision !== null;
  if (decided && isOurs(served) && truth.alive && lively > quietMs)
    wrong.push(`${run.state}, and the flag serves ours`);
  if (run.state === 'preparing' && !decided && since(Math.max(truth.aliveSince, truth.startedMono)) > 120_000)
    wrong.push('it is prepared and prepared');
  // Without our targeting it is a person's, our id or not.
  if (run.state === 'ended' && isOurs(served) && standing?.targeting !== undefined)
    wrong.push('ended, and the flag serves ours');
  if (!decided && truth.alive && run.state === 'growing') {
    const overdue = overThreshold(stage, run);
    if (overdue !== null) wrong.push(overdue);
    if (since(Math.max(truth.sightGood, truth.aliveSince)) > 2 * blindAfterMs + 40_000)
      wrong.push('blind, and not tripped');
    if (standing?.state === 'DISABLED' && lively > quietMs) wrong.push('DISABLED, and not noticed');
  }
  const mayRace = truth.flagTrouble > NEVER && since(truth.flagTrouble) < 25_000;
  if (standing !== undefined && !mayRace)
    for (const mark of truth.marks)
      if (!mark.holds(standing))
        wrong.push(`put back over a person's "${mark.name}": ${JSON.stringify(standing)}`);
  if (truth.callsAgainstPerson.length > 0)
    wrong.push(`load put over a person's: ${truth.callsAgainstPerson.join(', ')}`);
  return wrong;
}

function isOurs(served: Served): boolean {
  return served.kind === 'served' && !served.off && served.metadata.leakopsRun === 'run-1';
}

function leaseLeft({ game }: Stage, served: Served): number | null {
  if (served.kind !== 'served' || !isOurs(served)) return null;
  const deadline = served.metadata.leakopsDeadline;
  const now = (game.clock.now() + game.flagd.clockOffsetMs) / 1000;
  return typeof deadline === 'number' && deadline > 1 ? deadline - now : null;
}

/** A reading that could long be read. */
function overThreshold({ game, truth, settings, mono }: Stage, run: Run): string | null {
  const { shop, clock } = game;
  const wellMs = mono() - Math.max(truth.sightTrouble, truth.aliveSince);
  if (run.breaker.state !== 'armed' || wellMs < 2 * settings.pollMs + 3_000) return null;
  const reading = run.readings.findLast((each) => each.pod === shop.pod.name);
  if (reading === undefined || reading.restarts !== shop.pod.restarts) return null;
  const percent = (reading.usedBytes / run.limitBytes) * 100;
  const longMs = clock.now() - reading.seenAt;
  if (percent <= run.breaker.thresholdPercent || longMs < 1_000) return null;
  return `${percent} % read ${longMs} ms ago, and not tripped`;
}

export async function wrongAtEnd(stage: Stage): Promise<string[]> {
  const { game, truth } = stage;
  const run = game.run();
  if (run.state !== 'ended') return [`still ${run.state}: ${JSON.stringify(run.decision)}`];
  const standing = stage.standing();
  const served = await stage.served();
  const wrong = [...wrongOutcome(stage, run), ...wrongLoad(stage)];
  const untouched = truth.flagTouched === NEVER;
  if (untouched && !sameJson(standing, stockFlag()))
    wrong.push(`not as before: ${JSON.stringify(standing)} ${run.flag.undo}`);
  if (untouched && run.flag.undo !== 'seen' && run.flag.sent.length > 0) wrong.push(`undo ${run.flag.undo}`);
  if (untouched && run.flag.editedSeen) wrong.push('an edit that nobody made');
  const marked = standing?.metadata?.leakopsRun !== undefined;
  if (marked && run.flag.undo !== 'kept-off') wrong.push(`our id is left: ${JSON.stringify(standing)}`);
  const theirs = standing?.targeting === undefined && !untouched;
  if (served.kind === 'served' && !served.off && !theirs)
    wrong.push(`serves ${JSON.stringify(served.value)}`);
  if (run.flag.othersSame === false) wrong.push('said that others were changed');
  if (run.flag.asBefore === false && untouched) wrong.push('said not to be as before');
  if (game.flagd.file.flags.cartFailure?.defaultVariant !== 'off') wrong.push('another flag was changed');
  const keys = game.chat.keys();
  if (new Set(keys).size !== keys.length) wrong.push('a key was posted twice');
  if (keys.filter((key) => key === 'run-1/report').length !== 1) wrong.push('no report');
  return wrong;
}

function wrongOutcome({ game, truth }: Stage, run: Extract<Run, { state: 'ended' }>): string[] {
  const wrong: string[] = [];
  const { decision } = run;
  if (decision === null) return ['ended without a decision'];
  const { growingAt, endedAt } = run;
  const killed = (from: number, to: number) => truth.kills.some((at) => at >= from && at <= to);
  const end = game.shop.pod.lastTermination;
  const shown = end?.reason === 'OOMKilled' && growingAt !== null;
  if (
    shown &&
    end.finishedAt >= growingAt &&
    end.finishedAt < endedAt - 60_000 &&
    run.outcome !== 'oom-killed'
  )
    wrong.push(`killed, and ${run.outcome}`);
  if (run.outcome === 'oom-killed' && !killed((growingAt ?? 0) - 3_000, endedAt))
    wrong.push('oom-killed without a kill');
  if (decision.kind !== 'kill' && run.outcome !== outcomeOf(decision, run.kills))
    wrong.push(`${run.outcome} after ${decision.kind}`);
  if (decision.kind === 'person' && truth.flagTouched === NEVER) wrong.push(`nobody did: ${decision.why}`);
  if (decision.kind === 'stop' && !truth.stopTaken) wrong.push('nobody stopped it');
  if (decision.kind === 'trip') {
    if (decision.reason === 'command' && !truth.tripTaken) wrong.push('nobody tripped it');
    if (decision.reason === 'blind' && truth.sightTrouble === NEVER && truth.crashes === 0)
      wrong.push('blind without a cause');
    if (decision.reason === 'storage' && truth.diskTrouble === NEVER) wrong.push('storage without a cause');
    const wires = Math.max(truth.flagTrouble, truth.clockChanged, truth.flagTouched, truth.sightTrouble);
    if (decision.reason === 'lease' && wires === NEVER && truth.crashes === 0)
      wrong.push('the lease ran out without a cause');
  }
  if (decision.kind === 'time' && run.growingAt !== null && decision.at < run.endsAt)
    wrong.push('ended early');
  if (decision.kind === 'abort' && growingAt !== null) wrong.push(`aborted while growing: ${decision.why}`);
  return wrong;
}

function wrongLoad({ game, truth }: Stage): string[] {
  const { running, users } = game.shop.locust;
  const before = running && users === 5;
  const { load } = game.run();
  const wrong: string[] = [];
  const persons =
    truth.load !== null &&
    running === truth.load.running &&
    (users === truth.load.users || (!running && !truth.load.running));
  if (!before && !persons) wrong.push(`load is ${running} ${users}, undo ${load.undo}`);
  if (truth.load !== null && !persons) wrong.push(`a person's load is gone: ${running} ${users}`);
  // After a crash with a full disk it cannot be told who put it back.
  const taken = load.undo === 'person' && truth.loadTouched === NEVER;
  if (taken && truth.diskTrouble === NEVER) wrong.push('nobody changed the load');
  return wrong;
}
