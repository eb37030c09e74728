/** What every Posts must do, whatever keeps it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Posts } from '../../src/ports.ts';

export interface PostsUnderTest {
  /** Opens the same again, as a new process would. */
  open(): { posts: Posts; close(): void };
  remove(): void;
}

export function postsContract(name: string, setup: () => PostsUnderTest): void {
  describe(`${name} keeps the contract of posts`, () => {
    let place: PostsUnderTest;
    let opened: ReturnType<PostsUnderTest['open']>;
    let posts: Posts;
    const reopen = () => {
      opened.close();
      opened = place.open();
      ({ posts } = opened);
    };

    beforeEach(() => {
      place = setup();
      opened = place.open();
      ({ posts } = opened);
    });
    afterEach(() => {
      opened.close();
      place.remove();
    });

    test('what was never tried is not known', () => {
      expect(posts.find('run-1/card')).toBeNull();
      expect(posts.find('')).toBeNull();
    });

    test('tried, then posted, in this process and in the next', async () => {
      await posts.tried('run-1/card', 1_000.5);
      reopen();
      expect(posts.find('run-1/card')).toEqual({ messageId: null, triedAt: 1_000.5 });
      posts.posted('run-1/card', '1800000000.000100');
      expect(posts.find('run-1/card')?.messageId).toBe('1800000000.000100');
      reopen();
      expect(posts.find('run-1/card')).toEqual({ messageId: '1800000000.000100', triedAt: 1_000.5 });
    });

    test('the first instant stays, and what was posted stays posted', async () => {
      await posts.tried('run-1/card', 1_000);
      await posts.tried('run-1/card', 2_000);
      expect(posts.find('run-1/card')).toEqual({ messageId: null, triedAt: 1_000 });
      posts.posted('run-1/card', 'm1');
      await posts.tried('run-1/card', 3_000);
      expect(posts.find('run-1/card')).toEqual({ messageId: 'm1', triedAt: 1_000 });
    });

    test('keys are told apart, letter by letter', async () => {
      const keys = [
        'run-1/a',
        'run-1/A',
        'run-1/a ',
        "run-1/a'; DROP TABLE posts",
        'run-1/\u00e9',
        'run-1/e\u0301',
      ];
      for (const [i, key] of keys.entries()) await posts.tried(key, i);
      for (const [i, key] of keys.entries()) expect(posts.find(key)?.triedAt).toBe(i);
    });

    test('what is old enough is forgotten, posted or not', async () => {
      await posts.tried('old', 1_000);
      await posts.tried('old-posted', 1_999);
      await posts.tried('young', 2_000);
      posts.posted('old-posted', 'm1');
      posts.forget(2_000);
      expect(['old', 'old-posted', 'young'].filter((key) => posts.find(key) !== null)).toEqual(['young']);
    });
  });
}
