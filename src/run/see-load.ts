/** What the load generator does, and whose count that is (rule 15). */
import type { LoadState } from '../ports.ts';
import { assessOrders } from './assess-run.ts';
import { countOrders } from './count-orders.ts';
import { type Draft, happened } from './draft.ts';
import type { Answered, Moment } from './observation.ts';

const foreignForMs = 3_000;

export function seeLoad(draft: Draft, answer: Answered<LoadState>, moment: Moment): void {
  if (answer.kind === 'failed' || draft.load.kind === 'none') return;
  const { load, eyes } = draft;
  const state = answer.value;
  countOrders(draft, state, moment);
  assessOrders(draft, moment);
  // An unknown count is nobody's.
  if (load.undo === 'person' || (state.running && state.users === null)) return;
  if (load.sentUsers.length === 0) {
    // What goes back is what stood there just before ours.
    if (!state.spawning) load.before = state;
    return;
  }
  if (draft.decision === null) {
    if (load.onAt !== null) seeWhose(draft, state, isOurLoad(load, state), moment);
    return;
  }
  // Load flags whose lease ran out show the earlier count and still hold our rule: given back once at least.
  const mayBeDone = load.kind !== 'flagd' || load.undo === 'sent' || load.undo === 'done';
  if (isAsBefore(draft, state) && mayBeDone) {
    if (load.undo !== 'done')
      happened(draft, { at: moment.at, kind: 'load', by: 'leakops', text: words(state) });
    load.undo = 'done';
    eyes.loadDue = false;
  } else if (isAsBefore(draft, state) || isOurLoad(load, state)) {
    // Not back after a while, or back again (a late request of ours): put back again until the watch ends.
    const again = !state.spawning && moment.mono >= eyes.loadRetryMono;
    if (load.undo === 'not-yet' || again) {
      load.undo = 'not-yet';
      eyes.loadDue = true;
    }
    eyes.foreignSinceMono = null;
  } else {
    seeWhose(draft, state, false, moment);
  }
}

/**
 * Locust's statistics are cached for 2 s, beyond the life of a bot that changed the load and died: another's count is
 * one that stays.
 */
function seeWhose(draft: Draft, state: LoadState, ours: boolean, moment: Moment): void {
  const { eyes } = draft;
  if (ours) eyes.foreignSinceMono = null;
  else eyes.foreignSinceMono ??= moment.mono;
  if (eyes.foreignSinceMono !== null && moment.mono - eyes.foreignSinceMono >= foreignForMs) {
    takenOver(draft, state, moment);
  }
}

export function seeLoadWrite(draft: Draft, result: Answered<'on' | 'restored'>, moment: Moment): void {
  const { load } = draft;
  if (result.kind === 'failed') {
    load.failures += 1;
    load.failureWhy = result.why;
    draft.eyes.loadRetryMono = moment.mono + Math.min(10_000, 500 * 2 ** Math.min(load.failures, 5));
    return;
  }
  draft.eyes.loadDue = false;
  load.failures = 0;
  load.failureWhy = null;
  // A restored count shows a little later: look before sending again.
  draft.eyes.loadRetryMono = result.value === 'restored' ? moment.mono + 5_000 : 0;
  if (result.value === 'on') {
    if (load.onAt === null) {
      happened(draft, {
        at: moment.at,
        kind: 'load',
        by: draft.owner.name,
        text: `users ${load.before?.users ?? 'unknown'} → ${draft.users}`,
      });
    }
    load.onAt = moment.at;
  } else if (load.undo === 'not-yet') {
    load.undo = 'sent';
  }
}

function isAsBefore(draft: Draft, state: LoadState): boolean {
  const { before } = draft.load;
  if (before === null) return true;
  return before.running ? state.running && state.users === before.users : !state.running;
}

/** Any count that was sent, and while spawning any between the earlier and the sent ones (rule 15). */
export function isOurLoad({ before, sentUsers }: Draft['load'], state: LoadState): boolean {
  if (!state.running || state.users === null) return false;
  if (sentUsers.includes(state.users)) return true;
  const bounds = [before?.running ? (before.users ?? 0) : 0, ...sentUsers];
  return state.spawning && state.users >= Math.min(...bounds) && state.users <= Math.max(...bounds);
}

function takenOver(draft: Draft, state: LoadState, moment: Moment): void {
  draft.load.undo = 'person';
  happened(draft, { at: moment.at, kind: 'load', by: 'someone outside leakops', text: words(state) });
}

function words(state: LoadState): string {
  return state.running ? `users ${state.users ?? 'unknown'}` : 'load stopped';
}
