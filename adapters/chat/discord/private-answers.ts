/**
 * Answers to one person: by the way that the command or press opened, which only that person sees. Where there is none
 * any more, or none was (a mention), a line is answered where it stands, and everything else comes as a direct message.
 */
import { troubleOf } from '../../../src/chat-failure.ts';
import type { Place, Said, Urgency } from '../../../src/ports.ts';
import { dropOldest } from '../drop-oldest.ts';
import type { Channels, Target } from './channels.ts';
import { targetOf } from './channels.ts';
import { answeredWith, DiscordFailure } from './discord-failure.ts';
import type { Way } from './discord-ways.ts';
import { ephemeral } from './messages.ts';
import type { DiscordParts } from './parts.ts';
import type { Posting } from './posting.ts';
import { send } from './sending.ts';

/** Discord does not know the interaction any more, or never did. */
const wayIsOver = [10015, 10062, 50027, 40094];

export class PrivateAnswers {
  readonly #parts: DiscordParts;
  readonly #channels: Channels;
  readonly #posting: Posting;
  readonly #under = new Map<string, Promise<string>>();
  /** By key: what was answered by a way, and how often an answer was sent that may stand. */
  readonly #answered = new Map<string, { id: string | null; unsure: number }>();
  /** Where an answer stands that could not be given by a way. */
  readonly #standsIn = new Map<string, Target>();

  constructor(parts: DiscordParts, channels: Channels, posting: Posting) {
    this.#parts = parts;
    this.#channels = channels;
    this.#posting = posting;
  }

  async post(place: Place & { to: string }, said: Said, key: string, urgency: Urgency): Promise<string> {
    const under = this.#under.get(key);
    if (under !== undefined) return under;
    const posting = this.#post(place, said, key, urgency).finally(() => this.#under.delete(key));
    this.#under.set(key, posting);
    return posting;
  }

  /** Where a message stands that everybody there can see, or that is a direct message; null: it is edited by a way. */
  standsIn(messageId: string, place: Place): Target | null {
    const known = this.#standsIn.get(messageId);
    if (known !== undefined) return known;
    return this.#parts.ways.find(place.way) === null ? this.#target(place) : null;
  }

  async edit(place: Place, messageId: string, said: Said, urgency: Urgency): Promise<void> {
    const way = this.#parts.ways.find(place.way);
    if (way === null) throw lost();
    try {
      const id = way.original === messageId ? '@original' : messageId;
      await this.#byWay(way, 'PATCH', `/messages/${id}`, said, urgency);
    } catch (error) {
      if (!answeredWith(error, ...wayIsOver)) throw error;
      if (place.way !== null) this.#parts.ways.close(place.way);
      throw lost();
    }
  }

  async #post(place: Place & { to: string }, said: Said, key: string, urgency: Urgency): Promise<string> {
    const before = this.#answered.get(key) ?? { id: null, unsure: 0 };
    const posted = before.id ?? this.#posting.posted(key);
    if (posted !== null) return posted;
    const way = this.#parts.ways.find(place.way);
    if (way !== null && place.way !== null) {
      try {
        const id = await this.#answer(way, said, before.unsure, urgency);
        this.#remember(key, { id, unsure: 0 });
        return id;
      } catch (error) {
        if (error instanceof DiscordFailure && error.mayStand) {
          this.#remember(key, { id: null, unsure: before.unsure + 1 });
        }
        if (!answeredWith(error, ...wayIsOver)) throw error;
        this.#parts.ways.close(place.way);
      }
    }
    return this.#withoutWay(place, said, key, urgency);
  }

  /** The first answer fills what the person sees as "thinking…", and can be repeated; others are new messages. */
  async #answer(way: Way, said: Said, unsure: number, urgency: Urgency): Promise<string> {
    if (way.original === 'waiting') {
      try {
        const id = await this.#byWay(way, 'PATCH', '/messages/@original', said, urgency);
        way.original = id;
        return id;
      } catch (error) {
        // Dismissed meanwhile.
        if (!answeredWith(error, 10008)) throw error;
        way.original = null;
      }
    }
    // It leaves nothing to look for: once more is better than never, more often is not.
    if (unsure > 1) {
      throw new DiscordFailure('discord-silent', 'the answer may stand already', { trouble: 'refused' });
    }
    return this.#byWay(way, 'POST', '', said, urgency);
  }

  async #withoutWay(
    place: Place & { to: string },
    said: Said,
    key: string,
    urgency: Urgency,
  ): Promise<string> {
    const target = this.#target(place);
    if (target.kind !== 'person') {
      return this.#stands(
        await this.#posting.post({ target, said, key, urgency, replyTo: place.replyTo }),
        target,
      );
    }
    try {
      return this.#stands(await this.#posting.post({ target, said, key, urgency }), target);
    } catch (error) {
      if (troubleOf(error) !== 'place-gone') throw error;
      // Takes no direct messages: then everybody sees it, and for whom it is.
      const here = targetOf(place.channel, place.thread);
      const below = `Only for <@${place.to}>, who takes no direct messages from here.`;
      const id = await this.#posting.post({ target: here, said, key: `${key} here`, urgency, below });
      return this.#stands(id, here);
    }
  }

  /** A line that somebody wrote is answered where it stands. A way that is over answered no line. */
  #target(place: Place): Target {
    const isLine = place.way === null && place.replyTo !== null;
    if (isLine || place.to === null) return targetOf(place.channel, place.thread);
    return { kind: 'person', person: place.to };
  }

  #byWay(way: Way, method: 'POST' | 'PATCH', path: string, said: Said, urgency: Urgency): Promise<string> {
    return send(this.#parts, this.#channels, {
      method,
      path: `/webhooks/${way.applicationId}/${way.token}${path}`,
      where: 'interaction',
      urgency,
      said,
      mark: null,
      below: null,
      rings: false,
      ...(method === 'POST' ? { flags: ephemeral } : {}),
    });
  }

  #stands(id: string, target: Target): string {
    this.#standsIn.set(id, target);
    dropOldest(this.#standsIn);
    return id;
  }

  #remember(key: string, answered: { id: string | null; unsure: number }): void {
    this.#answered.delete(key);
    this.#answered.set(key, answered);
    dropOldest(this.#answered);
  }
}

function lost(): DiscordFailure {
  return new DiscordFailure('discord-way-over', 'the way back to the person is over', {
    trouble: 'message-gone',
  });
}
