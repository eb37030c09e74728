/**
 * One step of a run: what was observed → the run as it is now, and the effects that must be performed. Pure; time
 * comes in with the moment. Recovery after a crash is the same step on the stored run.
 */

import { advance } from './advance.ts';
import type { OrderResult } from './desk.ts';
import { type Draft, decided, draftOf, happened, sealed } from './draft.ts';
import { flagdAheadMs } from './lease-end.ts';
import { obey } from './obey.ts';
import type { Answered, Effect, Moment, Observation } from './observation.ts';
import type { Run } from './run.ts';
import { seeBroker, seeBrokerWrite } from './see-broker.ts';
import { seeDefinition, seeFlagWrite } from './see-flag.ts';
import { seeLoad, seeLoadWrite } from './see-load.ts';
import { consultBreaker, seePods, seeReadings } from './see-readings.ts';
import { seeServed } from './see-served.ts';
import { isOfTalk, seeTalk } from './see-talk.ts';
import { tell } from './tell.ts';
import { wants } from './wants.ts';

export interface Decided {
  run: Run;
  effects: Effect[];
  /** The answer to an order; null without one. */
  answer: OrderResult | null;
}

export function decide(run: Run, observation: Observation, moment: Moment): Decided {
  if (run.state === 'ended' && !isOfTalk(observation)) {
    const answer =
      observation.order === undefined
        ? null
        : obey(draftOf(run), observation.order.order, observation.order.by, moment);
    return { run, effects: [], answer };
  }
  const draft = draftOf(run);
  draft.eyes.flagdAheadMs = flagdAheadMs(moment);
  const answer = absorb(draft, observation, moment);
  advance(draft, moment);
  tell(draft, run, moment, isSteered(observation, answer));
  const effects = wants(draft, moment);
  return { run: sealed(draft), effects, answer };
}

/** A person changed how the run goes on: the thread is told who. */
function isSteered({ order }: Observation, answer: OrderResult | null): boolean {
  if (order === undefined || answer?.kind !== 'done') return false;
  return !['stop', 'trip', 'flag-off', 'restart'].includes(order.order.kind);
}

function absorb(draft: Draft, seen: Observation, moment: Moment): OrderResult | null {
  const answer = seen.order === undefined ? null : obey(draft, seen.order.order, seen.order.by, moment);
  if (seen.storageFailed !== undefined) seeStorageFailure(draft, seen.storageFailed, moment);
  const before = draft.readings.length;
  if (seen.pods !== undefined) seePods(draft, seen.pods, [], moment);
  if (seen.sighting !== undefined) seeReadings(draft, seen.sighting, moment);
  consultBreaker(draft, moment, draft.readings.length > before || draft.eyes.rejudge);
  draft.eyes.rejudge = false;
  if (seen.flagWrite !== undefined) seeFlagWrite(draft, seen.flagWrite, moment);
  // The file before what is served: an edit explains an off better than an expired lease does.
  if (seen.definition !== undefined) seeDefinition(draft, seen.definition, moment);
  if (seen.others?.kind === 'ok' && draft.flag.othersBefore !== null) {
    draft.flag.othersSame = seen.others.value === draft.flag.othersBefore;
  }
  if (seen.served !== undefined) seeServed(draft, seen.served, moment);
  if (seen.loadWrite !== undefined) seeLoadWrite(draft, seen.loadWrite, moment);
  if (seen.load !== undefined) {
    seeLoad(draft, seen.load, moment);
    // Orders that stop are seen before any reading shows it.
    consultBreaker(draft, moment, false);
  }
  if (seen.brokerWrite !== undefined) seeBrokerWrite(draft, seen.brokerWrite, moment);
  if (seen.broker !== undefined) seeBroker(draft, seen.broker, moment);
  if (seen.restart !== undefined) seeRestart(draft, seen.restart, moment);
  seeTalk(draft, seen, moment.at);
  return answer;
}

/** Rule 27. */
function seeStorageFailure(draft: Draft, why: string, moment: Moment): void {
  const reading = draft.readings.at(-1) ?? null;
  decided(draft, {
    kind: 'trip',
    reason: 'storage',
    at: moment.at,
    by: 'leakops',
    why: `the run cannot be saved: ${why}`,
    reading,
  });
}

function seeRestart(draft: Draft, result: Answered<null>, moment: Moment): void {
  if (draft.restart === null) return;
  if (result.kind === 'ok') {
    draft.restart = { ...draft.restart, done: true, requestedAt: moment.at };
    happened(draft, {
      at: moment.at,
      kind: 'restart',
      by: draft.restart.by,
      text: `${draft.target} restarted`,
    });
    return;
  }
  draft.restart = { ...draft.restart, why: result.why };
  happened(draft, { at: moment.at, kind: 'trouble', by: 'leakops', text: `restart failed: ${result.why}` });
}
