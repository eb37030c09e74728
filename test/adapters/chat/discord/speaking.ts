/** The Chat port of the real adapter on the Discord stand-in, by the real discord.js: all that is said is seen. */
import { expect } from 'vitest';
import { type Api, discordApi } from '../../../../adapters/chat/discord/api.ts';
import { type DiscordChat, discordChat } from '../../../../adapters/chat/discord/chat-port.ts';
import { DiscordWays } from '../../../../adapters/chat/discord/discord-ways.ts';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import { verbs } from '../../../../commands/index.ts';
import { ChatFailure } from '../../../../src/chat-failure.ts';
import type { Action, Chat, Place, Posts, Said } from '../../../../src/ports.ts';
import { type Discord, type DiscordOptions, startDiscord } from '../../../stand-ins/discord/discord.ts';
import { type ManualClock, manualClock } from '../../sandbox/manual-clock.ts';

export interface Speaking {
  discord: Discord;
  /** Of both, also for what is real time there; it stands until it is moved. */
  clock: ManualClock;
  api: Api;
  chat: Chat;
  rootOf: DiscordChat['rootOf'];
  ways: DiscordWays;
  posts: Posts;
  /** Id of the text channel. */
  channel: string;
  /** JSON lines. */
  logged: string[];
  /** The same in a new process: only what is on the disk is known. */
  restart(): void;
  close(): Promise<void>;
}

/** @param options `aheadMs`: of Discord's clock, before ours */
export async function speakOn(
  options: DiscordOptions & {
    pictureOf?: (url: string) => Promise<Uint8Array>;
    home?: string;
    aheadMs?: number;
  } = {},
): Promise<Speaking> {
  const { pictureOf = async () => new Uint8Array(64), home = null, aheadMs = 0, ...standIn } = options;
  const clock = manualClock();
  const now = () => clock.now() + aheadMs;
  const discord = await startDiscord({ now, elapsed: clock.monotonic, limits: false, ...standIn });
  const store = openStore(':memory:');
  const logged: string[] = [];
  const log = {
    warn: (fields: object, words: string) => {
      logged.push(JSON.stringify({ words, ...fields }));
    },
  };
  const { posts } = store;

  function start() {
    const ways = new DiscordWays(clock.monotonic);
    const api = discordApi({ token: discord.token, url: discord.apiUrl, clock, log });
    return {
      ways,
      api,
      ...discordChat({ api, posts, clock, ways, botId: 'b1', pictureOf, log }, { home, verbs }),
    };
  }

  const on: Speaking = {
    discord,
    clock,
    posts,
    channel: discord.people.place('general').id,
    logged,
    ...start(),
    restart() {
      Object.assign(on, start());
    },
    async close() {
      await discord.close();
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

export function card(text: string, more: Partial<Said> = {}): Said {
  return said(text, { kind: 'card', lines: [text, 'second line'], ...more });
}

export function button(id: Action['id'], label: string, more: Partial<Action> = {}): Action {
  return { id, label, style: 'default', url: null, value: 'run-42', ...more };
}

export function place(channel: string, more: Partial<Place> = {}): Place {
  return { channel, thread: null, to: null, replyTo: null, way: null, ...more };
}

/** Of every request that reached the stand-in: method, route. */
export function routesOf(discord: Discord): string[] {
  return discord.requests.map(({ route }) => route ?? 'unknown');
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
