/**
 * Faults that a test switches on, by route and number of calls. `before`: nothing is done; `after`: it is done,
 * and only the answer goes wrong. A fault without `times` stays until it is removed.
 */
type FaultKind =
  | { kind: 'drop'; when: 'before' | 'after' }
  | { kind: 'hang'; when: 'before' | 'after' }
  | { kind: 'slow'; ms: number }
  /** 5xx and the like: Discord's own outages answer with little, its front door with HTML. */
  | { kind: 'status'; status: number; when: 'before' | 'after'; html?: boolean }
  | { kind: 'error'; status: number; code: number; message: string }
  | {
      kind: 'rate-limited';
      retryAfterMs: number;
      scope?: 'user' | 'shared' | 'global';
      /** For limits that carry a code, as 20028 and 30046. */
      code?: number;
    };

/** `route`: as `POST /channels/{channel}/messages`, or a pattern over such names. */
export type Fault = FaultKind & {
  route: string | RegExp;
  /** How many calls it takes; all, if not given. */
  times?: number;
  /** How many calls of the route go well first. */
  skip?: number;
  /** Asked for each call that it might take; always, if not given. */
  chance?: () => boolean;
};

export type FaultHandle = { readonly hits: number; remove: () => void };

type Active = { fault: Fault; hits: number; seen: number };

export class Faults {
  readonly #active = new Set<Active>();

  add(fault: Fault): FaultHandle {
    const active: Active = { fault, hits: 0, seen: 0 };
    this.#active.add(active);
    return {
      get hits() {
        return active.hits;
      },
      remove: () => {
        this.#active.delete(active);
      },
    };
  }

  clear(): void {
    this.#active.clear();
  }

  /** The fault of this call, if any; counts it. */
  take(route: string): Fault | null {
    let taken: Fault | null = null;
    for (const active of this.#active) {
      const { fault } = active;
      const meant = typeof fault.route === 'string' ? fault.route === route : fault.route.test(route);
      if (!meant) continue;
      active.seen += 1;
      if (taken !== null || active.seen <= (fault.skip ?? 0) || active.hits >= (fault.times ?? Infinity))
        continue;
      if (fault.chance?.() === false) continue;
      active.hits += 1;
      taken = fault;
    }
    return taken;
  }
}
