/**
 * Edits of one message: an older one never stays over a newer one. What people wait for goes one after the other, only
 * the latest of those that wait, and past an edit that can wait: should that one hang and land late, the newer words
 * are put there again.
 */
import type { Urgency } from '../../../src/ports.ts';
import { DiscordFailure } from './discord-failure.ts';

type Edit = () => Promise<void>;

interface Turns {
  /** Settled when the last edit that does not wait is done. */
  last: Promise<void>;
  latest: Edit | null;
  isQuietUnderWay: boolean;
  /** What went past the quiet one. */
  overtook: Edit | null;
  users: number;
}

export class Edits {
  readonly #turns = new Map<string, Turns>();

  /** An edit that can wait rejects as `later` where another of the message is under way. */
  async inTurn(messageId: string, urgency: Urgency, edit: Edit): Promise<void> {
    const turns = this.#turns.get(messageId) ?? {
      last: Promise.resolve(),
      latest: null,
      isQuietUnderWay: false,
      overtook: null,
      users: 0,
    };
    if (turns.users > 0 && urgency === 'when-quiet') {
      throw new DiscordFailure('discord-turn', 'another edit of the message is under way', {
        trouble: 'later',
        retryAfterMs: 1_000,
      });
    }
    this.#turns.set(messageId, turns);
    turns.users += 1;
    try {
      await (urgency === 'now' ? urgently(turns, edit) : quietly(turns, edit));
    } finally {
      turns.users -= 1;
      if (turns.users === 0) this.#turns.delete(messageId);
    }
  }
}

function urgently(turns: Turns, edit: Edit): Promise<void> {
  turns.latest = edit;
  const turn = turns.last.then(async () => {
    if (turns.latest !== edit) return;
    if (turns.isQuietUnderWay) turns.overtook = edit;
    await edit();
  });
  turns.last = turn.catch(() => {});
  return turn;
}

async function quietly(turns: Turns, edit: Edit): Promise<void> {
  turns.isQuietUnderWay = true;
  try {
    await edit();
  } finally {
    turns.isQuietUnderWay = false;
    const { overtook, latest } = turns;
    // Where newer words wait already, they come by themselves.
    if (overtook !== null && overtook === latest) await urgently(turns, overtook).catch(() => {});
  }
}
