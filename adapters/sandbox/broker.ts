/**
 * The demo's Kafka: what befalls it by itself, and what somebody does to it. It has no timer: `advance` tells it the
 * time and whether the leak's flag is on, and whoever wants to know how it stands advances checkout before. Instants
 * are milliseconds on the sandbox's clock.
 */
import { z } from 'zod';
import { Failure } from '../../src/failure.ts';
import { issueWords } from './issue-words.ts';

/**
 * `guide` and `healthy`: well unless somebody stops it. `dead`: killed a minute after the leak's flag goes on, and
 * stays so. `stalled`: stopped then (SIGSTOP: nothing is closed, nothing answers). `recovering`: stopped then, and
 * it goes on by itself some time later.
 */
export const brokerModes = ['guide', 'healthy', 'dead', 'stalled', 'recovering'] as const;
export type BrokerMode = (typeof brokerModes)[number];

/** `dead`: connections are refused, also while a new process starts. `stalled`: they are taken, nothing answers. */
const brokerStates = ['healthy', 'dead', 'stalled'] as const;
export type BrokerState = (typeof brokerStates)[number];

/** The flag has been on for that long when trouble comes: enough orders are done to know how many there should be. */
const troubleAfterMs = 60_000;
/** Long enough that at 300 and 25 users sockets are full and orders hang: in the recordings `blip-…` it is 90 s. */
const stalledMs = 240_000;
/** From the first pod that is wanted to the first message that is taken. */
const startMs = 15_000;

export interface Broker {
  readonly mode: BrokerMode;
  /** Lets it live until `at`, with the flag as it has been since the last call. */
  advance(at: number, flagOn: boolean): void;
  state(): BrokerState;
  /** Pods that are wanted. */
  replicas(): number;
  /** To 0: dead. From 0: healthy after some seconds, whatever befell the one before. */
  scale(replicas: number, at: number): void;
  /**
   * As somebody makes it; what plays by itself in this growth is over. Throws a Failure (`sandbox-broker`) while it is
   * scaled to 0.
   */
  set(state: BrokerState): void;
}

const wantedState = z.strictObject({ state: z.enum(brokerStates) });

/** Of a JSON document `{"state"}`. Throws a Failure (`sandbox-broker`) that says what is allowed. */
export function brokerStateOf(wanted: unknown): BrokerState {
  const parsed = wantedState.safeParse(wanted);
  if (parsed.success) return parsed.data.state;
  throw new Failure('sandbox-broker', `This is not understood: ${issueWords(parsed.error)}.`, {
    retryable: false,
    remedy: `Allowed: {"state"}: ${brokerStates.join(', ')}.`,
  });
}

export function createBroker(mode: BrokerMode): Broker {
  let state: BrokerState = 'healthy';
  let replicas = 1;
  let startsAt: number | null = null;
  /** Since when the flag is on; null: it is off. */
  let onSince: number | null = null;
  /** What is still to come in this growth. */
  let ahead: { at: number; state: BrokerState }[] = [];

  const troubleOf = (since: number): typeof ahead => {
    const at = since + troubleAfterMs;
    switch (mode) {
      case 'guide':
      case 'healthy':
        return [];
      case 'dead':
        return [{ at, state: 'dead' }];
      case 'stalled':
        return [{ at, state: 'stalled' }];
      case 'recovering':
        return [
          { at, state: 'stalled' },
          { at: at + stalledMs, state: 'healthy' },
        ];
    }
  };

  return {
    mode,
    state: () => state,
    replicas: () => replicas,
    advance(at, flagOn) {
      if (startsAt !== null && at >= startsAt) {
        startsAt = null;
        state = 'healthy';
      }
      if (!flagOn) {
        onSince = null;
        // One that was stopped goes on by itself; trouble that has not come yet does not come without the flag.
        if (state !== 'stalled') ahead = [];
      } else if (onSince === null) {
        onSince = at;
        if (replicas > 0 && startsAt === null && state === 'healthy') ahead = troubleOf(at);
      }
      while (ahead.length > 0 && at >= ahead[0]!.at) state = ahead.shift()!.state;
    },
    scale(wanted, at) {
      if (wanted === 0) {
        state = 'dead';
        startsAt = null;
        ahead = [];
      } else if (replicas === 0) startsAt = at + startMs;
      replicas = wanted;
    },
    set(wanted) {
      if (replicas === 0) {
        const words = `The broker cannot be ${wanted}: it is scaled to 0.`;
        throw new Failure('sandbox-broker', words, { retryable: false, remedy: 'Scale it up.' });
      }
      state = wanted;
      startsAt = null;
      ahead = [];
    },
  };
}
