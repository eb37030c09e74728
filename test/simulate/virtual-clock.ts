/** A clock that goes as fast as it is asked to: sleepers in order, a call each second, and nothing in between. */
import { setImmediate as microtasksDone } from 'node:timers/promises';
import type { Clock } from '../../src/ports.ts';

/** The bot's clock, whose wall clock may be set. */
export interface VirtualClock extends Clock {
  /** Everybody else's. */
  world: Clock;
  /** How far the bot's wall clock is from the world's. */
  steppedMs: number;
  advance(ms: number): Promise<void>;
  /** What happens each second whatever sleeps; true: something woke by it. */
  everySecond: () => boolean;
  /** After each instant at which something was woken. */
  afterInstant: () => void;
}

interface Sleeper {
  dueMs: number;
  signal: AbortSignal | undefined;
  wake: () => void;
}

export function virtualClock(startAt = Date.UTC(2026, 0, 5, 12)): VirtualClock {
  let elapsedMs = 0;
  let nextSecondMs = 1_000;
  /** The next one last. */
  const sleepers: Sleeper[] = [];

  /** No fake does any I/O: when the queue of microtasks is empty all has been said to this instant. */
  async function settle(): Promise<void> {
    await microtasksDone();
    let woken = false;
    for (let i = sleepers.length - 1; i >= 0; i -= 1) {
      const sleeper = sleepers[i]!;
      if (sleeper.signal?.aborted !== true) continue;
      sleepers.splice(i, 1);
      sleeper.wake();
      woken = true;
    }
    if (woken) await microtasksDone();
  }

  /** Up to the next sleeper or to `ms`: what a second wakes may go to sleep for less. */
  async function secondsTo(ms: number): Promise<void> {
    while (nextSecondMs <= Math.min(ms, sleepers.at(-1)?.dueMs ?? ms)) {
      elapsedMs = nextSecondMs;
      nextSecondMs += 1_000;
      if (clock.everySecond()) await settle();
    }
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((wake) => {
      const dueMs = elapsedMs + ms;
      // Of those with one due instant the one that went to sleep first is woken first.
      let place = sleepers.length;
      while (place > 0 && sleepers[place - 1]!.dueMs <= dueMs) place -= 1;
      sleepers.splice(place, 0, { dueMs, signal, wake });
    });
  }

  const clock: VirtualClock = {
    everySecond: () => false,
    afterInstant: () => {},
    steppedMs: 0,
    now: () => startAt + elapsedMs + clock.steppedMs,
    monotonic: () => elapsedMs,
    turn() {},
    sleep,
    world: { now: () => startAt + elapsedMs, monotonic: () => elapsedMs, turn() {}, sleep },
    async advance(ms) {
      const endMs = elapsedMs + ms;
      await settle();
      for (;;) {
        await secondsTo(endMs);
        const dueMs = sleepers.at(-1)?.dueMs;
        if (dueMs === undefined || dueMs > endMs) break;
        elapsedMs = Math.max(elapsedMs, dueMs);
        while (sleepers.length > 0 && sleepers.at(-1)!.dueMs <= elapsedMs) sleepers.pop()!.wake();
        await settle();
        clock.afterInstant();
      }
      elapsedMs = endMs;
    },
  };
  return clock;
}
