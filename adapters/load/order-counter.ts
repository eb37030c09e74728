/**
 * Completed orders that only grow: Locust begins its statistics anew with a swarm that follows a stop. Meaningful
 * within one process.
 */
export interface OrderCounter {
  /** At the request: answers may overtake one another. */
  begin(): number;
  /** At its answer. `shown`: what the statistics say, null: no row. Null while no order was ever seen. */
  total(order: number, shown: number | null): number | null;
}

export function orderCounter(): OrderCounter {
  let begun = 0;
  let newest = 0;
  let before = 0;
  let last: number | null = null;
  return {
    begin() {
      begun += 1;
      return begun;
    },
    total(order, shown) {
      if (order < newest) return last === null ? null : before + last;
      newest = order;
      if (last === null) last = shown;
      else {
        const now = shown ?? 0;
        if (now < last) before += last;
        last = now;
      }
      return last === null ? null : before + last;
    },
  };
}
