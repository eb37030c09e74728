/** The Chat port on Slack: public messages, answers to one person, pictures, and where a person is reached else. */
import { ChatFailure } from '../../../src/chat-failure.ts';
import { Failure, wordsOf } from '../../../src/failure.ts';
import type { Chat, Clock, Place, Posts, Said } from '../../../src/ports.ts';
import { steadyPosts } from '../steady-posts.ts';
import { isPersonId } from './ids.ts';
import { Layouts } from './layouts.ts';
import { PacedCalls } from './paced-calls.ts';
import { placePicture } from './pictures.ts';
import { PrivateAnswers } from './private-answers.ts';
import { PublicPosts } from './public-posts.ts';
import type { SlackApi } from './slack-api.ts';
import type { SlackWays } from './slack-ways.ts';
import { commandsOfThread } from './thread-commands.ts';

export interface SlackChatPortOptions {
  api: SlackApi;
  posts: Posts;
  /** The real clock. */
  clock: Clock;
  ways: SlackWays;
  /** What is known of the bot by now: where runs from elsewhere are announced, and where its workspace is. */
  account: {
    readonly home: string | null;
    readonly workspaceUrl: string | null;
  };
  /** The bytes (PNG) behind a `Said.files` url. */
  pictureOf: (url: string) => Promise<Uint8Array>;
  log: { warn(details: object, words: string): void };
  /** Aborts when the bot stops: pictures that are not there yet are given up. */
  signal: AbortSignal;
}

export function slackChatPort(options: SlackChatPortOptions): Chat {
  const { api, clock, ways, account, log } = options;
  const posts = steadyPosts(options.posts, log);
  const calls = new PacedCalls(api, clock);
  const layouts = new Layouts({ account, log });
  const publicPosts = new PublicPosts({ api, calls, layouts, posts, clock, log });
  const privateAnswers = new PrivateAnswers({ calls, layouts, posts, ways, clock, log });

  return {
    name: 'slack',
    clock,
    get home() {
      return account.home;
    },
    post: (place, words, key, urgency) =>
      orFailure(async () => {
        const said = typableAt(place, words);
        const { to } = place;
        if (to !== null) return await privateAnswers.post({ ...place, to }, said, key, urgency);
        const { ts, fresh } = await publicPosts.post(place, said, key, urgency);
        if (fresh)
          void placePicture({ ...options, layouts, publicPosts }, { channel: place.channel, ts, said });
        return ts;
      }),
    edit: (place, messageId, words, urgency) =>
      orFailure(async () => {
        const said = typableAt(place, words);
        const { to } = place;
        return to === null || isPublic(place, messageId)
          ? publicPosts.edit(place, messageId, said, urgency)
          : privateAnswers.edit({ ...place, to }, messageId, said, urgency);
      }),
    elsewhere(person, gone) {
      const at = account.home;
      const channel =
        // Slack opens a direct conversation for a person's id.
        at !== null && at !== gone ? at : isPersonId(person.id) && person.id !== gone ? person.id : null;
      return channel === null ? null : { channel, thread: null, to: null, replyTo: null, way: null };
    },
  };

  async function orFailure<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asChatFailure(error, log);
    }
  }

  function typableAt({ thread, way }: Place, said: Said): Said {
    const found = ways.find(way);
    return (found === null ? thread : found.thread) === null ? said : commandsOfThread(said);
  }

  /** In a direct conversation even a question to one person is an ordinary message. */
  function isPublic({ way }: Place, messageId: string): boolean {
    const pressed = ways.find(way)?.message ?? null;
    return pressed !== null && !pressed.ephemeral && pressed.ts === messageId;
  }
}

/** Nothing was sent; a fault of ours would be the same again. */
function asChatFailure(error: unknown, log: SlackChatPortOptions['log']): ChatFailure {
  if (error instanceof ChatFailure) return error;
  log.warn({ err: error }, 'a message could not be sent to Slack');
  return new ChatFailure('slack-not-sent', `not sent: ${wordsOf(error)}`, {
    trouble: error instanceof Failure && error.retryable ? 'later' : 'refused',
    mayStand: false,
    cause: error,
  });
}
