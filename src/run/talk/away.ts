/** Whether a chat is away, for all lanes of a run: a card that cannot be posted keeps its words waiting too. */
import type { Clock } from '../../ports.ts';

export interface Away {
  /** Something that people wait for was not taken. */
  failed(): void;
  /** Words were taken. */
  over(): void;
  /** For so long that it is an outage, not a pause. */
  isLong(): boolean;
}

/** On the chat's clock. */
const longMs = 5_000;

export function createAway(clock: Pick<Clock, 'monotonic'>): Away {
  let sinceMono: number | null = null;
  return {
    failed() {
      sinceMono ??= clock.monotonic();
    },
    over() {
      sinceMono = null;
    },
    isLong: () => sinceMono !== null && clock.monotonic() - sinceMono >= longMs,
  };
}
