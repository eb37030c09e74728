/** How the broker's workload stands, and whose scaling that is: three-way, as with the flag and the load. */
import type { LeaseOwner } from '../flag/lease.ts';
import type { BrokerState } from '../ports.ts';
import { type BrokerHold, brokerName, owesBroker } from './broker-hold.ts';
import { abort, outside } from './decisions.ts';
import { type Draft, decided, happened } from './draft.ts';
import type { Answered, BrokerWriteResult, Moment } from './observation.ts';

const longestRetryMs = 10_000;

/** As written into the workload: whose zero it is. */
export function brokerHolder(draft: { flag: { owner: LeaseOwner } }): string {
  return `${draft.flag.owner.run}@${draft.flag.owner.bot}`;
}

export function seeBroker(draft: Draft, answer: Answered<BrokerState | null>, moment: Moment): void {
  const { broker } = draft;
  if (broker === null || broker.sentAt === null || answer.kind === 'failed') return;
  const state = answer.value;
  const same = state !== null && state.identity === broker.before.identity;
  const ours = same && state.held?.holder === brokerHolder(draft);
  broker.seen = state === null ? null : { replicas: state.replicas, ready: state.ready };
  broker.marked = ours;
  if (ours && state.replicas === 0) {
    seeDown(draft, broker, moment);
  } else if (owesBroker(broker)) {
    const asBefore = same && state.replicas === broker.before.replicas;
    if (broker.downAt === null && asBefore) seeNeverDown(draft, broker);
    else if (broker.backSent && !ours && asBefore) cameBack(draft, broker, moment);
    else takenOver(draft, broker, state, moment);
  }
  if (broker.undo !== 'not-yet' && state !== null && state.replicas > 0 && state.ready >= state.replicas) {
    broker.readyAt ??= moment.at;
  }
}

/** By this run. After the undo it is a write of ours that came late: undone again until the watch ends (rule 9). */
function seeDown(draft: Draft, broker: BrokerHold, moment: Moment): void {
  if (broker.downAt === null) tookDown(draft, broker, moment);
  if (broker.undo === 'not-yet') return;
  broker.undo = 'not-yet';
  broker.backAt = null;
  broker.readyAt = null;
}

function tookDown(draft: Draft, broker: BrokerHold, moment: Moment): void {
  broker.downAt = moment.at;
  broker.failures = 0;
  broker.failureWhy = null;
  const text = `${brokerName(broker)} scaled to 0 (${broker.before.replicas} before)`;
  happened(draft, { at: moment.at, kind: 'broker', by: draft.owner.name, text });
}

/** Sent, and not carried out: nothing is owed once nothing of it can still be on its way. */
function seeNeverDown(draft: Draft, broker: BrokerHold): void {
  if (draft.decision !== null) broker.undo = 'done';
}

function cameBack(draft: Draft, broker: BrokerHold, moment: Moment): void {
  broker.undo = 'done';
  broker.backAt = moment.at;
  broker.failures = 0;
  broker.failureWhy = null;
  const text = `${brokerName(broker)} back at ${broker.before.replicas}`;
  happened(draft, { at: moment.at, kind: 'broker', by: 'leakops', text });
}

/** `state` null: it is gone; not given: known only to be another's. */
function takenOver(
  draft: Draft,
  broker: BrokerHold,
  state: BrokerState | null | undefined,
  moment: Moment,
): void {
  broker.undo = 'person';
  broker.backAt = moment.at;
  const text = `${brokerName(broker)} ${takenWords(broker, state)}`;
  happened(draft, { at: moment.at, kind: 'broker', by: outside, text });
  if (draft.decision !== null) return;
  if (draft.state === 'preparing') {
    abort(draft, moment, `${text} while the run was prepared`);
    return;
  }
  // Handlers that wait for the broker all go on at once when it is back, each with its share of the flag's value
  // (facts/real-leak.md): the flag must be off before that.
  const why = `${text}: the flag may not be on when it is back`;
  decided(draft, { kind: 'stop', at: moment.at, by: outside, why });
}

function takenWords(broker: BrokerHold, state: BrokerState | null | undefined): string {
  if (state === undefined) return 'changed outside leakops';
  if (state === null) return 'removed outside leakops';
  if (state.identity !== broker.before.identity) return 'replaced outside leakops';
  return `scaled to ${state.replicas} outside leakops`;
}

export function seeBrokerWrite(draft: Draft, result: BrokerWriteResult, moment: Moment): void {
  const { broker, eyes } = draft;
  if (broker === null) return;
  const { answer } = result;
  if (answer.kind === 'failed') {
    broker.failures += 1;
    broker.failureWhy = answer.why;
    eyes.brokerRetryMono = moment.mono + Math.min(longestRetryMs, 500 * 2 ** Math.min(broker.failures, 5));
    return;
  }
  eyes.brokerRetryMono = 0;
  broker.failures = 0;
  broker.failureWhy = null;
  if (result.operation === 'down') {
    if (answer.value === 'done') seeDown(draft, broker, moment);
    else if (owesBroker(broker)) takenOver(draft, broker, undefined, moment);
    return;
  }
  broker.marked = false;
  if (!owesBroker(broker)) return;
  if (answer.value === 'left') {
    takenOver(draft, broker, undefined, moment);
    return;
  }
  // What was seen before is past: it is at its count again, and nobody has seen it ready.
  broker.seen = { replicas: broker.before.replicas, ready: 0 };
  cameBack(draft, broker, moment);
}
