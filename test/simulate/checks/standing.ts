/** What must be so after each step and at each second. It looks at what is served and stored, and at what was told. */
import type { Run } from '../../../src/run/run.ts';
import { lateMs } from '../process.ts';
import { blindMs, flagdNow, isOurs, otherFlags, runId, type Stage, since } from '../stage.ts';
import { never } from '../truth.ts';
import { check } from './found-wrong.ts';

/** With well wires an off is seen off within this. */
const quietMs = 35_000;
/** As long as a write of somebody's may still be on its way. */
const raceMs = 25_000;

export function checkStanding(stage: Stage): void {
  const run = stage.run();
  if (run === null) return;
  if (run.decision !== null) stage.truth.decidedAt ??= stage.mono();
  const on = isOurs(stage.served());
  if (on) checkOn(stage, run);
  checkHands(stage);
  if (run.state === 'preparing' && run.decision === null && stage.process.alive) {
    const longMs = since(stage, stage.truth.aliveSince, stage.truth.startedMono);
    check(stage, longMs < 120_000, 'rule 6', () => 'it is prepared and prepared');
  }
}

/** Our value is served. */
function checkOn(stage: Stage, run: Run): void {
  const { truth, process } = stage;
  checkLease(stage, run);
  // Without our targeting it is a person's, our id or not.
  const ended = run.state === 'ended' && stage.standing()?.targeting !== undefined;
  check(stage, !ended, 'rule 9', () => 'ended, and the flag serves ours');
  if (!process.alive) return;
  const { mustBeOff } = truth;
  const livelyMs = since(stage, truth.aliveSince, truth.flagTrouble, truth.flagTouched);
  const decided = run.decision !== null;
  const decidedMs = Math.min(livelyMs, since(stage, truth.decidedAt ?? 0));
  check(stage, !decided || decidedMs <= quietMs, 'promise 1', () => `${run.state}, and the flag serves ours`);
  if (mustBeOff !== null) {
    const calmMs = Math.min(livelyMs, since(stage, mustBeOff.since));
    check(
      stage,
      calmMs <= quietMs,
      'promise 1',
      () => `on ${Math.round(calmMs / 1000)} s after: ${mustBeOff.why}`,
    );
    // Whatever else hangs or fails, it is asked for at once; a write that failed is tried again a little later.
    const waitsMs = since(stage, mustBeOff.since, truth.aliveSince);
    const asked = truth.offAsked >= Math.max(mustBeOff.since, truth.aliveSince) - 1;
    const other = since(stage, truth.flagTouched, truth.writeTrouble) < quietMs;
    check(
      stage,
      asked || waitsMs < 2_000 || other,
      'promise 8',
      () => `no off is asked for, after: ${mustBeOff.why}`,
    );
  }
  if (!decided && run.state === 'growing') checkSight(stage, run);
}

/** Promise 2: whatever becomes of the bot, flagd serves off when a lease is over. */
function checkLease(stage: Stage, run: Run): void {
  const { truth, settings } = stage;
  const served = stage.served();
  if (settings.leaseMs === null || served.kind !== 'served') return;
  const deadline = served.metadata.leakopsDeadline;
  if (typeof deadline !== 'number' || deadline <= 1) return;
  const leftSeconds = deadline - flagdNow(stage);
  // A clock that was set is learnt from OFREP alone, and by a renewal.
  const settleMs = 20 * settings.pollMs + 10_000;
  const learnt =
    since(stage, truth.clockChanged, truth.flagTrouble) > settleMs &&
    run.flag.lastWrite > truth.clockWrites + 1;
  const known = truth.clockChanged === never || learnt;
  const bound = settings.leaseMs / 1000 + (truth.clockChanged === never ? 1 : 5);
  check(
    stage,
    !known || leftSeconds <= bound,
    'promise 2',
    () => `served with ${leftSeconds.toFixed(1)} s of lease left`,
  );
}

/** Promise 3: no new date for the set time. */
function checkSight(stage: Stage, run: Run): void {
  const { truth, settings } = stage;
  const blind = blindMs(settings);
  const longMs = Math.min(since(stage, truth.newDate), since(stage, truth.aliveSince));
  const excused = since(stage, truth.podChanged) < 2 * blind + 20_000;
  check(
    stage,
    excused || longMs < blind + 2 * settings.pollMs + 15_000,
    'promise 3',
    () => `no new date for ${Math.round(longMs / 1000)} s, and not tripped`,
  );
  const disabled = stage.standing()?.state === 'DISABLED';
  check(
    stage,
    !disabled || since(stage, truth.flagTouched) < quietMs,
    'rule 12',
    () => `${run.state}, and DISABLED`,
  );
}

/** Promise 5: a person's change is never put back over. */
function checkHands(stage: Stage): void {
  const { truth } = stage;
  const standing = stage.standing();
  const races = since(stage, truth.flagTrouble) < raceMs + lateMs(stage);
  if (standing !== undefined && !races)
    for (const mark of truth.marks)
      check(
        stage,
        mark.holds(standing),
        'promise 5',
        () => `over a person's "${mark.name}": ${JSON.stringify(standing)}`,
      );
  const over = truth.loadPutOverPerson;
  check(stage, over.length === 0, 'rule 15', () => `load put over a person's: ${over.join(', ')}`);
}

/** Once a second is often enough for what only a step of ours could break. */
export function checkOthers(stage: Stage): void {
  check(stage, otherFlags(stage) === stage.truth.otherFlags, 'promise 5', () => 'another flag was changed');
  if (since(stage, stage.truth.leakKill) < 1_000) checkKill(stage);
}

/** Promise 4: with wires that are well no slow leak comes to a kill. */
function checkKill(stage: Stage): void {
  const { truth, settings, shop } = stage;
  const wellMs = since(
    stage,
    truth.aliveSince,
    truth.sightTrouble,
    truth.flagTrouble,
    truth.flagTouched,
    truth.growthChanged,
    truth.wallStepped,
    truth.clockChanged,
    truth.podChanged === truth.leakKill ? never : truth.podChanged,
  );
  const slow = shop.growthPerMinute <= 12 && settings.pollMs <= 10_000 && settings.readingEveryMs <= 15_000;
  const armed = truth.breaker.state === 'armed' && truth.breaker.thresholdPercent <= 80;
  const grew = stage.run()?.state !== 'ended' && stage.store.peek(runId) !== null;
  check(
    stage,
    !(wellMs > 240_000 && slow && armed && grew),
    'promise 4',
    () => 'a kill, and nothing was amiss',
  );
}
