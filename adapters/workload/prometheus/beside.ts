/**
 * A source that is asked beside the target: nobody waits for it longer than its patience, nor at all when it failed
 * last or is still being asked, and what came last counts until the next answer. One request is under way at a time.
 */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Beside<T> {
  /** Asks, unless a request is under way. Resolves when it has answered, or when nobody waits any more; never rejects. */
  ask(signal?: AbortSignal): Promise<void>;
  /** What came last; null: nothing yet, or the last request failed. */
  last(): T | null;
  /** What the last request failed of; null: it did not. */
  failure(): unknown;
}

/** `patienceMs`: real time. `request` must be bounded in time by itself. */
export function beside<T>(request: () => Promise<T>, patienceMs: number): Beside<T> {
  let value: T | null = null;
  let failure: unknown = null;
  let underWay: Promise<void> | null = null;

  async function send(): Promise<void> {
    try {
      value = await request();
      failure = null;
    } catch (error) {
      value = null;
      failure = error;
    } finally {
      underWay = null;
    }
  }

  return {
    async ask(signal) {
      const isWaitedFor = underWay === null && failure === null;
      underWay ??= send();
      if (!isWaitedFor) return;
      const over = new AbortController();
      const end = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
      const patience = sleep(patienceMs, undefined, { signal: end, ref: false }).catch(() => {});
      await Promise.race([underWay, patience]);
      over.abort();
    },
    last: () => value,
    failure: () => failure,
  };
}
