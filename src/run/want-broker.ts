/** What must be done with the broker now: down last of all, up only when it is safe. */
import { owesBroker } from './broker-hold.ts';
import type { Draft } from './draft.ts';
import type { Effect, Moment } from './observation.ts';
import { brokerHolder } from './see-broker.ts';
import { isFresh } from './see-readings.ts';
import { isServedOff } from './settle-broker.ts';

export function brokerWant(draft: Draft, moment: Moment): Effect | null {
  const { broker } = draft;
  if (broker === null || moment.inFlight.broker || moment.mono < draft.eyes.brokerRetryMono) return null;
  const { name, before } = broker;
  const effect = { name, holder: brokerHolder(draft), before };
  if (wantsDown(draft, moment)) {
    broker.sentAt ??= moment.at;
    return { kind: 'broker-down', ...effect };
  }
  if (!wantsBack(draft)) return null;
  broker.backSent = true;
  return { kind: 'broker-back', ...effect };
}

/**
 * Last of all that a start does: the lease is armed and the load is on, so that a bot that dies from here on leaves a
 * flag that goes off by itself, and a start that fails has not touched the broker. After a restart of the bot it is
 * not begun (rule 26).
 */
function wantsDown(draft: Draft, moment: Moment): boolean {
  const { broker, flag, load, state, eyes } = draft;
  if (state !== 'preparing' || draft.decision !== null || eyes.resumed) return false;
  if (broker!.downAt !== null || broker!.undo !== 'not-yet') return false;
  const loadIsOn = load.kind === 'none' || load.onAt !== null;
  return flag.arming.step === 'armed' && !flag.editedSeen && loadIsOn && isFresh(draft, moment);
}

function wantsBack(draft: Draft): boolean {
  const { broker } = draft;
  if (draft.state !== 'recovering' || !isServedOff(draft)) return false;
  if (owesBroker(broker)) return broker.release !== null;
  // Somebody scaled it and our mark is left in it: taken out, their count stays.
  return broker!.undo === 'person' && broker!.marked && broker!.seen !== null && broker!.seen.replicas > 0;
}
