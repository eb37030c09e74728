/** A checkout on a clock that the test moves. */
import { type Broker, type BrokerMode, createBroker } from '../../../adapters/sandbox/broker.ts';
import { type Checkout, createCheckout } from '../../../adapters/sandbox/checkout.ts';
import type { Clock } from '../../../src/ports.ts';

interface HandClock extends Clock {
  /** Moves the time and lets those who sleep until then go on. */
  move(ms: number): void;
}

const bootAt = Date.parse('2026-03-01T10:00:00Z');

function handClock(): HandClock {
  let elapsedMs = 0;
  const sleepers = new Set<{ untilMs: number; wake: () => void }>();
  return {
    now: () => bootAt + elapsedMs,
    monotonic: () => elapsedMs,
    turn: () => {},
    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = {
          untilMs: elapsedMs + ms,
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake);
      });
    },
    move(ms) {
      elapsedMs += ms;
      for (const sleeper of [...sleepers]) if (sleeper.untilMs <= elapsedMs) sleeper.wake();
    },
  };
}

export interface World {
  clock: HandClock;
  broker: Broker;
  checkout: Checkout;
  /** What the flag and the load are: to be set by the test. */
  flagValue: number;
  users: number;
  coldCache: boolean;
  /** Moves the clock and lets the model follow. */
  pass(ms: number): void;
  /** Working set in points of 20 MiB, of the first pod's process as last advanced; null: none runs. */
  points(): number | null;
}

export function checkoutWorld(options: { seed?: number; leakSpeed?: number; mode?: BrokerMode } = {}): World {
  const clock = handClock();
  const broker = createBroker(options.mode ?? 'guide');
  const checkout: Checkout = createCheckout({
    clock,
    seed: options.seed ?? 1,
    leakSpeed: options.leakSpeed ?? 1,
    broker,
    flagValue: () => world.flagValue,
    users: () => world.users,
    coldCache: () => world.coldCache,
  });
  const world: World = {
    clock,
    broker,
    checkout,
    flagValue: 0,
    users: 5,
    coldCache: false,
    pass(ms) {
      clock.move(ms);
      checkout.advance();
    },
    points() {
      const pod = checkout.pods()[0];
      if (pod === undefined || pod.container.state.kind !== 'running') return null;
      const sample = checkout.sample(pod.container.id, clock.now());
      return sample === null ? null : (sample.usedBytes / 1_048_576 / 20) * 100;
    },
  };
  return world;
}
