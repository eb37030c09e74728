/**
 * The connection over which Discord tells what people do, by discord.js. It is kept up in the background: what a person
 * must mend is said once and tried again slowly, and whatever a server sends, the process lives.
 */
import { ActivityType, Client, Events, GatewayDispatchEvents, GatewayIntentBits, Options } from 'discord.js';
import { z } from 'zod';
import { wordsOf } from '../../../src/failure.ts';
import type { Clock } from '../../../src/ports.ts';
import type { Api } from './api.ts';
import { DiscordFailure } from './discord-failure.ts';
import { gatewayRemedy } from './gateway-remedies.ts';
import { GuardedShards } from './guarded-shards.ts';
import { IdentifyPace } from './identify-pace.ts';

export interface DiscordLog {
  info(details: object, words: string): void;
  warn(details: object, words: string): void;
  error(details: object, words: string): void;
}

export interface GatewayOptions {
  token: string;
  api: Api;
  clock: Pick<Clock, 'monotonic' | 'sleep'>;
  log: DiscordLog;
  /** One event as it came, by Discord's name: `INTERACTION_CREATE`. What it throws is logged. */
  onEvent(name: string, data: unknown): void;
}

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
const longestWaitMs = 3_600_000;
/** What only a person can mend is tried again all the same: they may have. */
const refusedPauseMs = 60_000;
/** Longer than a new session may have to wait (identify-pace.ts). */
const deafChecks = { everyMs: 60_000, most: 5 };

const events = [
  GatewayDispatchEvents.Ready,
  GatewayDispatchEvents.InteractionCreate,
  GatewayDispatchEvents.MessageCreate,
  GatewayDispatchEvents.GuildCreate,
  GatewayDispatchEvents.GuildDelete,
  GatewayDispatchEvents.ThreadCreate,
  GatewayDispatchEvents.ThreadListSync,
] as const;

const manySessions = { total: 1_000, remaining: 1_000, reset_after: 0, max_concurrency: 1 };

const whereTo = z.object({
  url: z.string(),
  shards: z.number().int().min(1).catch(1),
  session_start_limit: z
    .object({
      total: z.number(),
      remaining: z.number(),
      reset_after: z.number(),
      max_concurrency: z.number().int().min(1).catch(1),
    })
    .catch(manySessions),
});

