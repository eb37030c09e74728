/** Decisions that several observations come to. */
import { type Draft, decided } from './draft.ts';
import type { Moment } from './observation.ts';
import { isTripReason } from './run.ts';

export const outside = 'someone outside leakops';

export function abort(draft: Draft, moment: Moment, why: string): void {
  decided(draft, { kind: 'abort', at: moment.at, by: 'leakops', why });
}

/** Rule 26: known by the reason that an off write carries, where the decision itself was not saved. */
export function decideAsWritten(draft: Draft, reason: string, moment: Moment): void {
  const why = `decided before leakops was interrupted: ${reason}`;
  const at = moment.at;
  if (isTripReason(reason)) {
    decided(draft, { kind: 'trip', reason, at, by: 'breaker', why, reading: draft.readings.at(-1) ?? null });
  } else if (reason === 'time') {
    decided(draft, { kind: 'time', at, by: 'time limit', why, regime: draft.regime });
  } else if (reason === 'abort') {
    abort(draft, moment, why);
  } else {
    decided(draft, { kind: 'stop', at, by: 'leakops', why });
  }
}
