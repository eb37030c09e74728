/** What is saved goes one way: nothing that was decided, sent or told is taken back (rules 9, 18, 22, 26). */
import type { Run } from '../../../src/run/run.ts';
import type { Stage } from '../stage.ts';
import { check } from './found-wrong.ts';

const states = ['preparing', 'growing', 'stopping', 'recovering', 'ended'];

export function checkSaved(stage: Stage, next: Run, before: Run | null): void {
  if (before === null) return;
  const forward = states.indexOf(next.state) >= states.indexOf(before.state);
  check(stage, forward, 'the states', () => `from ${before.state} back to ${next.state}`);
  const stands =
    before.decision === null ||
    (next.decision !== null &&
      next.decision.kind === before.decision.kind &&
      next.decision.at === before.decision.at);
  check(stage, stands, 'the first decision stands', () => `${said(before)}, then ${said(next)}`);
  const kept = before.state !== 'ended' || (next.state === 'ended' && next.outcome === before.outcome);
  check(stage, kept, 'promise 9', () => 'an outcome was changed');
  const numbered = next.flag.lastWrite >= before.flag.lastWrite && ascends(next);
  check(stage, numbered, 'rule 9', () => `write ${before.flag.lastWrite}, then ${next.flag.lastWrite}`);
  const watched = next.flag.latestDeadlineSeconds >= before.flag.latestDeadlineSeconds;
  check(stage, watched, 'rule 9', () => 'a deadline that was sent is forgotten');
  const said2 = next.saidKeys.length >= before.saidKeys.length;
  check(stage, said2, 'rule 28', () => 'a key that was said is forgotten');
  const earlier = JSON.stringify(next.flag.earlier) === JSON.stringify(before.flag.earlier);
  check(stage, earlier, 'rule 2', () => 'the earlier state was changed');
  if (next.readings.length > before.readings.length) checkDates(stage, next);
  if (next.forecast !== null)
    check(stage, next.regime === 'ramp', 'promise 9', () => `a forecast in regime ${next.regime}`);
}

function ascends({ flag }: Run): boolean {
  const [last, one] = [flag.sent.at(-1), flag.sent.at(-2)];
  return last === undefined || one === undefined || last.write > one.write;
}

/** Rule 18: of one pod only later dates are readings. */
function checkDates(stage: Stage, { readings }: Run): void {
  const last = readings.at(-1)!;
  const before = readings.slice(0, -1).findLast((reading) => reading.pod === last.pod);
  check(stage, before === undefined || last.at > before.at, 'rule 18', () => 'a reading out of order');
}

function said({ decision }: Run): string {
  return decision === null ? 'undecided' : `${decision.kind}: ${decision.why}`;
}
