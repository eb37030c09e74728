/** `/leak` as Discord has it: looked after in the background, however long Discord is silent. */
import { wordsOf } from '../../../src/failure.ts';
import type { Clock } from '../../../src/ports.ts';
import type { Api } from './api.ts';
import { commandDefinition, type Verb } from './command-definition.ts';
import { DiscordFailure } from './discord-failure.ts';
import type { DiscordLog } from './gateway.ts';
import { register } from './registration.ts';
import { invitation } from './rights.ts';

export interface CommandsOptions {
  api: Api;
  verbs: readonly Verb[];
  /** null: in all servers. */
  guildId: string | null;
  clock: Pick<Clock, 'sleep'>;
  log: DiscordLog;
}

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

export class Commands {
  readonly #options: CommandsOptions;
  #isUnderWay = false;
  #isDone = false;
  /** How often the bot was put out: what was being registered then may be gone. */
  #timesOut = 0;
  #trouble: string | null = null;

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  /** The bot was put out of its server: what was registered there is gone. */
  forget(): void {
    this.#isDone = false;
    this.#timesOut += 1;
  }

  /** Never rejects. Resolves when it is registered, or the signal aborts. */
  async ensure(applicationId: string, signal: AbortSignal): Promise<void> {
    if (this.#isUnderWay || this.#isDone) return;
    this.#isUnderWay = true;
    const { api, verbs, guildId, clock, log } = this.#options;
    const definition = commandDefinition(verbs);
    for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const before = this.#timesOut;
      try {
        const done = await register(api, { applicationId, guildId, definition });
        if (done === 'written') log.info({ guildId }, '/leak is registered in Discord');
        this.#trouble = null;
        this.#isDone = before === this.#timesOut;
        if (this.#isDone) break;
      } catch (error) {
        this.#note(error, applicationId);
        const waitMs = error instanceof DiscordFailure ? error.retryAfterMs : null;
        await clock.sleep(waitMs ?? pauseMs, signal);
      }
    }
    this.#isUnderWay = false;
  }

  /** Once a cause. */
  #note(error: unknown, applicationId: string): void {
    const { guildId, log } = this.#options;
    const server = guildId === null ? '' : ` in the server ${guildId}`;
    const words = `/leak is not registered in Discord${server}: ${wordsOf(error)}`;
    if (this.#trouble === words) return;
    this.#trouble = words;
    const isLater = error instanceof DiscordFailure && error.trouble === 'later';
    if (isLater) log.warn({}, words);
    else log.error({ remedy: `Invite the bot: ${invitation(applicationId)}` }, words);
  }
}
