/** What chat answers to the talker, as it changes the run: all that outlives the process. */
import { isLate, latePost } from '../voice/late-post.ts';
import { type Draft, sealed } from './draft.ts';
import { isOfLoss, lose } from './lose.ts';
import type { Observation } from './observation.ts';
import type { Post, Run } from './run.ts';
import { worded } from './say.ts';

/** Talk goes on after the end. */
export function isOfTalk(seen: Observation): boolean {
  const { cardPosted, cardFinal, posted, announced, gone, merge } = seen;
  return [cardPosted, cardFinal, posted, announced, gone, merge].some((part) => part !== undefined);
}

export function seeTalk(draft: Draft, seen: Observation, now: number): void {
  if (seen.cardPosted !== undefined) draft.thread = seen.cardPosted;
  if (seen.cardFinal && draft.reach.card === 'open') draft.reach = { ...draft.reach, card: 'final' };
  if (seen.posted !== undefined) draft.outbox = draft.outbox.filter((post) => post.key !== seen.posted);
  if (seen.announced !== undefined) draft.announced[seen.announced.chat] = seen.announced.card;
  if (seen.gone !== undefined) lose(draft, seen.gone, now);
  if (seen.merge !== undefined) merge(draft, seen.merge, now);
}

/**
 * What is one post after chat was away: all but the report, which is a page of its own, the plan while there is growth
 * to come, progress, which is past, and what says that something is gone.
 */
function mergeable({ outbox, state }: Pick<Run, 'outbox' | 'state'>): Post[] {
  const isToCome = state === 'preparing' || state === 'growing';
  return outbox.filter((post) => {
    const { kind } = post.said;
    return kind !== 'report' && kind !== 'progress' && !(kind === 'plan' && isToCome) && !isOfLoss(post);
  });
}

/** More than one waits, or what was made of several waits on: then what is now is another thing now. */
export function isToMerge(run: Pick<Run, 'outbox' | 'state'>): boolean {
  const [first, second] = mergeable(run);
  return first !== undefined && (second !== undefined || isLate(first));
}

/** Saved before it is sent, under a key of its own: a crash in between doubles nothing. */
function merge(draft: Draft, chat: Run['chat'], now: number): void {
  if (!isToMerge(draft)) return;
  const posts = mergeable(draft);
  const late = posts.find(isLate)?.key;
  const key = late ?? `late-${draft.saidKeys.filter((said) => said.startsWith('late-')).length + 1}`;
  if (late === undefined) draft.saidKeys.push(key);
  const said = worded(key, () => latePost(sealed(draft), posts, now, chat));
  const others = draft.outbox.filter((post) => post.said.kind !== 'progress' && !posts.includes(post));
  const reports = others.filter((post) => post.said.kind === 'report');
  draft.outbox = [...others.filter((post) => !reports.includes(post)), { key, said, at: now }, ...reports];
}
