import type { Acts } from './act.ts';
import { chatActs } from './chat-acts.ts';
import { handActs } from './hand-acts.ts';
import { orderActs } from './order-acts.ts';
import { singleActs, wireActs } from './wire-acts.ts';
import { deathActs, worldActs } from './world-acts.ts';

/** A schedule draws a group first: what has many forms is no likelier than what has few. */
export const actGroups: readonly Acts[] = [
  wireActs,
  singleActs,
  singleActs,
  singleActs,
  worldActs,
  deathActs,
  orderActs,
  handActs,
];

/** Chat's own troubles touch nothing of the world: they are drawn beside the others. */
export const besideActs = Object.keys(chatActs);

export const acts: Acts = Object.assign({}, ...actGroups, chatActs);
