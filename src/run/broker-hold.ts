/** What the run holds of the broker that it takes down, and what that comes to. */
import type { BrokerState } from '../ports.ts';

export interface BrokerHold {
  /** The workload's name. */
  name: string;
  /** As kubectl names it: `deployment/kafka -n otel-demo`. */
  object: string;
  /** As read before the run; undo goes back to it, three-way. */
  before: Pick<BrokerState, 'identity' | 'replicas'>;
  /** When zero was first sent, saved before it was sent; null: never, and nothing is to be undone. */
  sentAt: number | null;
  /** When it was known to be at zero, by us. */
  downAt: number | null;
  /** When the target's restart was first asked for, and why where leakops asked; null: it was not. */
  restartAsked: { at: number; why: string | null } | null;
  /** Why it may come back: the flag is seen off, and the target is restarted or proved level; null: not yet. */
  release: { at: number; why: string } | null;
  /** Coming back was sent, saved before: a count of before is ours from then on. */
  backSent: boolean;
  /** 'person': somebody else scaled or replaced it, theirs stays. */
  undo: 'not-yet' | 'done' | 'person';
  /** When it was known to be back at its earlier count, or at somebody else's. */
  backAt: number | null;
  /** As last seen: replicas that are wanted, and ready; null: not seen yet, or there is no such workload. */
  seen: Pick<BrokerState, 'replicas' | 'ready'> | null;
  /** Our mark stands in the workload, as last seen. */
  marked: boolean;
  /** When all replicas that are wanted were seen ready again. */
  readyAt: number | null;
  /** Consecutive failures of the present want, for words and back-off. */
  failures: number;
  failureWhy: string | null;
}

/** It is down by this run, or may be: the run does not end before it is back, or somebody else's. */
export function owesBroker(broker: BrokerHold | null): broker is BrokerHold {
  return broker !== null && broker.sentAt !== null && broker.undo === 'not-yet';
}

const longestName = 24;

/** `Kafka`, or the workload's own name, short enough for a line. */
export function brokerName({ name }: Pick<BrokerHold, 'name'>): string {
  if (name === 'kafka') return 'Kafka';
  return name.length <= longestName ? name : `${name.slice(0, longestName - 1)}…`;
}

/** How a person scales it. */
export function scaleCommand(object: string, replicas: number): string {
  return `\`kubectl scale ${object} --replicas=${replicas}\``;
}
