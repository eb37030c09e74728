/** What is told of memory and flag once the flag was seen off: growth, recovery, a value that comes back (rules 9, 13, 23). */
import { growthStoppedPost, stillGrowsPost } from '../voice/growth-after-post.ts';
import { recoveryPost, restartNeededPost } from '../voice/recovery-post.ts';
import { offAgainPost, servedAgainPost, stuckAgainPost } from '../voice/served-again-post.ts';
import type { Draft } from './draft.ts';
import type { ServedAgain } from './flag-hold.ts';
import { recoveredPercent } from './recovery.ts';
import type { Run } from './run.ts';
import { milestone } from './say.ts';
import { memoryOverThreshold } from './wants.ts';

/** A flag that somebody flips for fun is told of as often. */
const mostAgain = 3;

export function tellAfter(draft: Draft, now: number, stuckAfterMs: number, run: () => Run): void {
  if (draft.decision === null || draft.growingAt === null) return;
  const { again, seenOffAt } = draft.flag;
  // Of a flag that was reset the post of the reset says what it serves.
  const over = draft.state === 'ended';
  if (again !== null && seenOffAt !== null && !over) tellAgain(draft, again, now, stuckAfterMs, run);
  const { recovery, restart } = draft;
  if (recovery !== null) {
    // One that is judged anew and comes to the same is told anew only where what came between was told too.
    const since = `${draft.kills.length}-${restart?.requestedAt ?? 0}-${again?.ours === false ? again.times : 0}`;
    const make = () =>
      recovery === 'restart-needed' ? restartNeededPost(run(), now) : recoveryPost(run(), now);
    milestone(draft, now, `recovery-${recovery}-${since}`, make);
  }
  if (!over) tellGrowth(draft, now, run);
}

/** Where the verdict says it all there is nothing to add; under the bound it is on its way to recovered. */
function tellGrowth(draft: Draft, now: number, run: () => Run): void {
  const { afterOff, recovery } = draft;
  if (afterOff === null || recovery !== null) return;
  if (afterOff.grows) milestone(draft, now, 'still-grows', () => stillGrowsPost(run(), now));
  else if (afterOff.percent > recoveredPercent(draft.heldPercent)) {
    milestone(draft, now, 'growth-stopped', () => growthStoppedPost(run(), now));
  }
}

function tellAgain(
  draft: Draft,
  again: ServedAgain,
  now: number,
  stuckAfterMs: number,
  run: () => Run,
): void {
  const isQuiet = again.times > mostAgain;
  if (!again.ours && !isQuiet)
    milestone(draft, now, `again-${again.times}`, () => servedAgainPost(run(), again, now));
  // What is to go off by itself, or as somebody asked.
  const isDue = again.ours || memoryOverThreshold(draft);
  const dueSince = isDue ? again.since : (again.offAsked?.at ?? null);
  if (again.until === null && dueSince !== null && now - dueSince >= stuckAfterMs) {
    milestone(draft, now, `stuck-again-${again.times}`, () => stuckAgainPost(run(), again, now));
  }
  const told = draft.saidKeys.includes(`again-${again.times}`);
  if (again.until !== null && told) {
    milestone(draft, now, `off-again-${again.times}`, () => offAgainPost(run(), again, now));
  }
}
