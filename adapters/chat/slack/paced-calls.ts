/** Calls that say something: what can wait keeps to its budget, what cannot goes at once; both are counted. */
import type { Clock, Urgency } from '../../../src/ports.ts';
import { Budgets } from './budgets.ts';
import { type MethodName, methods } from './methods.ts';
import type { SlackApi } from './slack-api.ts';
import { heldBack, limited, SlackFailure } from './slack-failure.ts';
import { Turns } from './turns.ts';

export class PacedCalls {
  readonly #api: SlackApi;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #budgets = new Budgets();
  readonly #turns = new Turns();

  constructor(api: SlackApi, clock: Pick<Clock, 'monotonic'>) {
    this.#api = api;
    this.#clock = clock;
  }

  /** Throws where a call of that urgency must wait. */
  admit(method: MethodName, channel: string, urgency: Urgency): void {
    if (urgency === 'now') return;
    const waitMs = this.#budgets.waitMs(method, channel, this.#clock.monotonic());
    if (waitMs > 0) throw heldBack(method, waitMs);
  }

  async call(
    method: MethodName,
    args: Record<string, unknown> & { channel: string },
  ): Promise<Record<string, unknown>> {
    this.#budgets.spend(method, args.channel, this.#clock.monotonic());
    try {
      return await this.#api.call(method, args);
    } catch (error) {
      if (!(error instanceof SlackFailure) || !/^rate_?limited$/.test(error.slackCode)) throw error;
      const mono = this.#clock.monotonic();
      const until = mono + (error.retryAfterMs ?? 0);
      this.#budgets.limited(method, until);
      const { queue, gapMs } = queueOf(method, args.channel);
      throw limited(method, this.#turns.next(queue, until, gapMs) - mono);
    }
  }
}

/** What a limit is counted by: messages of a channel one a second, else the calls of a method. */
function queueOf(method: MethodName, channel: string): { queue: string; gapMs: number } {
  return method === 'chat.postMessage'
    ? { queue: `${method} ${channel}`, gapMs: 1_000 }
    : { queue: method, gapMs: 60_000 / methods[method].perMinute };
}
