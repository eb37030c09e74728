/** What the people who run the server do to the bot: rights, channels, putting it out and taking it in. */
import { guildCreateJson } from '../gateway/welcome.ts';
import { channelJson, rolesJson } from '../state/as-json.ts';
import { bits, type Permission } from '../state/permissions.ts';
import type { Core } from '../state/post.ts';
import type { Channel, World } from '../state/world.ts';

export class Moderation {
  readonly #core: Core;
  readonly #place: (name: string) => Channel;

  /** `place`: the channel of a name. */
  constructor(core: Core, place: (name: string) => Channel) {
    this.#core = core;
    this.#place = place;
  }

  /** Takes rights from the bot in one channel, whatever its role says. */
  deny(channel: string, ...rights: Permission[]): void {
    this.#overwrite(channel, ({ allow, deny }) => ({
      allow: allow & ~bits(rights),
      deny: deny | bits(rights),
    }));
  }

  allow(channel: string, ...rights: Permission[]): void {
    this.#overwrite(channel, ({ allow, deny }) => ({
      allow: allow | bits(rights),
      deny: deny & ~bits(rights),
    }));
  }

  /** What everybody may do in the whole server. */
  setEveryone(...rights: Permission[]): void {
    const { world, publish } = this.#core;
    const everyone = world.roles.get(world.guild.id);
    if (everyone === undefined) return;
    everyone.permissions = bits(rights);
    publish({
      name: 'GUILD_ROLE_UPDATE',
      data: { guild_id: world.guild.id, role: rolesJson(world).find(({ id }) => id === everyone.id) },
      channel: null,
    });
  }

  createChannel(name: string): string {
    const { world, publish } = this.#core;
    const channel = addChannel(world, name);
    publish({ name: 'CHANNEL_CREATE', data: channelJson(world, channel), channel });
    return channel.id;
  }

  renameChannel(channel: string, name: string): void {
    const { world, publish } = this.#core;
    const place = this.#place(channel);
    place.name = name;
    publish({
      name: place.kind === 'thread' ? 'THREAD_UPDATE' : 'CHANNEL_UPDATE',
      data: channelJson(world, place),
      channel: place,
    });
  }

  /** A channel goes with all its threads. */
  deleteChannel(channel: string): void {
    const { world, publish } = this.#core;
    const place = this.#place(channel);
    publish({ name: 'CHANNEL_DELETE', data: channelJson(world, place), channel: place });
    const gone = [...world.channels.values()].filter(
      (each) => each.id === place.id || (each.kind === 'thread' && each.parent === place.id),
    );
    for (const { id } of gone) {
      world.channels.delete(id);
      world.messages.delete(id);
    }
  }

  /** The bot is put out of the server: its commands there are gone too. */
  kick(): void {
    const { world, publish } = this.#core;
    world.inGuild = false;
    world.members.delete(world.bot.id);
    world.guildCommands = [];
    publish({ name: 'GUILD_DELETE', data: { id: world.guild.id }, channel: null });
  }

  invite(): void {
    const { world, publish } = this.#core;
    world.inGuild = true;
    const role = [...world.roles.values()].find(({ managed }) => managed);
    world.members.set(world.bot.id, { roles: role === undefined ? [] : [role.id], joinedAt: world.now() });
    publish({ name: 'GUILD_CREATE', data: guildCreateJson(world), channel: null });
  }

  #overwrite(
    channel: string,
    change: (before: { allow: bigint; deny: bigint }) => { allow: bigint; deny: bigint },
  ): void {
    const { world, publish } = this.#core;
    const place = this.#place(channel);
    const before = place.overwrites.find(({ id }) => id === world.bot.id) ?? { allow: 0n, deny: 0n };
    place.overwrites = [
      ...place.overwrites.filter(({ id }) => id !== world.bot.id),
      { id: world.bot.id, kind: 'member', ...change(before) },
    ];
    publish({ name: 'CHANNEL_UPDATE', data: channelJson(world, place), channel: place });
  }
}

export function addChannel(world: World, name: string): Channel {
  const channel: Channel = {
    kind: 'text',
    id: world.nextId(),
    name,
    overwrites: [],
    lastMessage: null,
    defaultAutoArchiveMinutes: null,
  };
  world.channels.set(channel.id, channel);
  return channel;
}
