/** Where things are said on Discord: channels, threads that are started from a message, people. */
import { troubleOf } from '../../../src/chat-failure.ts';
import type { Urgency } from '../../../src/ports.ts';
import { dropOldest } from '../drop-oldest.ts';
import { guildIn, idIn, messageIn } from './answers.ts';
import { answeredWith, DiscordFailure } from './discord-failure.ts';
import { plainWithin } from './markdown.ts';
import { newestCard } from './moved-cards.ts';
import type { DiscordParts } from './parts.ts';

/** `root`: the message that the thread was started from, whose id it has. */
export type Target =
  | { kind: 'channel'; channel: string }
  | { kind: 'thread'; channel: string; root: string }
  | { kind: 'person'; person: string };

const archiveAfterMinutes = 1_440;
const longestName = 100;
/** Where nothing better is known, or is not taken. */
const plainName = 'leakops run';

/** A channel of the port that stands for the direct messages with a person: `@ID`. */
export function channelOfPerson(person: string): string {
  return `@${person}`;
}

export function targetOf(channel: string, thread: string | null): Target {
  if (channel.startsWith('@')) return { kind: 'person', person: channel.slice(1) };
  return thread === null ? { kind: 'channel', channel } : { kind: 'thread', channel, root: thread };
}

export class Channels {
  readonly #parts: DiscordParts;
  readonly #opening = new Map<string, Promise<string>>();
  readonly #guilds = new Map<string, string>();
  readonly #names = new Map<string, string>();

  constructor(parts: DiscordParts) {
    this.#parts = parts;
  }

  /** The id to post to; a thread is started and a conversation opened when it is needed first. Both can be repeated. */
  idOf(target: Target, urgency: Urgency): Promise<string> {
    switch (target.kind) {
      case 'channel':
        return Promise.resolve(target.channel);
      case 'thread': {
        const known = this.threadOf(target.root);
        if (known !== null) return Promise.resolve(known);
        return this.#once(`thread ${target.root}`, () => this.#start(target, urgency));
      }
      case 'person':
        return this.#once(`person ${target.person}`, () => this.#open(target.person, urgency));
    }
  }

  /** The thread that was started from a message: on Discord it has its id. null: none was, as far as is known. */
  threadOf(root: string): string | null {
    return this.#parts.posts.find(`thread ${root}`)?.messageId ?? null;
  }

  /** The name of the thread that may be started from this message, from the first line of its card. */
  name(root: string, line: string): void {
    this.#names.set(root, line);
    dropOldest(this.#names);
  }

  /** Posting wakes an archived thread by itself, editing does not. */
  async wake(thread: string, urgency: Urgency): Promise<void> {
    await this.#parts.api.call({
      method: 'PATCH',
      path: `/channels/${thread}`,
      body: { archived: false },
      where: 'thread',
      urgency,
    });
  }

  /** Rejects as `place-gone` where the channel is not there for the bot. */
  async look(channel: string, urgency: Urgency): Promise<void> {
    const body = await this.#parts.api.call({
      method: 'GET',
      path: `/channels/${channel}`,
      where: 'channel',
      urgency,
    });
    this.#guilds.set(channel, guildIn(body) ?? '@me');
  }

  /** A thread that is not there, or not shown: is its channel? Answers the failure that tells. */
  async whatIsGone(channel: string, error: unknown, urgency: Urgency): Promise<unknown> {
    try {
      await this.look(channel, urgency);
      return error;
    } catch (channelError) {
      return troubleOf(channelError) === 'place-gone' ? channelError : error;
    }
  }

  /** Asks once for the server of a channel, for links; without it there are none. */
  async learnGuild(channel: string): Promise<void> {
    if (!this.#guilds.has(channel) && /^\d+$/.test(channel))
      await this.look(channel, 'when-quiet').catch(() => {});
  }

  /** Of a card that has moved the newest; null: its server is not known. */
  addressOf(channel: string, messageId: string): string | null {
    const guild = this.#guilds.get(channel);
    const newest = newestCard(this.#parts.posts, messageId);
    return guild === undefined ? null : `https://discord.com/channels/${guild}/${channel}/${newest}`;
  }

  async #start({ channel, root }: Target & { kind: 'thread' }, urgency: Urgency): Promise<string> {
    const { api, posts, clock } = this.#parts;
    const start = (name: string) =>
      api.call({
        method: 'POST',
        path: `/channels/${channel}/messages/${root}/threads`,
        body: { name, auto_archive_duration: archiveAfterMinutes },
        where: 'thread',
        urgency,
      });
    let thread = root;
    try {
      const started = await start(await this.#nameFor(channel, root, urgency)).catch((error: unknown) => {
        // Of a name that AutoMod or a filter does not take, or that is no name.
        if (!answeredWith(error, 20031, 200001, 50035)) throw error;
        return start(plainName);
      });
      thread = idIn(started);
    } catch (error) {
      // Started by the process before, or by a person: it has this id all the same.
      if (!answeredWith(error, 160004)) throw await this.#whyNoThread(channel, error, urgency);
    }
    await posts.tried(`thread ${root}`, clock.now());
    posts.posted(`thread ${root}`, thread);
    return thread;
  }

  async #whyNoThread(channel: string, error: unknown, urgency: Urgency): Promise<unknown> {
    if (answeredWith(error, 10003, 50001)) return this.whatIsGone(channel, error, urgency);
    if (!answeredWith(error, 10008)) return error;
    return new DiscordFailure('discord-10008', 'the message of the thread was deleted', {
      trouble: 'thread-gone',
      jsonCode: 10008,
    });
  }

  /** Of `📈 Growing 72 %: checkout, run-42` what stays true: `checkout, run-42`. */
  async #nameFor(channel: string, root: string, urgency: Urgency): Promise<string> {
    const known = this.#names.get(root);
    const line = known ?? (await this.#contentOf(channel, root, urgency)) ?? '';
    const [, after = ''] = /^[^:]*: (.+)$/s.exec(line) ?? [];
    return plainWithin(after || line, longestName) || plainName;
  }

  async #contentOf(channel: string, root: string, urgency: Urgency): Promise<string | null> {
    try {
      const path = `/channels/${channel}/messages/${root}` as const;
      const body = await this.#parts.api.call({ method: 'GET', path, where: 'channel', urgency });
      return messageIn(body)?.content?.replace(/\\(?=[^\p{L}\p{N}\s])|\*\*/gu, '') ?? null;
    } catch {
      // Whether it may be started is for Discord to say.
      return null;
    }
  }

  async #open(person: string, urgency: Urgency): Promise<string> {
    const { api } = this.#parts;
    const body = { recipient_id: person };
    const opened = await api.call({
      method: 'POST',
      path: '/users/@me/channels',
      body,
      where: 'person',
      urgency,
    });
    return idIn(opened);
  }

  /** One at a time, and what was answered stays. */
  #once(key: string, work: () => Promise<string>): Promise<string> {
    const known = this.#opening.get(key);
    if (known !== undefined) return known;
    const opening = work();
    this.#opening.set(key, opening);
    opening.catch(() => this.#opening.delete(key));
    dropOldest(this.#opening);
    return opening;
  }
}
