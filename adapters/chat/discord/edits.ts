/**
 * Edits of one message go one after the other, and only the latest that waits goes: an older one never lands on a
 * newer one.
 */
import type { Urgency } from '../../../src/ports.ts';
import { DiscordFailure } from './discord-failure.ts';

export class Edits {
  readonly #under = new Map<string, { done: Promise<void>; latest: symbol }>();

  /** An edit that can wait rejects as `later` where another of the message is under way. */
  async inTurn(messageId: string, urgency: Urgency, edit: () => Promise<void>): Promise<void> {
    const before = this.#under.get(messageId);
    if (before !== undefined && urgency === 'when-quiet') {
      throw new DiscordFailure('discord-turn', 'another edit of the message is under way', {
        trouble: 'later',
        retryAfterMs: 1_000,
      });
    }
    const ticket = Symbol(messageId);
    const turn = { latest: ticket, done: Promise.resolve() };
    const own = (before?.done ?? Promise.resolve())
      .catch(() => {})
      .then(() => (this.#under.get(messageId)?.latest === ticket ? edit() : undefined));
    turn.done = own;
    this.#under.set(messageId, turn);
    try {
      await own;
    } finally {
      if (this.#under.get(messageId)?.latest === ticket) this.#under.delete(messageId);
    }
  }
}
