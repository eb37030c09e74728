/**
 * Calls that Slack refused for being too many come back one behind another: all at the instant that it names they would
 * be refused again but for one, and with many runs that is most of what it hears of us.
 */
import { dropOldest } from '../drop-oldest.ts';

/** So many wait that each cannot have a turn of its own: nobody waits for longer than this beyond Slack's word. */
const longestQueueMs = 30_000;

export class Turns {
  readonly #last = new Map<string, number>();

  /** @returns when this one may come back: `until` or a turn behind the one before it in its queue, on the same clock */
  next(queue: string, until: number, gapMs: number): number {
    const before = this.#last.get(queue);
    const behindMs = before === undefined ? 0 : Math.max(0, before + gapMs - until);
    const turn = until + (behindMs % longestQueueMs);
    this.#last.delete(queue);
    this.#last.set(queue, turn);
    dropOldest(this.#last);
    return turn;
  }
}
