/** Rule 28: the same delivery twice acts once, also when the bot was restarted in between. */
import type { Store } from '../../src/ports.ts';

export type Delivery =
  | 'first'
  /** This process has taken it up already. */
  | 'again'
  /** An earlier process took it up, and may have died before it acted. */
  | 'before-restart'
  /** The database cannot say. */
  | { kind: 'untold'; error: unknown };

/** A platform sends again within minutes: far fewer than this many commands later. */
const remembered = 2_000;

export class Deliveries {
  readonly #store: Pick<Store, 'firstDelivery'>;
  readonly #realNow: () => number;
  readonly #here = new Set<string>();

  constructor(store: Pick<Store, 'firstDelivery'>, realNow: () => number) {
    this.#store = store;
    this.#realNow = realNow;
  }

  /** Takes a delivery up. `key` null: deliveries cannot be told apart, each is the first. */
  take(key: string | null): Delivery {
    if (key === null) return 'first';
    if (this.#here.has(key)) return 'again';
    this.#here.add(key);
    for (const oldest of this.#here) {
      if (this.#here.size <= remembered) break;
      this.#here.delete(oldest);
    }
    try {
      return this.#store.firstDelivery(key, this.#realNow()) ? 'first' : 'before-restart';
    } catch (error) {
      return { kind: 'untold', error };
    }
  }
}
