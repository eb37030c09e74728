/** What happens to the flag behind the run's back: renewals that fail, edits, a reset. */
import type { Said } from '../ports.ts';
import { leaseEndsAt } from '../run/lease-end.ts';
import type { Run, RunEvent } from '../run/run.ts';
import { compose, type Line } from './compose.ts';
import { flagFailure } from './decision-words.ts';
import { instantSeconds } from './instant.ts';
import { zeroAt } from './memory.ts';
import { duration, offset } from './number.ts';
import { nameOf, outsideWords } from './typed.ts';

/** Renewals fail and a third of the lease is left (rule 8). */
export function leaseTroublePost(run: Run, now: number): Said {
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [
      `⚠️ Lease not renewed: ${flagFailure(run, 70) ?? 'no new deadline is served'}.`,
      leaseLine(run, now, 'Unless it is renewed, flagd serves off'),
    ],
  });
}

/** Somebody edited the flag while it leaks (rule 12). */
export function editedPost(run: Run, now: number): Said {
  const edit = lastEvent(run, 'edit');
  const by = edit === null ? 'someone outside leakops' : nameOf(edit.by);
  const { serving } = run.flag;
  const value = serving === null ? 'unknown' : serving.off ? 'off' : outsideWords(String(serving.value), 20);
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [
      `⚠️ Flag edited by ${by}: renewals stop, watching goes on.`,
      `Served now: ${value}. A trip still turns the flag off, by state DISABLED.`,
      leaseLine(run, now, 'Their edit keeps the lease: flagd serves off'),
    ],
  });
}

/** Our id is gone from the flag (rule 13). */
export function resetPost(run: Run, now: number): Said {
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [
      `⏹️ Flag reset or edited outside leakops at ${offset(now - zeroAt(run))}.`,
      'It is no longer ours and is not written again, unless it leaks over the threshold.',
      'Next: load goes back, recovery is watched.',
    ],
  });
}

function leaseLine(run: Run, now: number, words: string): Line {
  const endsAt = leaseEndsAt(run);
  if (run.leaseMs === null || endsAt === null) return 'No lease ends it.';
  if (endsAt <= now) return 'The lease is over.';
  return {
    shown: `${words} from ${instantSeconds(endsAt)} on.`,
    spoken: `${words} in ${duration(endsAt - now)}.`,
  };
}

function lastEvent(run: Run, kind: RunEvent['kind']): RunEvent | null {
  return run.events.findLast((event) => event.kind === kind) ?? null;
}
