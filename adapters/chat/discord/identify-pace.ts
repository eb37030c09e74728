/**
 * When a new session may be asked for. Discord takes one every five seconds and a thousand a day, then it resets the
 * token: a gateway that lets the bot in and drops it again is asked more and more seldom.
 */
import type { Clock } from '../../../src/ports.ts';

const leastGapMs = 5_100;
const longestGapMs = 120_000;
const recentMs = 10 * 60_000;
/** So many within ten minutes are nothing out of the ordinary. */
const usual = 3;

export class IdentifyPace {
  readonly #clock: Pick<Clock, 'monotonic' | 'sleep'>;
  #askedMono: number[] = [];

  constructor(clock: Pick<Clock, 'monotonic' | 'sleep'>) {
    this.#clock = clock;
  }

  /** As discord.js asks for it: rejects when the signal aborts. */
  async waitForIdentify(_shard: number, signal: AbortSignal): Promise<void> {
    const now = this.#clock.monotonic();
    this.#askedMono = this.#askedMono.filter((asked) => asked > now - recentMs);
    const over = Math.max(0, this.#askedMono.length - usual + 1);
    const gapMs = Math.min(longestGapMs, leastGapMs * 2 ** over);
    const last = this.#askedMono.at(-1);
    const waitMs = last === undefined ? 0 : last + gapMs - now;
    if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
    signal.throwIfAborted();
    this.#askedMono.push(this.#clock.monotonic());
  }
}
