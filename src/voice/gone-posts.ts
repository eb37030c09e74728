/** What a chat has lost of a run, said once where it can still be heard. */
import type { Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { stopButton } from './actions.ts';
import { compose } from './compose.ts';
import { headline } from './state-words.ts';
import { outsideWords } from './typed.ts';

const see = { shown: 'See it: `/leak status`', spoken: 'See it with /leak status' };

export function cardGonePost(run: Run): Said {
  return compose({
    kind: 'milestone',
    level: 'default',
    lines: [`The card of ${run.id} was deleted: this thread goes on.`, see],
    actions: stop(run),
  });
}

/** @param why the platform's words */
export function noCardPost(run: Run, why: string): Said {
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [`⚠️ ${run.id} has no card: what matters is said here.`, `Why: ${outsideWords(why)}`, see],
    actions: stop(run),
  });
}

export function threadGonePost(run: Run): Said {
  return compose({
    kind: 'milestone',
    level: 'default',
    lines: [`The thread of ${run.id} is gone: what matters is said here.`, see],
    actions: stop(run),
  });
}

/** Said where the owner hears it else. @param remedy what to do about it, in our own words; null: nothing is known */
export function channelGonePost(run: Run, now: number, remedy: string | null): Said {
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [
      headline(run, now),
      'Its channel is archived, deleted or closed to leakops: what matters is said here.',
      remedy === null ? see : `So that the next run is heard there: ${remedy}`,
    ],
    actions: stop(run),
    mention: run.owner.id,
  });
}

function stop(run: Run) {
  return run.state === 'preparing' || run.state === 'growing' ? [stopButton(run)] : [];
}
