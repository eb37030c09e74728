/** What people do in Discord, acknowledged first thing and handed on in the words of the ports. */
import { wordsOf } from '../../../src/failure.ts';
import type { Clock, Heard, Pressed } from '../../../src/ports.ts';
import type { Run } from '../../../src/run/run.ts';
import type { Api } from './api.ts';
import { pressedOf } from './buttons.ts';
import type { Verb } from './command-definition.ts';
import { textOf } from './command-text.ts';
import { type Delivery, readInteraction, readLine, readPlaces, readReady } from './deliveries.ts';
import { answeredWith, DiscordFailure } from './discord-failure.ts';
import type { DiscordWays } from './discord-ways.ts';
import type { DiscordLog } from './gateway.ts';
import { ephemeral } from './messages.ts';
import { Places, type Spot } from './places.ts';
import { givenAt } from './snowflake.ts';
import { suggestionsFor } from './suggestions.ts';
import { commandInLine } from './typed-text.ts';

/** What the bot may do where something was said; null: not told. */
export type Permissions = bigint | null;

export interface HearingOptions {
  api: Api;
  ways: DiscordWays;
  clock: Pick<Clock, 'now' | 'sleep'>;
  log: DiscordLog;
  verbs: readonly Verb[];
  /** Only lines of this server are heard; null: of all. */
  guildId: string | null;
  /** Until Discord says who the bot is; null: not known. */
  botId: string | null;
  /** Newest first. */
  runs(): readonly Run[];
  /** The message that the thread of a card belongs to. */
  rootOf(messageId: string): string;
  onHeard(heard: Heard, permissions: Permissions): void;
  onPressed(pressed: Pressed, permissions: Permissions): void;
  /** A button that no version of leakops knows, with the way back to who pressed it. */
  onStranger(pressed: Omit<Pressed, 'action'>): void;
}

/** A stop waits no longer than this for Discord to take the acknowledgement. */
const acknowledgedWithinMs = 1_000;
/** Discord takes one for three seconds. */
const mostTries = 3;
const callback = { deferred: 5, deferredUpdate: 6, choices: 8 } as const;

export class Hearing {
  readonly #options: HearingOptions;
  readonly #places: Places;
  #botId: string | null;

  constructor(options: HearingOptions) {
    this.#options = options;
    this.#botId = options.botId;
    this.#places = new Places(options.api, options.clock);
  }

  /** null: not known yet. */
  get botId(): string | null {
    return this.#botId;
  }

  /** One event as the gateway has it. */
  take(name: string, data: unknown): void {
    switch (name) {
      case 'READY':
        this.#botId = readReady(data).botId ?? this.#botId;
        return;
      case 'INTERACTION_CREATE':
        this.#inBackground(() => this.#interaction(data));
        return;
      case 'MESSAGE_CREATE':
        this.#inBackground(() => this.#line(data));
        return;
      case 'GUILD_CREATE':
      case 'THREAD_CREATE':
      case 'THREAD_LIST_SYNC':
        this.#places.told(readPlaces(data));
    }
  }

