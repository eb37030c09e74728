/** Who the bot is in Slack and where its home channel is: found out in the background, however long Slack is silent. */
import type { Clock } from '../../../src/ports.ts';
import { homeChannel } from './home-channel.ts';
import { isChannelId } from './ids.ts';
import type { SlackLog } from './sdk-log.ts';
import type { SlackApi } from './slack-api.ts';
import { SlackFailure } from './slack-failure.ts';

export interface AccountOptions {
  api: SlackApi;
  /** `SLACK_CHANNEL`: an id or a name; null: none. */
  home: string | null;
  clock: Pick<Clock, 'sleep'>;
  log: SlackLog;
}

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

export class Account {
  readonly #options: AccountOptions;
  #botUser: string | null = null;
  #workspaceUrl: string | null = null;
  #home: string | null = null;
  #homeTrouble: string | null = null;

  constructor(options: AccountOptions) {
    this.#options = options;
    if (options.home !== null && isChannelId(options.home)) this.#home = options.home;
  }

  /** null: not known yet. */
  get botUser(): string | null {
    return this.#botUser;
  }

  /** `https://team.slack.com/`; null: not known yet. */
  get workspaceUrl(): string | null {
    return this.#workspaceUrl;
  }

  /** An id; null: none is wanted, or it is not found yet. */
  get home(): string | null {
    return this.#home;
  }

  get homeTrouble(): string | null {
    return this.#homeTrouble;
  }

  /** Never rejects. Resolves when all is known, or the signal aborts. */
  async findOut(signal: AbortSignal): Promise<void> {
    await this.#untilDone(() => this.#lookAtSelf(), signal);
    await this.#untilDone(() => this.#lookForHome(), signal);
  }

  async #lookAtSelf(): Promise<void> {
    const { user_id, url, user, team } = await this.#options.api.call('auth.test', {});
    this.#botUser = typeof user_id === 'string' ? user_id : null;
    this.#workspaceUrl = typeof url === 'string' ? url : null;
    this.#options.log.info({ user, team }, 'Slack knows the bot');
  }

  async #lookForHome(): Promise<void> {
    const { api, home, log } = this.#options;
    if (home === null) return;
    const found = await homeChannel(home, api);
    this.#home = found.id ?? this.#home;
    const words = found.problem === null ? null : `SLACK_CHANNEL ${home}: ${found.problem}`;
    if (words !== null && words !== this.#homeTrouble) log.error({ remedy: found.remedy }, words);
    this.#homeTrouble = words;
  }

  async #untilDone(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!signal.aborted) {
      try {
        return await work();
      } catch (error) {
        const waitMs = error instanceof SlackFailure ? error.retryAfterMs : null;
        await this.#options.clock.sleep(waitMs ?? pauseMs, signal);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
  }
}
