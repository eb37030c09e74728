/** The Chat port of the real adapter on the Slack stand-in: nothing is heard, all that is said is seen. */
import { expect } from 'vitest';
import { slackChatPort } from '../../../../adapters/chat/slack/chat-port.ts';
import { slackApi } from '../../../../adapters/chat/slack/slack-api.ts';
import { SlackWays } from '../../../../adapters/chat/slack/slack-ways.ts';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import { ChatFailure } from '../../../../src/chat-failure.ts';
import type { Chat, Place, Posts, Said } from '../../../../src/ports.ts';
import { type Slack, type SlackOptions, startSlack } from '../../../stand-ins/slack/slack.ts';
import { type ManualClock, manualClock } from '../../sandbox/manual-clock.ts';
import { notedLog } from './noted-log.ts';

export interface Speaking {
  slack: Slack;
  /** The clock of both, which stands until it is moved. */
  clock: ManualClock;
  chat: Chat;
  posts: Posts;
  ways: SlackWays;
  /** JSON lines. */
  logged: string[];
  /** The same in a new process: only what is on the disk is known. */
  restart(): void;
  stop(): void;
  close(): Promise<void>;
}

export async function speakOn(
  options: Pick<SlackOptions, 'scopes' | 'channels'> & {
    pictureOf?: (url: string) => Promise<Uint8Array>;
  } = {},
): Promise<Speaking> {
  const clock = manualClock();
  const slack = await startSlack({ ...options, now: clock.now });
  slack.limits.mode = 'off';
  const store = openStore(':memory:');
  const { log, logged } = notedLog();
  const pictureOf = options.pictureOf ?? (async () => new Uint8Array(64));
  let stopping = new AbortController();

  function start(): Pick<Speaking, 'chat' | 'ways'> {
    stopping = new AbortController();
    const ways = new SlackWays(clock.monotonic);
    const api = slackApi({ botToken: slack.botToken, apiUrl: slack.apiUrl, log });
    const account = { home: slack.channel, workspaceUrl: 'https://stand-in.slack.com/' };
    const { posts } = store;
    return {
      ways,
      chat: slackChatPort({ api, posts, clock, ways, account, pictureOf, log, signal: stopping.signal }),
    };
  }

  const on: Speaking = {
    slack,
    clock,
    posts: store.posts,
    logged,
    ...start(),
    restart() {
      stopping.abort();
      Object.assign(on, start());
    },
    stop: () => stopping.abort(),
    async close() {
      stopping.abort();
      await slack.close();
      await store.close();
    },
  };
  return on;
}

export function said(text: string, more: Partial<Said> = {}): Said {
  return {
    kind: 'milestone',
    text,
    lines: [text],
    level: 'warning',
    actions: [],
    mention: null,
    broadcast: false,
    files: [],
    ...more,
  };
}

export function place(channel: string, more: Partial<Place> = {}): Place {
  return { channel, thread: null, to: null, replyTo: null, way: null, ...more };
}

/** What the bot has said, as everybody or one person sees it. */
export function wordsIn(slack: Slack): string[] {
  return slack
    .seen()
    .filter(({ byApp, deleted }) => byApp && deleted === 'no')
    .map(({ words }) => words);
}

export function callsOf(slack: Slack, method: string): number {
  return slack.calls.filter((call) => call.method === method).length;
}

/** The only thing that a Chat rejects with. */
export async function refusalOf(work: Promise<unknown>): Promise<ChatFailure> {
  const error = await work.then(
    () => 'it did not fail',
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ChatFailure);
  return error as ChatFailure;
}
