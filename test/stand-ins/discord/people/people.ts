/**
 * What people do, by one API. Persons, channels and threads are named by id or name; an act that Discord's own
 * app would not let happen throws, and says what would be possible.
 */

import { allComponents, buttonsOf } from '../render/message.ts';
import { removeThread } from '../routes/channels.ts';
import { conversationWith } from '../routes/guild.ts';
import type { Timing } from '../routes/interactions.ts';
import { basePermissions, may, permission } from '../state/permissions.ts';
import { type Core, noParts, post, remove, setArchived } from '../state/post.ts';
import {
  type Channel,
  type Command,
  findChannel,
  findMessage,
  type Message,
  type Person,
  type Thread,
} from '../state/world.ts';
import type { Act } from './act.ts';
import { fillCommand, type Given } from './command-options.ts';
import { filledModal, interact } from './interact.ts';
import { allMessages, type Seen, seenMessage } from './seen.ts';

type Where = { by: string; channel: string; late?: boolean };

/** A message of a person, and what the bot posted there since. */
export type Said = { id: string; replies: () => Seen[] };

export class People {
  readonly #core: Core;
  readonly #timing: Timing;

  constructor(core: Core, timing: Timing) {
    this.#core = core;
    this.#timing = timing;
  }

  /** `slash({ by: 'Ana', channel: 'general', command: 'leak start', options: { scenario: 'gradual' } })` */
  async slash({
    by,
    channel,
    command,
    options = {},
    late = false,
  }: Where & { command: string; options?: Given }): Promise<Act> {
    const { world } = this.#core;
    const filled = fillCommand(world, command, options);
    const { person, place } = this.#commanding(by, channel, filled.command);
    const data = this.#commandData(filled);
    return interact(this.#core, this.#timing, {
      type: 2,
      name: filled.name,
      focusedType: 0,
      data,
      person,
      channel: place,
      message: null,
      late,
    });
  }

  /** Somebody types `typed` into the option `focused`. */
  async autocomplete(
    act: Where & { command: string; options?: Given; focused: string; typed: string },
  ): Promise<Act> {
    const { by, channel, command, options = {}, focused, typed, late = false } = act;
    const filled = fillCommand(this.#core.world, command, options, { focused, typed });
    const { person, place } = this.#commanding(by, channel, filled.command);
    const data = this.#commandData(filled);
    return interact(this.#core, this.#timing, {
      type: 4,
      name: filled.name,
      focusedType: filled.focusedType,
      data,
      person,
      channel: place,
      message: null,
      late,
    });
  }

  /**
   * Presses a button by its label or custom id: only one that is there, for this person, and not disabled. In an
   * archived thread the desktop sends it as it is; phones and browsers wake the thread first (`wakeThread`).
   */
  async press({
    by,
    message: id,
    button,
    late = false,
  }: {
    by: string;
    message: string;
    button: string;
    late?: boolean;
  }): Promise<Act> {
    const person = this.person(by);
    const message = this.#visibleMessage(person, id);
    const buttons = buttonsOf(message);
    const pressed = buttons.find(
      ({ customId, label }) => customId === button || label === button || label.endsWith(` ${button}`),
    );
    if (pressed === undefined)
      throw new Error(
        `No button “${button}”. There are: ${buttons.map(({ label }) => label).join(', ') || 'none'}.`,
      );
    if (pressed.disabled) throw new Error(`The button “${button}” is disabled.`);
    if (pressed.customId === null) throw new Error(`The button “${button}” is a link: nobody is told.`);
    const place = this.place(message.channel);
    const component = allComponents(message.components).find(
      ({ custom_id: each }) => each === pressed.customId,
    );
    return interact(this.#core, this.#timing, {
      type: 3,
      name: pressed.customId,
      focusedType: 0,
      data: { custom_id: pressed.customId, component_type: 2, id: component?.id ?? 1 },
      person,
      channel: place,
      message,
      late,
    });
  }

  /** Sends the form that an act opened, with values by custom id. */
  async submit({
    opened,
    values,
    late = false,
  }: {
    opened: Act;
    values: Record<string, string>;
    late?: boolean;
  }): Promise<Act> {
    const { world } = this.#core;
    const origin = world.interactions.get(opened.token);
    if (opened.modal === null || origin === undefined) throw new Error('This act opened no form.');
    return interact(this.#core, this.#timing, {
      type: 5,
      name: String(opened.modal.custom_id),
      focusedType: 0,
      data: filledModal(opened.modal, values),
      person: this.person(origin.by),
      channel: this.place(origin.channel),
      message: origin.message === null ? null : findMessage(world, origin.message),
      late,
    });
  }

  /** Writes a message; `@leakops` and `@Ana` in it become mentions. In an archived thread it wakes the thread. */
  say({ by, channel, text, replyTo }: { by: string; channel: string; text: string; replyTo?: string }): Said {
    const { world } = this.#core;
    const person = this.person(by);
    const place = this.place(channel);
    const right = place.kind === 'thread' ? 'SendMessagesInThreads' : 'SendMessages';
    if (!may(world, person.id, place, right))
      throw new Error(`${person.name} may not write in ${place.name}.`);
    if (place.kind === 'thread' && place.locked && !may(world, person.id, place, 'ManageThreads'))
      throw new Error(`The thread ${place.name} is locked.`);
    const content = [...world.people.values()].reduce(
      (written, { name, id }) => written.replaceAll(`@${name}`, `<@${id}>`),
      text,
    );
    const message = post(this.#core, {
      channel: place,
      author: person.id,
      parts: { ...noParts, content },
      reference: replyTo === undefined ? null : { channel: place.id, message: replyTo },
      mentionDefault: 'all',
    });
    return {
      id: message.id,
      replies: () =>
        allMessages(world)
          .filter(
            ({ id, channel: there, author }) =>
              there === place.id && author === world.bot.id && BigInt(id) > BigInt(message.id),
          )
          .map((each) => seenMessage(world, each, person.zone)),
    };
  }

  /** `say` with the bot's mention before the text. */
  mention(act: { by: string; channel: string; text: string; replyTo?: string }): Said {
    return this.say({ ...act, text: `@${this.#core.world.bot.name} ${act.text}` });
  }

  /** A message to the bot in private. */
  whisper({ by, text }: { by: string; text: string }): Said {
    const conversation = conversationWith(this.#core.world, this.person(by).id);
    return this.say({ by, channel: conversation.id, text });
  }

  /** A moderator deletes a message. Its thread stays, without its beginning. */
  deleteMessage(id: string): void {
    const message = findMessage(this.#core.world, id);
    if (message === null) throw new Error(`There is no message ${id}.`);
    remove(this.#core, message);
  }

  archiveThread(thread: string): void {
    setArchived(this.#core, this.thread(thread), true);
  }

  wakeThread(thread: string): void {
    setArchived(this.#core, this.thread(thread), false);
  }

  /** A moderator locks a thread; by default it is archived with it, as the app does. */
  lock(thread: string, { archive = true } = {}): void {
    const found = this.thread(thread);
    found.locked = true;
    setArchived(this.#core, found, archive || found.archived);
  }

  unlock(thread: string): void {
    const found = this.thread(thread);
    found.locked = false;
    setArchived(this.#core, found, false);
  }

  deleteThread(thread: string): void {
    removeThread(this.#core, this.thread(thread));
  }

  person(name: string): Person {
    const all = [...this.#core.world.people.values()];
    const found = all.find((person) => person.id === name || person.name === name);
    if (found === undefined)
      throw new Error(`There is no person “${name}”. There are: ${all.map((each) => each.name).join(', ')}.`);
    return found;
  }

  /** A channel or thread, by id or name. */
  place(name: string): Channel {
    const { world } = this.#core;
    const all = [...world.channels.values()];
    const found =
      all.find(({ id }) => id === name) ?? all.find((each) => each.name === name && each.kind !== 'dm');
    if (found === undefined)
      throw new Error(
        `There is no channel “${name}”. There are: ${all.map((each) => each.name).join(', ')}.`,
      );
    return findChannel(world, found.id) ?? found;
  }

  thread(name: string): Thread {
    const found = this.place(name);
    if (found.kind !== 'thread') throw new Error(`“${name}” is no thread.`);
    return found;
  }

  #visibleMessage(person: Person, id: string): Message {
    const message = findMessage(this.#core.world, id);
    if (message === null || (message.to !== null && message.to !== person.id))
      throw new Error(`${person.name} sees no message ${id}.`);
    return message;
  }

  #commandData({ command, options }: ReturnType<typeof fillCommand>) {
    return {
      id: command.id,
      name: command.name,
      type: 1,
      ...(command.guild_id === undefined ? {} : { guild_id: command.guild_id }),
      ...(options.length === 0 ? {} : { options }),
    };
  }

  /** Who may use a command where: the right to, the default of the command, and no archived thread. */
  #commanding(by: string, channel: string, command: Command): { person: Person; place: Channel } {
    const { world } = this.#core;
    const person = this.person(by);
    const place = this.place(channel);
    if (!may(world, person.id, place, 'UseApplicationCommands'))
      throw new Error(`${person.name} may not use commands in ${place.name}.`);
    const base = basePermissions(world, person.id);
    const isAdministrator = (base & permission.Administrator) !== 0n;
    const defaults = command.default_member_permissions;
    const needed = typeof defaults === 'string' ? BigInt(defaults) : null;
    const has = needed === null || isAdministrator || (needed !== 0n && (base & needed) === needed);
    if (place.kind === 'dm' && command.guild_id !== undefined)
      throw new Error(`/${command.name} is of the server only: it cannot be sent in private.`);
    if (!has && place.kind !== 'dm') throw new Error(`${person.name} does not see this command.`);
    if (place.kind === 'thread' && place.archived) throw new Error(`The thread ${place.name} is archived.`);
    return { person, place };
  }
}
