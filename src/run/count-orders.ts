/** Completed orders at the looks at the load generator, and since when the load is as it is. */
import type { LoadState } from '../ports.ts';
import { countsWith, type OrderCount } from '../safety/orders.ts';
import type { Draft } from './draft.ts';
import type { Moment } from './observation.ts';

/** Of what one process has seen: after a restart of the bot the rate is measured anew. */
export interface OrdersSeen {
  counts: OrderCount[];
  users: number | null;
  /** Since when this load runs without a change of its users; null: it does not run, or its users are changing. */
  steadySince: number | null;
}

export const noOrdersSeen: OrdersSeen = { counts: [], users: null, steadySince: null };

export function countOrders(draft: Draft, state: LoadState, moment: Moment): void {
  const { orders } = draft.eyes;
  const isSteady = state.running && !state.spawning;
  const isSame = orders.steadySince !== null && state.users === orders.users;
  draft.eyes.orders = {
    counts:
      state.completedOrders === null
        ? orders.counts
        : countsWith(orders.counts, { at: moment.at, completed: state.completedOrders }),
    users: state.users,
    steadySince: !isSteady ? null : isSame ? orders.steadySince : moment.at,
  };
}
