/** Puts a message into the run's outbox, once a key: the key is stored with the run before it is posted. */
import { wordsOf } from '../failure.ts';
import type { Said } from '../ports.ts';
import { compose } from '../voice/compose.ts';
import type { Draft } from './draft.ts';
import { isHeard } from './reach.ts';

/** False where it was said before. */
export function say(draft: Draft, now: number, key: string, make: () => Said): boolean {
  if (draft.saidKeys.includes(key)) return false;
  draft.saidKeys.push(key);
  const said = worded(key, make);
  // Progress that still waits is old news beside anything that is said after it.
  draft.outbox = draft.outbox.filter((post) => post.said.kind !== 'progress');
  if (isHeard(draft.reach, said.kind)) draft.outbox.push({ key, said, at: now });
  return true;
}

/** What keeps progress posts quiet for a while. */
export function milestone(draft: Draft, now: number, key: string, make: () => Said): void {
  if (say(draft, now, key, make)) draft.lastMilestoneAt = now;
}

/** Talk comes last: words that cannot be made stop no decision. */
export function worded(key: string, make: () => Said): Said {
  try {
    return make();
  } catch (error) {
    const text = `leakops has no words for "${key}": ${wordsOf(error)}.`;
    return compose({ kind: 'milestone', level: 'default', lines: [text] });
  }
}
