/** What the bot may do in a channel, asked of Discord. */
import { z } from 'zod';
import type { Api } from './api.ts';
import { permissionsIn } from './rights.ts';

const bits = z.string().regex(/^\d+$/).transform(BigInt);
const channel = z.object({
  guild_id: z.string(),
  name: z.string().nullish().catch(null),
  permission_overwrites: z.array(z.object({ id: z.string(), allow: bits, deny: bits })).catch([]),
});
const roles = z.array(z.object({ id: z.string(), permissions: bits }));
const member = z.object({ roles: z.array(z.string()) });

export interface ChannelRights {
  guildId: string;
  name: string | null;
  permissions: bigint;
}

/** Rejects with a DiscordFailure. null: an answer cannot be read, so nothing is known. */
export async function rightsIn(api: Api, channelId: string, botId: string): Promise<ChannelRights | null> {
  const get = (path: `/${string}`) => api.call({ method: 'GET', path, where: 'channel', urgency: 'now' });
  const found = channel.safeParse(await get(`/channels/${channelId}`)).data;
  if (found === undefined) return null;
  const { guild_id: guildId, permission_overwrites: overwrites, name = null } = found;
  const all = roles.safeParse(await get(`/guilds/${guildId}/roles`)).data;
  const own = member.safeParse(await get(`/guilds/${guildId}/members/${botId}`)).data;
  if (all === undefined || own === undefined) return null;
  const permissions = permissionsIn({
    guildId,
    memberId: botId,
    roleIds: own.roles,
    roles: new Map(all.map((role) => [role.id, role.permissions])),
    overwrites,
  });
  return { guildId, name, permissions };
}
