/** What the bench and the bot under load tell each other, and what comes out of it. */
import type { Run } from '../../../src/run/run.ts';
import type { Summary } from '../statistics.ts';

export type WayIn = 'socket' | 'http';

/** How the bot under load finds its Slack, and the one in which a naive bot speaks. */
export interface ChildOptions {
  way: WayIn;
  runs: number;
  pollMs: number;
  slack: { apiUrl: string; botToken: string; appToken: string; signingSecret: string };
  naive: { apiUrl: string; botToken: string };
}

export type ToChild = 'states' | 'naive on' | 'naive off';

export interface NaiveFigures {
  /** Readings that it was told of, and has posted. */
  given: number;
  posted: number;
}

export type States = { [S in Run['state']]?: number };

export type FromChild =
  /** Where Slack's requests go; null: it is heard over a socket. */
  { url: string | null } | { states: States } | { naive: NaiveFigures };

/** What the acknowledgements of commands, mentions and presses took. */
export interface Acknowledged {
  ms: Summary;
  /** Not acknowledged within Slack's three seconds. */
  late: number;
}

/** What a bot asked of Slack while all runs grew and nobody gave a command. */
export interface Calls {
  runMinutes: number;
  posts: number;
  edits: number;
  /** Of both. */
  refused: number;
}

/** What both asked in the same time, told of the same readings of the same runs. */
export interface Asked {
  runs: number;
  leakops: Calls;
  naive: Calls & {
    /** Readings of which it had not spoken yet when the time was over. */
    behind: number;
  };
}

export interface Measured {
  way: WayIn;
  idle: Acknowledged;
  growing: Acknowledged;
  throttled: Acknowledged;
  /** By one run, and by all. */
  asked: Asked[];
}

/** Each world has a channel of its own; the namespace is called the same. */
export function channelOf(index: number): string {
  return `C0WORLD${index + 1}`;
}
