/** What all that speaks to Discord here shares. */
import type { Clock } from '../../../src/ports.ts';
import type { SteadyPosts } from '../steady-posts.ts';
import type { Api } from './api.ts';
import type { DiscordWays } from './discord-ways.ts';

interface Log {
  warn(fields: object, words: string): void;
}

export interface DiscordParts {
  api: Api;
  posts: SteadyPosts;
  /** The real clock: the hour of an edit and the minutes of a nonce count on it. */
  clock: Pick<Clock, 'now' | 'monotonic'>;
  ways: DiscordWays;
  /** Of the database. */
  botId: string;
  /** The bytes of a picture that is said, by its address. Without it the words are enough. */
  pictureOf: (url: string) => Promise<Uint8Array>;
  log: Log;
}
