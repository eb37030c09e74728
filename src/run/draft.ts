/** The copy of a run that one decision works on: its parts may be changed in place, the run that came in never is. */
import type { Decision, Outcome, Run, RunEvent } from './run.ts';

type Common = Omit<Extract<Run, { state: 'preparing' }>, 'state'>;

export interface Draft extends Common {
  state: Run['state'];
  outcome: Outcome | null;
  endedAt: number | null;
}

export function draftOf(run: Run): Draft {
  return {
    ...run,
    outcome: run.state === 'ended' ? run.outcome : null,
    endedAt: run.state === 'ended' ? run.endedAt : null,
    flag: { ...run.flag, sent: [...run.flag.sent] },
    load: { ...run.load, sentUsers: [...run.load.sentUsers] },
    broker: run.broker == null ? null : { ...run.broker },
    breaker: { ...run.breaker },
    kills: [...run.kills],
    restartsSeen: [...run.restartsSeen],
    knownTerminations: [...run.knownTerminations],
    pods: [...run.pods],
    events: [...run.events],
    readings: run.readings,
    outbox: [...run.outbox],
    saidKeys: [...run.saidKeys],
    announced: { ...run.announced },
    milestones: [...run.milestones],
    signs: [...run.signs],
    forecasts: [...run.forecasts],
    propagationsMs: [...run.propagationsMs],
    eyes: { ...run.eyes },
  };
}

/** @throws RangeError where a state lacks what it must have: a bug, never a state of the world */
export function sealed(draft: Draft): Run {
  const { state, outcome, endedAt, ...common } = draft;
  const { decision, growingAt } = common;
  switch (state) {
    case 'preparing':
      return { ...common, state };
    case 'growing':
      if (growingAt === null) break;
      return { ...common, state, growingAt };
    case 'stopping':
    case 'recovering':
      if (decision === null) break;
      return { ...common, state, decision };
    case 'ended':
      if (outcome === null || endedAt === null) break;
      return { ...common, state, outcome, endedAt };
  }
  throw new RangeError(`${draft.id}: a ${state} run without what it must have`);
}

export function happened(draft: Draft, event: RunEvent): void {
  draft.events.push(event);
}

/** The first decision stands; a stop or trip that comes later changes nothing. */
export function decided(draft: Draft, decision: Decision): void {
  if (draft.decision !== null || draft.state === 'ended') return;
  draft.decision = decision;
  draft.state = 'stopping';
  draft.forecast = decision.kind === 'trip' ? draft.forecast : null;
  if (decision.kind === 'trip') {
    draft.breaker.state = 'tripped';
    draft.breaker.reason = decision.reason;
    draft.breaker.trippedAt = decision.at;
    draft.breaker.readingAt = decision.reading?.at ?? null;
  }
  happened(draft, {
    at: decision.at,
    kind: decision.kind === 'trip' ? 'trip' : 'stop',
    by: decision.by,
    text: decision.why,
  });
  // What is queued of the growth is stale now; stop and trip go ahead of it (promise 8).
  draft.outbox = draft.outbox.filter((post) => post.said.kind !== 'progress');
}
