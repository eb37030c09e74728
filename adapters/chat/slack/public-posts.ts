/**
 * What everybody sees: each key posted once, whatever happens in between. The key is on the disk before it is sent;
 * one that was sent without an answer is looked for before it is sent again. In detail, the process dies
 * - before the key is noted: nothing was sent, the next start sends it;
 * - after it, before or while it is sent: the next start looks for it, and sends it where it is not;
 * - after it was posted, before its id is noted: the next start finds it.
 */
import { z } from 'zod';
import type { Clock, Place, Said, Urgency } from '../../../src/ports.ts';
import { dropOldest } from '../drop-oldest.ts';
import type { SteadyPosts } from '../steady-posts.ts';
import { findPost, metadataOf } from './find-post.ts';
import type { Content, Layouts } from './layouts.ts';
import type { PacedCalls } from './paced-calls.ts';
import type { SlackApi } from './slack-api.ts';
import { noAnswer, SlackFailure } from './slack-failure.ts';

export interface PublicPostsParts {
  api: SlackApi;
  calls: PacedCalls;
  layouts: Layouts;
  posts: SteadyPosts;
  clock: Clock;
  log: { warn(details: object, words: string): void };
}

/** What a message is found by. */
type Name = Parameters<typeof metadataOf>[0];

const posted = z.object({ ts: z.string().min(1), channel: z.string().optional() });

export class PublicPosts {
  readonly #parts: PublicPostsParts;
  readonly #sending = new Map<string, Promise<string>>();
  /** Keys of which every try was answered with no: nothing can stand, and nothing need be looked for. */
  readonly #absent = new Set<string>();
  /** Persons and `#names` posted to → the channel's id, which edits and searches ask for. */
  readonly #channelIds = new Map<string, string>();
  #withMetadata = true;

  constructor(parts: PublicPostsParts) {
    this.#parts = parts;
  }

  /** `fresh`: posted just now, or found just now. */
  async post(
    place: Place,
    said: Said,
    key: string,
    urgency: Urgency,
  ): Promise<{ ts: string; fresh: boolean }> {
    const under = this.#sending.get(key);
    if (under !== undefined) return { ts: await under, fresh: false };
    const known = this.#parts.posts.find(key)?.messageId ?? null;
    if (known !== null) return { ts: known, fresh: false };
    const sending = this.#once(place, said, key, urgency);
    this.#sending.set(key, sending);
    try {
      return { ts: await sending, fresh: true };
    } finally {
      this.#sending.delete(key);
    }
  }

  async edit(place: Place, ts: string, said: Said, urgency: Urgency): Promise<void> {
    const { calls, layouts } = this.#parts;
    const channel = this.#idOf(place.channel);
    calls.admit('chat.update', channel, urgency);
    await layouts.send(said, { mention: said.mention }, (content) => this.update(channel, ts, content));
  }

  async update(channel: string, ts: string, { text, blocks }: Content): Promise<void> {
    await this.#parts.calls.call('chat.update', {
      channel: this.#idOf(channel),
      ts,
      text,
      blocks,
      // Else Slack would make links of what looks like one.
      parse: 'none',
    });
  }

  async #once(place: Place, said: Said, key: string, urgency: Urgency): Promise<string> {
    const { calls, posts, clock } = this.#parts;
    calls.admit('chat.postMessage', place.channel, urgency);
    const before = posts.find(key);
    if (before !== null && !this.#absent.has(key)) {
      const found = await this.#find(place, key, before.triedAt);
      if (found !== null) return this.#noted(key, found);
    }
    const triedAt = before?.triedAt ?? clock.now();
    if (before === null) {
      await posts.tried(key, triedAt);
      remember(this.#absent, key);
    }
    try {
      const ts = await this.#send(place, said, { key, triedAt });
      return this.#noted(key, ts);
    } catch (error) {
      if (!(error instanceof SlackFailure) || error.mayStand) this.#absent.delete(key);
      throw error;
    }
  }

  /** Direct messages are not looked into: that takes a scope of its own. */
  async #find({ channel, thread }: Place, key: string, triedAt: number): Promise<string | null> {
    const { api } = this.#parts;
    const id = this.#idOf(channel);
    if (!/^[CG]/.test(id)) return null;
    return await findPost(api, { channel: id, thread, key, triedAt });
  }

  #noted(key: string, ts: string): string {
    this.#absent.delete(key);
    this.#parts.posts.posted(key, ts);
    return ts;
  }

  async #send(place: Place, said: Said, name: Name): Promise<string> {
    const send = (content: Content) => this.#sendOne(place, said, name, content, this.#withMetadata);
    const answer = await this.#parts.layouts.send(said, { mention: said.mention }, async (content) => {
      try {
        return await send(content);
      } catch (error) {
        if (!(error instanceof SlackFailure)) throw error;
        if (/metadata|^invalid_arg/.test(error.slackCode) && this.#withMetadata) {
          const sent = await this.#sendOne(place, said, name, content, false);
          this.#withMetadata = false;
          this.#parts.log.warn(
            { code: error.code },
            'messages go without metadata: a lost answer may double one',
          );
          return sent;
        }
        // The first word in a public channel; out of a thread the bot was taken by somebody.
        if (error.slackCode !== 'not_in_channel' || place.thread !== null) throw error;
        await this.#join(place.channel, error);
        return await send(content);
      }
    });
    const read = posted.safeParse(answer);
    if (!read.success) throw noAnswer('malformed', 'Slack does not say which message it posted', true);
    const { ts, channel } = read.data;
    if (channel !== undefined && channel !== place.channel) {
      this.#channelIds.set(place.channel, channel);
      dropOldest(this.#channelIds);
    }
    return ts;
  }

  #sendOne(
    { channel, thread }: Place,
    said: Said,
    name: Name,
    { text, blocks }: Content,
    withMetadata: boolean,
  ) {
    return this.#parts.calls.call('chat.postMessage', {
      channel,
      text,
      ...(blocks.length === 0 ? {} : { blocks }),
      ...(thread === null ? {} : { thread_ts: thread, reply_broadcast: said.broadcast }),
      ...(withMetadata ? { metadata: metadataOf(name) } : {}),
      unfurl_links: false,
      unfurl_media: false,
    });
  }

  /** Rejects with what kept us out where it is no public channel. */
  async #join(channel: string, otherwise: SlackFailure): Promise<void> {
    try {
      await this.#parts.api.call('conversations.join', { channel });
    } catch (error) {
      throw error instanceof SlackFailure && error.trouble === 'later' && !error.auth ? error : otherwise;
    }
  }

  #idOf(channel: string): string {
    return this.#channelIds.get(channel) ?? channel;
  }
}

function remember(keys: Set<string>, key: string): void {
  keys.add(key);
  dropOldest(keys);
}
