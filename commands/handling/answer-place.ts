/** One private answer: posted, then edited in place; the latest wins. It never rejects: words do not stop a run. */
import type { Chat, Place, Said } from '../../src/ports.ts';
import type { Log } from './log.ts';

export interface AnswerTarget {
  chat: Chat;
  place: Place;
  /** Posts once a key: a command that is delivered twice is answered once. */
  key: string;
  /** A message of ours to answer in, a question; null: a new one. */
  messageId: string | null;
}

export class AnswerPlace {
  readonly #target: AnswerTarget;
  readonly #log: Log;
  #messageId: string | null;
  #wanted: Said | null = null;
  #talking: Promise<void> | null = null;
  #postFailed = false;

  constructor(target: AnswerTarget, log: Log) {
    this.#target = target;
    this.#log = log;
    this.#messageId = target.messageId;
  }

  show(said: Said): void {
    this.#wanted = said;
    this.#talking ??= this.#talk();
  }

  /** When all that was shown has been said, or could not be. */
  async settled(): Promise<void> {
    await this.#talking;
  }

  async #talk(): Promise<void> {
    while (this.#wanted !== null) {
      const said = this.#wanted;
      this.#wanted = null;
      try {
        await this.#say(said);
      } catch (error) {
        this.#log.warn({ err: error, chat: this.#target.chat.name }, 'an answer could not be said');
      }
    }
    this.#talking = null;
  }

  async #say(said: Said): Promise<void> {
    const { chat, place, key } = this.#target;
    if (this.#messageId !== null) {
      try {
        return await chat.edit(place, this.#messageId, said, 'now');
      } catch (error) {
        // A question may be gone; its answer is new then.
        if (this.#messageId !== this.#target.messageId) throw error;
        this.#messageId = null;
      }
    }
    try {
      this.#messageId = await chat.post(place, said, key, 'now');
    } catch (error) {
      this.#postFailed = true;
      throw error;
    }
    // An earlier post may stand though its answer was lost, with older words.
    if (this.#postFailed) await chat.edit(place, this.#messageId, said, 'now');
    this.#postFailed = false;
  }
}
