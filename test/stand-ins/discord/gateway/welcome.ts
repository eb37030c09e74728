/** What a session is told first: who the bot is, and the server with what the bot can see of it. */
import type { Json } from '../json.ts';
import { channelJson, guildJson, isoDate, memberJson, userJson } from '../state/as-json.ts';
import { permissionsIn } from '../state/permissions.ts';
import { findChannel, type World } from '../state/world.ts';

export function readyJson(world: World, session: string, url: string): Json {
  return {
    v: 10,
    user: { ...userJson(world.bot), verified: true, email: null, mfa_enabled: false },
    guilds: world.inGuild ? [{ id: world.guild.id, unavailable: true }] : [],
    session_id: session,
    session_type: 'normal',
    resume_gateway_url: url,
    shard: [0, 1],
    application: { id: world.application.id, flags: 0 },
  };
}

/** The server as it is sent when the bot comes, with the channels and active threads it can see. */
export function guildCreateJson(world: World): Json {
  const channels = [...world.channels.keys()]
    .map((id) => findChannel(world, id))
    .filter((channel) => channel !== null);
  const threads = channels.filter(
    (channel) =>
      channel.kind === 'thread' && !channel.archived && permissionsIn(world, world.bot.id, channel) !== 0n,
  );
  return {
    ...guildJson(world),
    joined_at: isoDate(world.members.get(world.bot.id)?.joinedAt ?? 0),
    large: false,
    unavailable: false,
    member_count: world.members.size,
    voice_states: [],
    members: [memberJson(world, world.bot.id)],
    channels: channels.filter(({ kind }) => kind === 'text').map((channel) => channelJson(world, channel)),
    threads: threads.map((thread) => channelJson(world, thread)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
