/** What the breaker did, and who switched it off. */
import type { Run } from '../run/run.ts';
import { duration } from './number.ts';
import { nameOf } from './typed.ts';

/** What it did about the first kill: too late, off, or nothing. */
export function breakerAtKill(run: Run): string {
  const kill = run.kills[0];
  const trip = run.decision?.kind === 'trip' ? run.decision : null;
  if (kill !== undefined && trip !== null && trip.at <= kill.at) {
    return `tripped ${duration(kill.at - trip.at)} before, too late`;
  }
  if (kill === undefined ? run.breaker.state === 'off' : kill.breakerOff) {
    const by = breakerOffBy(run, kill?.at ?? Number.POSITIVE_INFINITY);
    return `breaker was off${by === null ? '' : `, as ${nameOf(by, 16)} asked`}`;
  }
  return 'no trip before it';
}

/** Who switched it off, at the start or until an instant; null: no one is known to have. */
export function breakerOffBy(run: Run, until = Number.POSITIVE_INFINITY): string | null {
  const event = run.events.findLast(
    ({ at, kind, text }) => kind === 'breaker' && at <= until && /\boff\b/.test(text),
  );
  if (event !== undefined) return event.by;
  return /\bbreaker\s+off\b/i.test(run.command) ? run.owner.name : null;
}
