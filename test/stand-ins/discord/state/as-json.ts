/** What Discord answers of people, roles, channels and the server, in the shapes of API v10. */
import type { Json } from '../json.ts';
import { basePermissions } from './permissions.ts';
import { madeAt } from './snowflake.ts';
import type { Channel, Person, Role, Thread, World } from './world.ts';

/** Discord's dates have microseconds and a written-out zone. */
export function isoDate(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00');
}

export function userJson({ id, name, isBot }: Person): Json {
  return {
    id,
    username: name.toLowerCase(),
    global_name: isBot ? null : name,
    discriminator: '0',
    avatar: null,
    bot: isBot,
    public_flags: 0,
  };
}

/** `withUser` false: as inside a message, whose author stands beside it. */
export function memberJson(world: World, id: string, withUser = true): Json {
  const member = world.members.get(id);
  const person = world.people.get(id);
  return {
    ...(withUser && person !== undefined ? { user: userJson(person) } : {}),
    nick: null,
    avatar: null,
    roles: member?.roles ?? [],
    joined_at: isoDate(member?.joinedAt ?? world.now()),
    premium_since: null,
    communication_disabled_until: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
  };
}

function roleJson({ id, name, permissions, mentionable, managed }: Role, position: number): Json {
  return {
    id,
    name,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    position,
    permissions: String(permissions),
    managed,
    mentionable,
    flags: 0,
  };
}

export function rolesJson(world: World): Json[] {
  return [...world.roles.values()].map(roleJson);
}

export function channelJson(world: World, channel: Channel): Json {
  if (channel.kind === 'thread') return threadJson(world, channel);
  if (channel.kind === 'dm') {
    const person = world.people.get(channel.person);
    return {
      id: channel.id,
      type: 1,
      last_message_id: channel.lastMessage,
      flags: 0,
      recipients: person === undefined ? [] : [userJson(person)],
    };
  }
  return {
    id: channel.id,
    type: 0,
    guild_id: world.guild.id,
    name: channel.name,
    position: 0,
    permission_overwrites: channel.overwrites.map(({ id, kind, allow, deny }) => ({
      id,
      type: kind === 'role' ? 0 : 1,
      allow: String(allow),
      deny: String(deny),
    })),
    topic: null,
    nsfw: false,
    parent_id: null,
    last_message_id: channel.lastMessage,
    rate_limit_per_user: 0,
    flags: 0,
    ...(channel.defaultAutoArchiveMinutes === null
      ? {}
      : { default_auto_archive_duration: channel.defaultAutoArchiveMinutes }),
  };
}

function threadJson(world: World, thread: Thread): Json {
  const messages = world.messages.get(thread.id)?.size ?? 0;
  return {
    id: thread.id,
    type: 11,
    guild_id: world.guild.id,
    parent_id: thread.parent,
    owner_id: thread.owner,
    name: thread.name,
    last_message_id: thread.lastMessage,
    message_count: Math.max(0, messages - 1),
    total_message_sent: thread.sent,
    member_count: Math.min(50, thread.joined.size),
    rate_limit_per_user: 0,
    flags: 0,
    thread_metadata: {
      archived: thread.archived,
      archive_timestamp: isoDate(thread.archiveChangedAt),
      auto_archive_duration: thread.autoArchiveMinutes,
      locked: thread.locked,
      create_timestamp: isoDate(madeAt(thread.id)),
    },
    ...(thread.joined.has(world.bot.id) ? { member: threadMemberJson(world, thread, world.bot.id) } : {}),
  };
}

export function threadMemberJson(world: World, thread: Thread, person: string): Json {
  return { id: thread.id, user_id: person, join_timestamp: isoDate(world.now()), flags: 0 };
}

export function guildJson(world: World): Json {
  return {
    id: world.guild.id,
    name: world.guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    owner_id: world.guild.owner,
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    roles: rolesJson(world),
    emojis: [],
    stickers: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: 0,
    preferred_locale: 'en-US',
    public_updates_channel_id: null,
    nsfw_level: 0,
    premium_progress_bar_enabled: false,
    safety_alerts_channel_id: null,
  };
}

/** The server as a row of `GET /users/@me/guilds`. */
export function partialGuildJson(world: World): Json {
  return {
    id: world.guild.id,
    name: world.guild.name,
    icon: null,
    banner: null,
    owner: false,
    permissions: String(basePermissions(world, world.bot.id)),
    features: [],
  };
}
