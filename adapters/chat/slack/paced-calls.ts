/** Calls that say something: what can wait keeps to its budget, what cannot goes at once; both are counted. */
import type { Clock, Urgency } from '../../../src/ports.ts';
import { Budgets } from './budgets.ts';
import type { MethodName } from './methods.ts';
import type { SlackApi } from './slack-api.ts';
import { heldBack, SlackFailure } from './slack-failure.ts';

export class PacedCalls {
  readonly #api: SlackApi;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #budgets = new Budgets();

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
      if (error instanceof SlackFailure && /^rate_?limited$/.test(error.slackCode))
        this.#budgets.limited(method, this.#clock.monotonic() + (error.retryAfterMs ?? 0));
      throw error;
    }
  }
}
