/** What reached a living process: from here on it must act on it (promises 1, 3, 8). */
import type { Served, Sighting } from '../../../src/ports.ts';
import type { Order, StartRequest, StartResult } from '../../../src/run/desk.ts';
import type { Run } from '../../../src/run/run.ts';
import { isOurs, type Stage } from '../stage.ts';
import { check } from './found-wrong.ts';

const limitBytes = 20 * 2 ** 20;
/** The numbers of late orders, and of those that are delivered twice: acts/order-acts.ts. */
const lateValue = 991;
const lateUsers = 49;
const lateExtendMs = 660_000;
const twiceMs = 420_000;

/** The flag must go off from now on. */
function mustBeOff(stage: Stage, why: string, answered = false): void {
  stage.truth.mustBeOff ??= { since: stage.mono(), why, answered };
}

export function noteServed({ truth, mono }: Stage, served: Served): void {
  if (served.kind === 'served' && served.off) truth.offTold = mono();
  if (served.kind !== 'served' || served.metadata.leakopsRun === undefined) return;
  const write = Number(served.metadata.leakopsWrite);
  (served.off ? truth.seenOff : truth.seenOn).add(write);
}

/** A date is new to a process when it is later than all of its pod that were told to it, or saved. */
export function noteSighting(stage: Stage, { readings }: Sighting): void {
  const { truth, shop } = stage;
  for (const reading of readings) {
    if (stage.clock.now() - reading.at < 85_000) truth.freshSeen = true;
    const latest = truth.latestDates.get(reading.pod) ?? 0;
    if (reading.at <= latest || reading.usedBytes <= 0) continue;
    truth.latestDates.set(reading.pod, reading.at);
    truth.newDate = stage.mono();
    truth.lastReading = reading;
    const percent = (reading.usedBytes / limitBytes) * 100;
    const { state, thresholdPercent } = truth.breaker;
    const isNow = reading.pod === shop.pod.name && reading.restarts === shop.pod.restarts;
    if (isNow && state === 'armed' && percent > thresholdPercent && isOurs(stage.served()))
      mustBeOff(stage, `${percent.toFixed(1)} % read, over ${thresholdPercent} %`);
  }
}

export function lastPercent({ truth }: Stage): number | null {
  return truth.lastReading === null ? null : (truth.lastReading.usedBytes / limitBytes) * 100;
}

/** An order on its way to the run: what it asks for may be done from now on. */
export function noteAsked({ truth }: Stage, order: Order): void {
  if (order.kind === 'flag') truth.ordered.values.push(order.value);
  if (order.kind === 'load') truth.ordered.users.push(order.users);
  if (order.kind === 'restart') truth.ordered.restart = true;
}

/** An order that was answered "done". */
export function noteOrder(stage: Stage, order: Order): void {
  const { breaker, ordered } = stage.truth;
  const late = (isLate: boolean) => check(stage, !isLate, 'rule 28', () => `a late ${order.kind} was done`);
  switch (order.kind) {
    case 'stop':
    case 'flag-off':
      ordered.stop = true;
      mustBeOff(stage, `${order.kind} was answered`, true);
      return;
    case 'trip':
      ordered.trip = true;
      mustBeOff(stage, 'trip was answered', true);
      return;
    case 'flag':
      late(order.value === lateValue);
      return;
    case 'load':
      late(order.users === lateUsers);
      return;
    case 'extend':
      if (order.byMs === twiceMs) ordered.sevens -= 1;
      check(stage, ordered.sevens >= 0, 'rule 28', () => 'an order was done twice');
      late(order.byMs === lateExtendMs);
      return;
    case 'breaker':
      Object.assign(breaker, { state: 'armed', thresholdPercent: order.thresholdPercent });
      return;
    case 'breaker-off':
      breaker.state = 'off';
      return;
    case 'breaker-reset':
      breaker.state = 'armed';
      if ((lastPercent(stage) ?? 0) > breaker.thresholdPercent) mustBeOff(stage, 'armed over the threshold');
      return;
    case 'restart':
  }
}

/** Rule 27: a failed save while it grows is a trip. */
export function noteUnsaved(stage: Stage, run: Run): void {
  if (run.state === 'growing') mustBeOff(stage, 'a save failed');
}

/** Promise 7: one run a world; rule 28: a start that was given long ago is not begun. */
export function noteStart(stage: Stage, request: StartRequest, result: StartResult): void {
  const late = request.flagValue === lateValue;
  check(stage, !late, 'rule 28', () => 'a late start came as far as the desk');
  if (result.kind !== 'started') return;
  const others = stage.process.desk.live().filter((run) => run.id !== result.run.id);
  check(stage, others.length === 0, 'promise 7', () => `two runs: ${result.run.id}, ${others[0]!.id}`);
}
