/**
 * How much of Slack's limits may go into what can wait. Calls for which people wait are counted and never held back;
 * the others go only while enough is left for those, and not close behind another in the same channel.
 */
import { dropOldest } from '../drop-oldest.ts';
import { type MethodName, methods } from './methods.ts';

/** Of a method's calls a minute: what may go at once, and what comes back in a minute. The rest is for what cannot wait. */
const burst = 0.2;
const refill = 0.5;
/** Slack takes about one message a second in a channel; half of that is left to what cannot wait. */
const channelGapMs = 2_000;

/** Instants are of one monotonic clock, ms. */
export class Budgets {
  readonly #left = new Map<MethodName, { calls: number; at: number }>();
  readonly #blockedUntil = new Map<MethodName, number>();
  readonly #lastIn = new Map<string, number>();

  /** Counts a call that goes at once. */
  spend(method: MethodName, channel: string, at: number): void {
    this.#left.set(method, { calls: Math.max(0, this.#callsLeft(method, at) - 1), at });
    const place = `${method} ${channel}`;
    this.#lastIn.delete(place);
    this.#lastIn.set(place, at);
    dropOldest(this.#lastIn);
  }

  /** How long a call that can wait must wait, ms; 0: it may go, and is to be spent. */
  waitMs(method: MethodName, channel: string, at: number): number {
    const missing = 1 - this.#callsLeft(method, at);
    const last = this.#lastIn.get(`${method} ${channel}`) ?? Number.NEGATIVE_INFINITY;
    return Math.ceil(
      Math.max(
        0,
        (this.#blockedUntil.get(method) ?? at) - at,
        last + channelGapMs - at,
        (missing * 60_000) / (methods[method].perMinute * refill),
      ),
    );
  }

  /** Slack has said "too many": what can wait keeps away from the method. */
  limited(method: MethodName, untilMono: number): void {
    this.#blockedUntil.set(method, Math.max(untilMono, this.#blockedUntil.get(method) ?? untilMono));
  }

  #callsLeft(method: MethodName, at: number): number {
    const { perMinute } = methods[method];
    const most = Math.max(1, perMinute * burst);
    const known = this.#left.get(method);
    if (known === undefined) return most;
    return Math.min(most, known.calls + ((at - known.at) * perMinute * refill) / 60_000);
  }
}
