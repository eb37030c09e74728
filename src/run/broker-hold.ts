/** What the run holds of the broker that it takes down. */
export interface BrokerHold {
  /** The workload's name. */
  name: string;
  /** As kubectl names it: `deployment/kafka`. */
  object: string;
  /** As read before the run; undo goes back to it, three-way. */
  before: { identity: string; replicas: number };
  /** When zero was first sent, saved before it was sent; null: never, and nothing is to be undone. */
  sentAt: number | null;
  /** When it was known to be at zero, by us. */
  downAt: number | null;
  /** Why it may come back: the flag is seen off, and the target is restarted or proved level; null: not yet. */
  release: { at: number; why: string } | null;
  /** 'person': somebody else scaled or replaced it, theirs stays. */
  undo: 'not-yet' | 'sent' | 'done' | 'person';
  /** When it was known to be back at its earlier count, or at somebody else's. */
  backAt: number | null;
  /** When all replicas that are wanted were seen ready again. */
  readyAt: number | null;
  failures: number;
  failureWhy: string | null;
}
