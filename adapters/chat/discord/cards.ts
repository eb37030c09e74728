/** Edits of messages that stand in a channel, a thread or a conversation; cards move when their hour is nearly over. */
import { troubleOf } from '../../../src/chat-failure.ts';
import { wordsOf } from '../../../src/failure.ts';
import type { Said, Urgency } from '../../../src/ports.ts';
import { messageIn } from './answers.ts';
import type { Channels, Target } from './channels.ts';
import { answeredWith, DiscordFailure } from './discord-failure.ts';
import {
  isFresh,
  isOld,
  isPointed,
  keyOfMove,
  noteCard,
  notePointed,
  pointer,
  pointerWords,
  stationsOf,
} from './moved-cards.ts';
import type { DiscordParts } from './parts.ts';
import { type Posting, pictureName, whereOf } from './posting.ts';
import { send } from './sending.ts';
import { isId } from './snowflake.ts';

/** Between two tries to point from an old card to its newer one. */
const pointAgainMs = 60_000;

export class Cards {
  readonly #parts: DiscordParts;
  readonly #channels: Channels;
  readonly #posting: Posting;
  readonly #pointedMono = new Map<string, number>();

  constructor(parts: DiscordParts, channels: Channels, posting: Posting) {
    this.#parts = parts;
    this.#channels = channels;
    this.#posting = posting;
  }

  async edit(target: Target, messageId: string, said: Said, urgency: Urgency): Promise<void> {
    // Of another platform, or made up: not worth a call that answers with an error of its form.
    if (!isId(messageId)) throw gone();
    if (said.kind !== 'card' || target.kind === 'thread') {
      return this.#patch(target, messageId, said, urgency, null);
    }
    const { posts, clock } = this.#parts;
    const stations = stationsOf(posts, messageId);
    const newest = stations.at(-1) ?? messageId;
    const below = newest === messageId ? null : this.#threadOf(messageId);
    if (isOld(posts, newest, clock.now())) await this.#move(target, messageId, newest, said, urgency);
    else {
      try {
        await this.#patch(target, newest, said, urgency, below);
      } catch (error) {
        // Discord's clock is ahead of ours, or it has another mind about the hour.
        if (!answeredWith(error, 30046) || isFresh(posts, newest, clock.now())) throw error;
        await this.#move(target, messageId, newest, said, urgency);
      }
    }
    await this.#point(target, messageId);
  }

  async #patch(
    target: Target,
    messageId: string,
    said: Said,
    urgency: Urgency,
    below: string | null,
  ): Promise<void> {
    const channel = await this.#channels.idOf(target, urgency);
    const path = `/channels/${channel}/messages/${messageId}` as const;
    const where = whereOf(target);
    const patchAs = async (urgency: Urgency) => {
      const attached = await this.#pictureIn(path, where, said, urgency);
      await send(this.#parts, this.#channels, {
        method: 'PATCH',
        path,
        where,
        urgency,
        said,
        mark: null,
        below,
        rings: false,
        attached,
      });
    };
    try {
      await patchAs(urgency);
    } catch (error) {
      if (!answeredWith(error, 50083)) throw error;
      await this.#channels.wake(channel, 'now');
      await patchAs('now');
    }
  }

  /** The name of the picture that the message has, for its embed to show it; null: it has none. */
  async #pictureIn(
    path: `/${string}`,
    where: 'channel' | 'thread' | 'person',
    { files: [file] }: Said,
    urgency: Urgency,
  ): Promise<string | null> {
    if (file === undefined) return null;
    const message = messageIn(await this.#parts.api.call({ method: 'GET', path, where, urgency }));
    const name = pictureName(file.name);
    // Of a file that an embed shows Discord tells in the embed alone.
    const isThere = message?.embeds.some(({ image }) => image != null) === true;
    return isThere || message?.attachments.some(({ filename }) => filename === name) ? name : null;
  }

  async #move(target: Target, root: string, from: string, said: Said, urgency: Urgency): Promise<void> {
    const { posts, clock } = this.#parts;
    await this.#mustStand(target, from, urgency);
    const below = this.#threadOf(root);
    const to = await this.#posting.post({
      target,
      said,
      key: keyOfMove(from),
      urgency,
      isSilent: true,
      ...(below === null ? {} : { below }),
    });
    await noteCard(posts, root, to, posts.find(keyOfMove(from))?.triedAt ?? clock.now());
    // It may stand from before, with older words.
    await this.#patch(target, to, said, 'now', below);
  }

  /** A card that somebody deleted does not come again. */
  async #mustStand(target: Target, messageId: string, urgency: Urgency): Promise<void> {
    const channel = await this.#channels.idOf(target, urgency);
    try {
      const path = `/channels/${channel}/messages/${messageId}` as const;
      await this.#parts.api.call({ method: 'GET', path, where: whereOf(target), urgency });
    } catch (error) {
      // Without the right to read the history nobody can tell.
      if (['message-gone', 'later'].includes(troubleOf(error))) throw error;
    }
  }

  /** The old ones lose their buttons and say where it goes on. Never in the way of the card itself. */
  async #point(target: Target, root: string): Promise<void> {
    const { posts, clock, log } = this.#parts;
    const stations = stationsOf(posts, root);
    const newest = stations.at(-1) ?? root;
    for (const old of stations.slice(0, -1)) {
      const last = this.#pointedMono.get(old) ?? Number.NEGATIVE_INFINITY;
      if (isPointed(posts, old) || clock.monotonic() - last < pointAgainMs) continue;
      this.#pointedMono.set(old, clock.monotonic());
      try {
        if (target.kind === 'channel') await this.#channels.learnGuild(target.channel);
        const channel = await this.#channels.idOf(target, 'now');
        const below = pointerWords(this.#channels.addressOf(channel, newest));
        await this.#patch(target, old, pointer(), 'now', below);
        await notePointed(posts, old, clock.now());
        this.#pointedMono.delete(old);
      } catch (error) {
        if (troubleOf(error) === 'message-gone') await notePointed(posts, old, clock.now());
        log.warn({ why: wordsOf(error) }, 'a card that has moved does not say so yet');
      }
    }
  }

  /** A fresh card has no thread of its own. */
  #threadOf(root: string): string | null {
    const thread = this.#channels.threadOf(root);
    return thread === null ? null : `Thread: <#${thread}>`;
  }
}

function gone(): DiscordFailure {
  return new DiscordFailure('discord-message-missing', 'Discord has no message with such an id', {
    trouble: 'message-gone',
  });
}