  #inBackground(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.#options.log.error({ why: wordsOf(error) }, 'what came from Discord could not be handed on');
    });
  }

  async #line(data: unknown): Promise<void> {
    const line = readLine(data, this.#botId);
    const { guildId, onHeard } = this.#options;
    if (line === null || this.#botId === null) return;
    if (guildId !== null && line.guildId !== null && line.guildId !== guildId) return;
    const at = { id: line.channelId, parent: undefined, isDirect: false };
    const { channel, thread } = await this.#places.spot(at, line.person.id);
    onHeard(
      {
        chat: 'discord',
        channel,
        thread,
        user: line.person,
        text: commandInLine(line.content, this.#botId),
        givenAt: this.#givenAt(line.id),
        key: line.id,
        messageId: line.id,
        way: null,
      },
      null,
    );
  }

  async #interaction(data: unknown): Promise<void> {
    const delivery = readInteraction(data);
    if (delivery === null) {
      this.#options.log.warn({}, 'an interaction of Discord’s could not be read');
      return;
    }
    if (delivery.kind === 'typing') return this.#suggest(delivery);
    const waiting = delivery.kind === 'command';
    const [isKnown, spot] = await Promise.all([
      this.#acknowledged(
        delivery,
        waiting ? { type: callback.deferred, data: { flags: ephemeral } } : { type: callback.deferredUpdate },
      ),
      this.#places.spot(delivery.channel, delivery.person.id),
    ]);
    if (delivery.kind === 'other') return;
    const { token } = delivery;
    const applicationId = delivery.applicationId ?? this.#botId;
    const original = delivery.kind === 'press' ? delivery.messageId : 'waiting';
    const way =
      isKnown && applicationId !== null ? this.#options.ways.open({ applicationId, token, original }) : null;
    if (delivery.kind === 'command') this.#command(delivery, spot, way);
    else this.#press(delivery, spot, way);
  }

  #command(delivery: Delivery & { kind: 'command' }, { channel, thread }: Spot, way: string | null): void {
    const { id, person, subcommand, chosen, permissions } = delivery;
    const text = textOf(this.#options.verbs, subcommand, chosen);
    const given = { givenAt: this.#givenAt(id), key: id, messageId: null, way };
    this.#options.onHeard({ chat: 'discord', channel, thread, user: person, text, ...given }, permissions);
  }

  #press(delivery: Delivery & { kind: 'press' }, { channel, thread }: Spot, way: string | null): void {
    const { id, person, customId, messageId, isPrivate, permissions } = delivery;
    const isOpen = !isPrivate && !delivery.channel.isDirect;
    const pressed = {
      chat: 'discord' as const,
      channel,
      thread: thread ?? (isOpen ? this.#options.rootOf(messageId) : null),
      user: person,
      messageId,
      givenAt: this.#givenAt(id),
      key: id,
      way,
    };
    const known = pressedOf(customId);
    if (known === null) this.#options.onStranger({ ...pressed, value: '' });
    else this.#options.onPressed({ ...pressed, ...known }, permissions);
  }

  #givenAt(id: string): number | null {
    return givenAt(id, this.#options.clock.now());
  }

  async #suggest(delivery: Delivery & { kind: 'typing' }): Promise<void> {
    const { verbs, runs, log } = this.#options;
    let choices: ReturnType<typeof suggestionsFor> = [];
    try {
      choices = suggestionsFor(verbs, delivery, runs);
    } catch (error) {
      log.warn({ why: wordsOf(error) }, 'nothing could be suggested');
    }
    // Who types on asks again.
    await this.#call(delivery, { type: callback.choices, data: { choices } }).catch(() => {});
  }

  /** False: Discord does not know it any more, so there is no way back by it. Never rejects. */
  async #acknowledged(delivery: Delivery, body: object): Promise<boolean> {
    const waited = new AbortController();
    const tooLong = this.#options.clock.sleep(acknowledgedWithinMs, waited.signal).then(() => true);
    const isKnown = await Promise.race([this.#acknowledge(delivery, body), tooLong]);
    waited.abort();
    return isKnown;
  }

  /** It may be said more than once: what was taken already is answered as such. */
  async #acknowledge(delivery: Delivery, body: object): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#call(delivery, body);
        return true;
      } catch (error) {
        if (answeredWith(error, 40060)) return true;
        const isLost = error instanceof DiscordFailure && error.trouble === 'later' && error.mayStand;
        if (isLost && tries < mostTries) continue;
        this.#options.log.warn({ why: wordsOf(error) }, 'Discord does not take the acknowledgement');
        return isLost;
      }
    }
  }

  #call({ id, token }: Delivery, body: object): Promise<unknown> {
    const path = `/interactions/${id}/${token}/callback` as const;
    return this.#options.api.call({ method: 'POST', path, body, where: 'interaction', urgency: 'now' });
  }
}
