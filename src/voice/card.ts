/** The root card of a run: edited in place, always the latest state (facts/chat-ux.md, rule 1). */
import type { Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { endedCard } from './card/ended-card.ts';
import { growingCard } from './card/growing-card.ts';
import { preparingCard } from './card/preparing-card.ts';
import { recoveringCard } from './card/recovering-card.ts';
import { stoppingCard } from './card/stopping-card.ts';

export interface Links {
  /** Where people reach the pages, without a last slash; null: no links. */
  publicUrl: string | null;
}

/** `now` is an instant of the bot's clock, in ms. */
export function card(run: Run, now: number, links: Links): Said {
  switch (run.state) {
    case 'preparing':
      return preparingCard(run, now);
    case 'growing':
      return growingCard(run, now);
    case 'stopping':
      return stoppingCard(run, now);
    case 'recovering':
      return recoveringCard(run, now);
    case 'ended':
      return endedCard(run, links.publicUrl);
  }
}
