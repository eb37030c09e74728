/** Where a run can still be heard; the run itself goes on whatever chat does. */
import type { MessageKind } from '../ports.ts';

export interface Reach {
  /** `final`: the ended card is shown, or cannot be. `gone`: deleted, or never there. */
  card: 'open' | 'final' | 'gone';
  /** Where words go: the card's thread, its channel, where chat says that the owner hears them else, nowhere. */
  words: 'thread' | 'channel' | 'elsewhere' | 'nowhere';
  /** Channels that are gone, in the order in which they went. */
  lost: string[];
}

export const wholeReach: Reach = { card: 'open', words: 'thread', lost: [] };

export type Gone =
  | { what: 'card' }
  /** The first post of the card was refused: there will be none, and no thread. */
  | { what: 'first-card'; why: string }
  | { what: 'thread' }
  /** `next`: there is another place for words. `remedy`: what to do about it, in the platform's own terms. */
  | { what: 'channel'; channel: string; next: boolean; remedy: string | null };

/** Outside its thread a run says only what matters. */
export function isHeard({ words }: Reach, kind: MessageKind): boolean {
  if (words === 'nowhere') return false;
  if (kind === 'progress') return words === 'thread';
  return kind !== 'plan' || words !== 'elsewhere';
}
