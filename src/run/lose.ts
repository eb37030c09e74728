/** What chat says is gone is noticed once, saved with the run, and said once where it can be heard. */
import { cardGonePost, channelGonePost, noCardPost, threadGonePost } from '../voice/gone-posts.ts';
import { type Draft, sealed } from './draft.ts';
import { type Gone, isHeard, type Reach } from './reach.ts';
import type { Post } from './run.ts';
import { worded } from './say.ts';

const lossKeys = /^(card-gone|no-card|thread-gone|channel-gone-\d+)$/;

/** Says where a run is heard from now on: it comes before all else, in its own words. */
export function isOfLoss({ key }: Pick<Post, 'key'>): boolean {
  return lossKeys.test(key);
}

export function lose(draft: Draft, gone: Gone, now: number): void {
  const { reach } = draft;
  const run = () => sealed(draft);
  switch (gone.what) {
    case 'card':
      if (reach.card === 'gone') return;
      draft.reach = { ...reach, card: 'gone' };
      // Of a run that is over the report stands in the thread.
      if (reach.words === 'thread' && draft.state !== 'ended')
        first(draft, now, 'card-gone', () => cardGonePost(run()));
      return;
    case 'first-card':
      if (draft.thread !== null || reach.words !== 'thread') return;
      reached(draft, { ...reach, card: 'gone', words: 'channel' });
      first(draft, now, 'no-card', () => noCardPost(run(), gone.why));
      return;
    case 'thread':
      if (reach.words !== 'thread') return;
      reached(draft, { ...reach, words: 'channel' });
      first(draft, now, 'thread-gone', () => threadGonePost(run()));
      return;
    case 'channel': {
      // Two lanes may meet it at the same time.
      if (reach.words === 'nowhere' || reach.lost.includes(gone.channel)) return;
      const lost = [...reach.lost, gone.channel];
      // Where nothing can be posted any more, what stands may still be edited: the card finds out by itself.
      const card = draft.thread === null ? 'gone' : reach.card;
      reached(draft, { card, words: gone.next ? 'elsewhere' : 'nowhere', lost });
      // Of a run that is over, and told, nothing is to be heard any more.
      if (gone.next && (draft.state !== 'ended' || draft.outbox.length > 0))
        first(draft, now, `channel-gone-${lost.length}`, () => channelGonePost(run(), now, gone.remedy));
    }
  }
}

function reached(draft: Draft, reach: Reach): void {
  draft.reach = reach;
  // What was lost before, and not said yet, is no news beside this.
  draft.outbox = draft.outbox.filter((post) => isHeard(reach, post.said.kind) && !isOfLoss(post));
}

/** Before all that waits: it says why that comes where it comes. */
function first(draft: Draft, now: number, key: string, make: Parameters<typeof worded>[1]): void {
  if (draft.saidKeys.includes(key)) return;
  draft.saidKeys.push(key);
  draft.outbox.unshift({ key, said: worded(key, make), at: now });
}
