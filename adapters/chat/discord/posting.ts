/**
 * Posts, each once a key. The key is on the disk before its message is sent; what was sent and never answered is looked
 * for before it is sent again, and within minutes Discord itself refuses to make it twice (its nonce).
 */
import { troubleOf } from '../../../src/chat-failure.ts';
import { wordsOf } from '../../../src/failure.ts';
import type { Said, Urgency } from '../../../src/ports.ts';
import { dropOldest } from '../drop-oldest.ts';
import type { Channels, Target } from './channels.ts';
import { answeredWith, DiscordFailure } from './discord-failure.ts';
import { findPost } from './find-post.ts';
import { markOf, nonceOf } from './keys.ts';
import { suppressNotifications } from './messages.ts';
import type { DiscordParts } from './parts.ts';
import { contentsOf, send } from './sending.ts';

export interface Post {
  target: Target;
  said: Said;
  key: string;
  urgency: Urgency;
  /** Markdown of our own below all else. */
  below?: string;
  /** A line in the same channel that is answered. */
  replyTo?: string | null;
  /** Rings for nobody, neither by a mention nor as a message: of a copy, and of a card that moves. */
  isSilent?: boolean;
  rings?: boolean;
}

export class Posting {
  readonly #parts: DiscordParts;
  readonly #channels: Channels;
  /** By key. */
  readonly #under = new Map<string, Promise<string>>();
  /** Keys that were tried by this process and certainly made nothing. */
  readonly #clean = new Set<string>();
  readonly #quietIn = new Set<string>();

  constructor(parts: DiscordParts, channels: Channels) {
    this.#parts = parts;
    this.#channels = channels;
  }

  /** The id of the message. */
  async post(post: Post): Promise<string> {
    const under = this.#under.get(post.key);
    if (under !== undefined) return under;
    const posted = this.posted(post.key);
    if (posted !== null) return posted;
    const posting = this.#inTurn(post).finally(() => this.#under.delete(post.key));
    this.#under.set(post.key, posting);
    return posting;
  }

  /** What this key has posted; null: nothing that is known. */
  posted(key: string): string | null {
    return this.#parts.posts.find(key)?.messageId ?? null;
  }

  /** Of what can wait, one at a time in each place. */
  async #inTurn(post: Post): Promise<string> {
    if (post.urgency === 'now') return this.#once(post);
    const place = JSON.stringify(post.target);
    if (this.#quietIn.has(place)) {
      throw new DiscordFailure('discord-turn', 'another message to the same place is under way', {
        trouble: 'later',
        retryAfterMs: 1_000,
      });
    }
    this.#quietIn.add(place);
    try {
      return await this.#once(post);
    } finally {
      this.#quietIn.delete(place);
    }
  }

  async #once(post: Post): Promise<string> {
    const { posts, clock } = this.#parts;
    const { target, key, urgency } = post;
    const channel = await this.#channels.idOf(target, urgency);
    const tried = posts.find(key);
    if (tried === null) await posts.tried(key, clock.now());
    else if (!this.#clean.has(key)) {
      const found = await this.#find(post, channel, tried.triedAt);
      if (found !== null) return this.#note(key, found);
    }
    this.#clean.delete(key);
    try {
      return this.#note(key, await this.#send(post, channel));
    } catch (error) {
      if (error instanceof DiscordFailure && !error.mayStand) {
        this.#clean.add(key);
        dropOldest(this.#clean);
      }
      if (target.kind !== 'thread' || !answeredWith(error, 10003, 50001)) throw error;
      throw await this.#channels.whatIsGone(target.channel, error, urgency);
    }
  }

  async #find(post: Post, channel: string, triedAt: number): Promise<string | null> {
    const { api, botId } = this.#parts;
    try {
      const mark = markOf(nonceOf(botId, post.key));
      const contents = contentsOf(this.#channels, { said: post.said, below: post.below ?? null });
      return await findPost(api, { channel, where: whereOf(post.target), mark, contents, triedAt });
    } catch (error) {
      if (troubleOf(error) === 'later') throw error;
      // What cannot be looked for is sent: twice is better than never, and within minutes its nonce makes it once.
      return null;
    }
  }

  async #send(post: Post, channel: string): Promise<string> {
    const { target, said, key } = post;
    const nonce = nonceOf(this.#parts.botId, key);
    const isSilent = said.kind === 'progress' || post.isSilent === true;
    const sendAs = async (urgency: Urgency) =>
      send(this.#parts, this.#channels, {
        method: 'POST',
        path: `/channels/${channel}/messages`,
        where: whereOf(target),
        urgency,
        said,
        mark: markOf(nonce),
        below: post.below ?? null,
        rings: post.isSilent !== true && post.rings !== false,
        nonce,
        replyTo: post.replyTo ?? null,
        picture: await this.#pictureOf(said),
        ...(isSilent ? { flags: suppressNotifications } : {}),
      });
    try {
      return await sendAs(post.urgency);
    } catch (error) {
      if (!answeredWith(error, 50083)) throw error;
      await this.#channels.wake(channel, 'now');
      return await sendAs('now');
    }
  }

  async #pictureOf(said: Said): Promise<{ name: string; bytes: Uint8Array; alt: string } | null> {
    const [file] = said.files;
    if (file === undefined) return null;
    try {
      const bytes = await this.#parts.pictureOf(file.url);
      return bytes.byteLength === 0 ? null : { name: pictureName(file.name), bytes, alt: file.alt };
    } catch (error) {
      this.#parts.log.warn({ why: wordsOf(error) }, 'a picture could not be drawn: the words go without it');
      return null;
    }
  }

  #note(key: string, id: string): string {
    this.#parts.posts.posted(key, id);
    return id;
  }
}

export function whereOf(target: Target): 'channel' | 'thread' | 'person' {
  return target.kind;
}

/** As an embed may refer to it. */
export function pictureName(name: string): string {
  return name.replace(/[^\w.-]+/g, '_').slice(-80) || 'chart.png';
}
