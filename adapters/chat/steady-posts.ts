/**
 * Keys of what was said, over a disk that may fail. A full disk ends a run, and its people must hear of that: what the
 * disk does not take is known for as long as this process lives, and the words go out. Only if it dies as well may one
 * of them be said twice.
 */
import type { Posts } from '../../src/ports.ts';
import { dropOldest } from './drop-oldest.ts';

export type SteadyPosts = Pick<Posts, 'find' | 'tried' | 'posted'>;
type Known = ReturnType<Posts['find']>;

/** None of its methods rejects or throws. */
export function steadyPosts(
  posts: SteadyPosts,
  log: { warn(details: object, words: string): void },
): SteadyPosts {
  const unsaved = new Map<string, NonNullable<Known>>();
  const remember = (key: string, known: NonNullable<Known>, error: unknown) => {
    log.warn({ err: error }, 'the key of a message could not be saved');
    unsaved.set(key, known);
    dropOldest(unsaved);
  };
  const saved = (key: string): Known => {
    try {
      return posts.find(key);
    } catch (error) {
      log.warn({ err: error }, 'the key of a message could not be looked up');
      return null;
    }
  };
  return {
    find: (key) => unsaved.get(key) ?? saved(key),
    async tried(key, at) {
      try {
        await posts.tried(key, at);
      } catch (error) {
        remember(key, { messageId: null, triedAt: at }, error);
      }
    },
    posted(key, messageId) {
      const known = unsaved.get(key) ?? saved(key);
      try {
        posts.posted(key, messageId);
        // On the disk there is no such key whose id it could be.
        if (unsaved.has(key) && known !== null) unsaved.set(key, { ...known, messageId });
      } catch (error) {
        remember(key, { messageId, triedAt: known?.triedAt ?? 0 }, error);
      }
    },
  };
}
