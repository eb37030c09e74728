/** The last edit of a card, which none before it may go over: one that was not answered may still arrive. */
import type { Clock } from '../../ports.ts';

export interface LastEdit {
  /** An edit was sent, and no answer came. */
  unanswered(): void;
  /** Sends the last one, and where an earlier one may come after it, once more when that is over. */
  send(edit: () => Promise<void>): Promise<void>;
}

const straysForMs = 30_000;

/** @param resumed an earlier process may have sent one in the moment in which it died */
export function createLastEdit(clock: Clock, signal: AbortSignal, resumed: boolean): LastEdit {
  let straysUntilMono = resumed ? clock.monotonic() + straysForMs : Number.NEGATIVE_INFINITY;
  return {
    unanswered() {
      straysUntilMono = clock.monotonic() + straysForMs;
    },
    async send(edit) {
      await edit();
      const leftMs = straysUntilMono - clock.monotonic();
      if (leftMs <= 0) return;
      await clock.sleep(leftMs, signal);
      if (!signal.aborted) await edit();
    },
  };
}