/** Messages, people and all else that discord.js would remember. */
const nothingKept = {
  ApplicationCommandManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  DMMessageManager: 0,
  EntitlementManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildInviteManager: 0,
  GuildMemberManager: 0,
  GuildMessageManager: 0,
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadMemberManager: 0,
  UserManager: 0,
  VoiceStateManager: 0,
};

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #stopped = new AbortController();
  readonly #pace: IdentifyPace;
  #client: Client | null = null;
  #shards: GuardedShards | null = null;
  #activity: string | null = null;
  #trouble: string | null = 'Discord is not connected yet';
  #said: string | null = null;
  #warned: string | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#pace = new IdentifyPace(options.clock);
  }

  /** Returns at once; connects, and stays connected, in the background. */
  start(): void {
    void this.#keepUp();
  }

  /** Nothing is heard any more. Resolves when Discord has said goodbye: whoever waits sets a limit. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    const shards = this.#shards;
    await this.#client?.destroy().catch(() => {});
    shards?.cut();
  }

  /** null: connected. */
  trouble(): string | null {
    return this.#trouble;
  }

  /** One line beside the bot's name; null: nothing. */
  show(activity: string | null): void {
    this.#activity = activity;
    if (this.#trouble === null) this.#showActivity();
  }

  async #keepUp(): Promise<void> {
    const { signal } = this.#stopped;
    let failures = 0;
    while (!signal.aborted) {
      const over = new AbortController();
      const broken = Promise.withResolvers<never>();
      broken.promise.catch(() => {});
      const client = this.#newClient(broken.reject);
      this.#client = client;
      let waitMs: number;
      try {
        const refused = whenRefused(client, signal);
        void this.#untilDeaf(over.signal).then(broken.reject);
        // A refusal ends the login too, in fewer words.
        const login = client.login(this.#options.token).then(() => refused);
        const code = await Promise.race([refused, login, broken.promise]);
        login.catch(() => {});
        if (code === null) return;
        failures += 1;
        this.#note(`it closed the connection with ${code}`, gatewayRemedy(code));
        waitMs = refusedPauseMs;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        waitMs = this.#explained(error) ?? Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
      } finally {
        over.abort();
      }
      this.#leave(client);
      await this.#options.clock.sleep(waitMs, signal);
    }
  }

  /** What it began goes on for a while: nobody listens to it, and it opens nothing more. */
  #leave(client: Client): void {
    this.#client = null;
    void client.destroy().catch(() => {});
    this.#shards?.cut();
  }

  /** Resolves with the reason why it is no use to wait for discord.js any longer. */
  async #untilDeaf(signal: AbortSignal): Promise<Error> {
    for (let checks = 0; checks < deafChecks.most && !signal.aborted; ) {
      await this.#options.clock.sleep(deafChecks.everyMs, signal);
      checks = this.#trouble === null ? 0 : checks + 1;
    }
    return new Error('no connection for five minutes, all begins anew');
  }

  #newClient(onBroken: (error: unknown) => void): Client {
    const client = new Client({
      intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
      // Events are read as they come: nothing is kept that the bot does not ask for.
      makeCache: Options.cacheWithLimits(nothingKept),
      rest: { retries: 0, makeRequest: () => this.#whereTo() },
      ws: {
        buildIdentifyThrottler: () => this.#pace,
        buildStrategy: (manager) => {
          // What a listener of discord.js throws over an odd event would end the process.
          const emit = manager.emit.bind(manager);
          manager.emit = ((...given: Parameters<typeof emit>) =>
            this.#guarded(() => emit(...given)) ?? true) as typeof emit;
          // An address that is none would end it too: without one, Discord's first address is taken.
          const { updateSessionInfo: update } = manager.options;
          manager.options.updateSessionInfo = (shard, session) =>
            update(shard, session !== null && isSocketAddress(session.resumeURL) ? session : null);
          this.#shards = new GuardedShards(manager, {
            isWanted: () => this.#isCurrent(client),
            onOdd: (error) => this.#warn(error, 'an event of Discord’s could not be read'),
            onBroken,
          });
          return this.#shards;
        },
      },
    });
    for (const name of events) {
      client.ws.on(name, (data: unknown) => {
        if (this.#isCurrent(client)) this.#take(name, data);
      });
    }
    // Who the bot is, for its presence; all else discord.js would keep, and stumble over on a later turn.
    const ws = client.ws as unknown as { handlePacket(packet: unknown, shard: unknown): boolean };
    const understand = ws.handlePacket.bind(ws);
    ws.handlePacket = (packet, shard) => isReady(packet) && understand(packet, shard);
    client.ws.on(GatewayDispatchEvents.Resumed, () => {
      if (this.#isCurrent(client)) this.#connected();
    });
    client.on(Events.ShardReconnecting, () => {
      if (this.#isCurrent(client)) this.#lost();
    });
    client.on(Events.ShardError, (error) => this.#warn(error, 'Discord’s gateway'));
    client.on(Events.Error, (error) => this.#warn(error, 'discord.js'));
    client.on(Events.Warn, (words) => this.#warn(words.slice(0, 500), 'discord.js'));
    return client;
  }

  #isCurrent(client: Client): boolean {
    return this.#client === client && !this.#stopped.signal.aborted;
  }

  /** Once, until it is connected again or something else is the matter: discord.js tries twice a second. */
  #warn(error: unknown, words: string): void {
    const why = wordsOf(error);
    if (this.#warned === `${words} ${why}`) return;
    this.#warned = `${words} ${why}`;
    this.#options.log.warn({ why }, words);
  }

  #take(name: (typeof events)[number], data: unknown): void {
    if (name === GatewayDispatchEvents.Ready) this.#connected();
    this.#guarded(() => this.#options.onEvent(name, data));
  }

  #guarded<T>(work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      this.#warn(error, 'an event of Discord’s could not be read');
      return null;
    }
  }

  #connected(): void {
    this.#trouble = null;
    if (this.#said !== null) this.#options.log.info({}, 'Discord is connected');
    this.#said = null;
    this.#warned = null;
    // discord.js takes the event up right behind this.
    queueMicrotask(() => this.#guarded(() => this.#showActivity()));
  }

  #showActivity(): void {
    const state = this.#activity;
    const activities = state === null ? [] : [{ name: 'leakops', state, type: ActivityType.Custom }];
    this.#client?.user?.setPresence({ activities, status: 'online' });
  }

  #lost(): void {
    if (this.#trouble !== null) return;
    this.#note('the connection was lost, another is being opened', null);
  }

  /** Says why there is no connection, and answers how long to wait; null: as after any failure. */
  #explained(error: unknown): number | null {
    const failure = error instanceof DiscordFailure ? error : null;
    const remedy = failure?.remedy ?? null;
    this.#note(wordsOf(error), remedy);
    return failure?.retryAfterMs ?? (remedy === null ? null : refusedPauseMs);
  }

  /** Once, until it is connected again or something else is the matter. */
  #note(why: string, remedy: string | null): void {
    const { log } = this.#options;
    const words = `Discord is not connected: ${why}`;
    this.#trouble = remedy === null ? words : `${words}. To do: ${remedy}`;
    if (this.#said === words) return;
    this.#said = words;
    if (remedy === null) log.warn({ why }, 'Discord is not connected: tried again');
    else
      log.error({ why, remedy }, `Discord is not connected, leakops hears nothing there. To do: ${remedy}`);
  }

  /** Where the gateway is, asked by the adapter's own API: by its budgets, and with its failures. */
  async #whereTo(): Promise<Response> {
    const ask = (path: '/gateway/bot' | '/gateway') =>
      this.#options.api.call({ method: 'GET', path, where: 'application', urgency: 'now' });
    const body = await ask('/gateway/bot').catch((error) => {
      // Less than Discord's, and all that is needed.
      if (error instanceof DiscordFailure && error.code === 'discord-404') return ask('/gateway');
      throw error;
    });
    const found = whereTo.safeParse(body).data;
    if (found === undefined || !isSocketAddress(found.url)) {
      throw new DiscordFailure('discord-unreadable', 'Discord names no address of its gateway', {
        trouble: 'later',
      });
    }
    const { remaining, reset_after: afterMs } = found.session_start_limit;
    if (remaining < 1) {
      throw new DiscordFailure('discord-sessions', 'Discord opens no more connections today', {
        trouble: 'later',
        retryAfterMs: Math.min(Math.max(afterMs, longestPauseMs), longestWaitMs),
      });
    }
    return Response.json(found);
  }
}

/** The code of a close after which discord.js gives up; null: the signal aborted. Listens at once. */
function whenRefused(client: Client, signal: AbortSignal): Promise<number | null> {
  return new Promise((resolve) => {
    client.once(Events.ShardDisconnect, ({ code }) => resolve(code));
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}

function isReady(packet: unknown): boolean {
  return (packet as { t?: unknown } | undefined)?.t === GatewayDispatchEvents.Ready;
}

function isSocketAddress(url: unknown): boolean {
  return typeof url === 'string' && URL.canParse(url) && /^wss?:$/.test(new URL(url).protocol);
}
