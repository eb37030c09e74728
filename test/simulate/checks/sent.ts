/** What a process sends, at the instant at which it does: rules of writing, of saving before, and of not doing. */
import type { FlagDefinition } from '../../../src/flag/definition.ts';
import { leakFlag } from '../../fakes/fake-flagd.ts';
import { blindMs, flagdNow, isOurs, runId, type Stage, since } from '../stage.ts';
import { never } from '../truth.ts';
import { check } from './found-wrong.ts';
import { lastPercent } from './told.ts';

const afterEveryDeadline = 4e9;

/** An off that is asked for is heard, whether or not its wire works. */
export function flagAsked(
  stage: Stage,
  urgent: boolean,
  change: (current: FlagDefinition | null) => FlagDefinition | 'leave',
): void {
  if (!urgent) return;
  const wanted = change(stage.standing() ?? null);
  if (wanted === 'leave' || typeof wanted.metadata?.leakopsReason === 'string')
    stage.truth.offAsked = stage.mono();
}

export function flagSent(stage: Stage, current: FlagDefinition | null, wanted: FlagDefinition): void {
  const isOn = (atSeconds: number) => {
    const evaluation = stage.evaluate(leakFlag, wanted, atSeconds);
    return evaluation.kind !== 'value' || !evaluation.off;
  };
  const mark = wanted.metadata ?? {};
  const now = flagdNow(stage);
  const flat = Object.values(mark).every((value) => typeof value !== 'object');
  check(stage, flat, 'rule 11', () => `metadata is not flat: ${JSON.stringify(mark)}`);
  const serves = mark.leakopsRun === runId && isOn(now);
  if (serves) sentOn(stage, current, wanted);
  // Nothing but a lease may turn it on, now or ever; a person's own value that stays on is a person's.
  else if (undoes(current, wanted))
    check(
      stage,
      !isOn(now) && !isOn(afterEveryDeadline),
      'rule 14',
      () => `undo leaves it on: ${text(wanted)}`,
    );
  else
    check(stage, !isOn(afterEveryDeadline), 'rule 9', () => `an off that is not for good: ${text(wanted)}`);
  // An off may go first and is saved beside.
  const saved = stage.store.onDisk(runId);
  if (saved === null || !undoes(current, wanted)) return;
  check(stage, saved.decision !== null, 'rule 26', () => 'undo before the decision is saved');
  const { offTold, decidedAt, crashes } = stage.truth;
  const seen = crashes > 0 || offTold >= (decidedAt ?? 0);
  check(stage, seen, 'promise 1', () => 'undo before the flag was seen off');
}

function undoes(current: FlagDefinition | null, wanted: FlagDefinition): boolean {
  return current?.metadata?.leakopsRun === runId && wanted.metadata?.leakopsRun === undefined;
}

/** A write that serves the value: the one thing that may not be done a moment too late, nor unsaved. */
function sentOn(stage: Stage, current: FlagDefinition | null, wanted: FlagDefinition): void {
  const { truth, settings } = stage;
  const mark = wanted.metadata!;
  const write = Number(mark.leakopsWrite);
  const deadline = mark.leakopsDeadline;
  const saved = stage.store.onDisk(runId);
  const kept = saved?.flag.sent.some((sent) => sent.write === write && sent.kind === 'live') === true;
  check(stage, kept, 'rule 9', () => `write ${write} is sent before it is saved`);
  // What is on its way to the process in this very instant it cannot know yet.
  const heard = truth.mustBeOff !== null && since(stage, truth.mustBeOff.since) > 0;
  check(stage, !heard, 'rule 9', () => `write ${write} turns it on, after: ${truth.mustBeOff!.why}`);
  const value = wanted.variants.leakops;
  check(
    stage,
    truth.ordered.values.includes(Number(value)),
    'rule 12',
    () => `${String(value)} was never asked for`,
  );
  if (settings.leaseMs === null) return;
  check(stage, Number.isInteger(deadline), 'rule 6', () => `the deadline is ${String(deadline)}`);
  check(stage, truth.seenOff.size > 0, 'rule 6', () => 'live before its first step was seen off');
  const watched = saved?.flag.latestDeadlineSeconds ?? 0;
  check(stage, watched >= Number(deadline), 'rule 9', () => 'the deadline is sent before it is saved');
  if (truth.seenOn.size > 0) renewed(stage, current);
}

/** Rule 7. */
function renewed(stage: Stage, current: FlagDefinition | null): void {
  const { truth, settings } = stage;
  const mark = current?.metadata;
  check(stage, mark?.leakopsRun === runId, 'rule 7', () => 'renewed, and our id is gone');
  const deadline = Number(mark?.leakopsDeadline ?? 0);
  const wiresWell = since(stage, truth.flagTrouble, truth.clockChanged) > 30_000;
  if (wiresWell && deadline > 1)
    check(stage, deadline > flagdNow(stage) - 1.5, 'rule 7', () => 'renewed a lease that has expired');
  const percent = lastPercent(stage);
  const over =
    truth.breaker.state === 'armed' && percent !== null && percent > truth.breaker.thresholdPercent;
  check(stage, !over || since(stage, truth.newDate) === 0, 'rule 7', () => `renewed at ${percent} %`);
  const sightMs = since(stage, truth.newDate);
  const known = since(stage, truth.podChanged) < 2 * blindMs(settings);
  const blind = sightMs > blindMs(settings) + settings.pollMs + 10_000;
  check(
    stage,
    !blind || known,
    'rule 7',
    () => `renewed ${Math.round(sightMs / 1000)} s after the last reading`,
  );
  check(stage, truth.freshSeen || known, 'rule 7', () => 'renewed before one fresh reading');
}

/** `users` null: put back. */
export function loadSent(stage: Stage, users: number | null): void {
  const { truth } = stage;
  const saved = stage.store.onDisk(runId);
  if (saved === null) return;
  if (users === null) {
    const over = truth.mustBeOff !== null || stage.run()?.decision !== null;
    check(stage, over, 'rule 15', () => 'load put back while the run goes on');
    return;
  }
  check(
    stage,
    saved.load.sentUsers.includes(users),
    'rule 15',
    () => `${users} users sent before it is saved`,
  );
  check(stage, saved.load.before !== null, 'rule 15', () => 'load put on without an undo');
  check(stage, truth.seenOn.size > 0, 'rule 6', () => 'load before the flag was seen on');
  check(stage, truth.ordered.users.includes(users), 'rule 15', () => `${users} users were never asked for`);
  check(stage, truth.mustBeOff === null, 'rule 15', () => `load put on, after: ${truth.mustBeOff!.why}`);
}

export function restartSent(stage: Stage): void {
  const { truth, settings } = stage;
  const asked = truth.ordered.restart || settings.restartPolicy === 'auto';
  check(stage, asked, 'rule 23', () => 'a restart that nobody asked for');
  const calm = since(stage, truth.flagTrouble, truth.flagTouched, truth.crashedAt) > 30_000;
  const touched = truth.flagTouched > never;
  check(
    stage,
    !isOurs(stage.served()) || !calm || touched,
    'rule 29',
    () => 'restarted while the flag is on',
  );
  const saved = stage.store.onDisk(runId);
  // Of a run that has ended it is by hand, whether or not its end is on the disk.
  const byHand = saved === null || stage.run()?.state === 'ended';
  check(stage, byHand || saved.restart !== null, 'the loop', () => 'a restart before it is saved');
}

function text(definition: FlagDefinition): string {
  return JSON.stringify(definition);
}
