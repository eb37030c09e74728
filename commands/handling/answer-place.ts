/** One private answer: posted, then edited in place; the latest wins. It never rejects: words do not stop a run. */
import { ChatFailure, mayStand, troubleOf } from '../../src/chat-failure.ts';
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

/** How often the answer itself is tried, and how long it waits where the chat does not say. */
const mostTries = 5;
const firstRetryMs = 1_000;
/** What comes later than that tells of what is past, to somebody who has asked again. */
const longestWaitMs = 60_000;

interface Wanted {
  said: Said;
  /** The answer itself; else how far it is with it. */
  final: boolean;
}

export class AnswerPlace {
  readonly #target: AnswerTarget;
  readonly #log: Log;
  #messageId: string | null;
  #wanted: Wanted | null = null;
  #talking: Promise<void> | null = null;
  /** An earlier post may stand though its answer was lost, with older words. */
  #doubted = false;
  #waiting: AbortController | null = null;

  constructor(target: AnswerTarget, log: Log) {
    this.#target = target;
    this.#log = log;
    this.#messageId = target.messageId;
  }

  /** How far it is: only the latest counts, when the chat has room for it. */
  show(said: Said): void {
    this.#want({ said, final: false });
  }

  /** The answer: it goes at once, whatever waits. */
  finish(said: Said): void {
    this.#want({ said, final: true });
    this.#waiting?.abort();
  }

  /** When all that was shown has been said, or could not be. */
  async settled(): Promise<void> {
    await this.#talking;
  }

  #want(wanted: Wanted): void {
    this.#wanted = wanted;
    this.#talking ??= this.#talk();
  }

  async #talk(): Promise<void> {
    let tries = 0;
    while (this.#wanted !== null) {
      const wanted: Wanted = this.#wanted;
      this.#wanted = null;
      tries += 1;
      try {
        await this.#say(wanted);
        tries = 0;
      } catch (error) {
        const waitMs = waitAfter(error, tries);
        const isTooLate = wanted.final && (tries >= mostTries || waitMs > longestWaitMs);
        if (troubleOf(error) !== 'later' || isTooLate) {
          this.#log.warn({ err: error, chat: this.#target.chat.name }, 'an answer could not be said');
          tries = 0;
          continue;
        }
        await this.#wait(waitMs);
        // What came meanwhile is newer, and has tries of its own.
        if (this.#wanted === null) this.#wanted = wanted;
        else tries = 0;
      }
    }
    this.#talking = null;
  }

  /** Over at once when the answer itself is there. */
  async #wait(ms: number): Promise<void> {
    if (this.#isFinalWanted()) return;
    this.#waiting = new AbortController();
    await this.#target.chat.clock.sleep(ms, this.#waiting.signal);
    this.#waiting = null;
  }

  #isFinalWanted(): boolean {
    return this.#wanted?.final ?? false;
  }

  async #say({ said, final }: Wanted): Promise<void> {
    const { chat, place, key } = this.#target;
    // A quick answer needs no word before it: on some platforms each stays, a message of its own.
    const urgency = final ? 'now' : 'when-quiet';
    if (this.#messageId !== null) {
      try {
        return await chat.edit(place, this.#messageId, said, urgency);
      } catch (error) {
        // A question may be gone; its answer is new then.
        if (this.#messageId !== this.#target.messageId || troubleOf(error) === 'later') throw error;
        this.#messageId = null;
      }
    }
    try {
      this.#messageId = await chat.post(place, said, key, urgency);
    } catch (error) {
      this.#doubted ||= mayStand(error);
      throw error;
    }
    if (this.#doubted) await chat.edit(place, this.#messageId, said, urgency);
    this.#doubted = false;
  }
}

function waitAfter(error: unknown, tries: number): number {
  const said = error instanceof ChatFailure ? error.retryAfterMs : null;
  return said ?? firstRetryMs * 2 ** (tries - 1);
}
