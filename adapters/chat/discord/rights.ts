/** What leakops must be allowed in a channel. One list: for the start, for `npm run discord:check`, for the invitation. */
import { PermissionFlagsBits as bit } from 'discord.js';

interface Right {
  /** As Discord's settings call it. */
  name: string;
  bit: bigint;
  /** Without it no run can be shown. */
  isNeeded: boolean;
  purpose: string;
}

export const rights: readonly Right[] = [
  { name: 'View Channel', bit: bit.ViewChannel, isNeeded: true, purpose: 'to see the channel' },
  { name: 'Send Messages', bit: bit.SendMessages, isNeeded: true, purpose: 'for the card of a run' },
  {
    name: 'Create Public Threads',
    bit: bit.CreatePublicThreads,
    isNeeded: true,
    purpose: 'for the thread of a run',
  },
  {
    name: 'Send Messages in Threads',
    bit: bit.SendMessagesInThreads,
    isNeeded: true,
    purpose: 'for what is told in it',
  },
  { name: 'Embed Links', bit: bit.EmbedLinks, isNeeded: false, purpose: 'for the colours and the layout' },
  { name: 'Attach Files', bit: bit.AttachFiles, isNeeded: false, purpose: 'for the chart of the report' },
  {
    name: 'Read Message History',
    bit: bit.ReadMessageHistory,
    isNeeded: false,
    purpose: 'to find again what was posted, so that nothing comes twice',
  },
];

/** Those that are lacking, by what the bot may do there. */
export function missingRights(permissions: bigint): readonly Right[] {
  if ((permissions & bit.Administrator) !== 0n) return [];
  return rights.filter((right) => (permissions & right.bit) === 0n);
}

/** `View Channel, Send Messages and Attach Files`. */
export function namesOf(some: readonly Right[]): string {
  const names = some.map(({ name }) => name);
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The link by which the bot is invited, with exactly what it needs. */
export function invitation(applicationId: string): string {
  const permissions = rights.reduce((sum, right) => sum | right.bit, 0n);
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: 'bot applications.commands',
    permissions: String(permissions),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}

export interface Overwrite {
  id: string;
  allow: bigint;
  deny: bigint;
}

/**
 * What a member may do in a channel, by Discord's rules: the roles' rights, then what the channel denies and allows
 * everyone, the roles, the member.
 */
export function permissionsIn(facts: {
  guildId: string;
  memberId: string;
  /** The member's own roles, without everyone's. */
  roleIds: readonly string[];
  /** By id; everyone's has the server's. */
  roles: ReadonlyMap<string, bigint>;
  overwrites: readonly Overwrite[];
}): bigint {
  const { guildId, memberId, roleIds, roles, overwrites } = facts;
  const base = [guildId, ...roleIds].reduce((sum, id) => sum | (roles.get(id) ?? 0n), 0n);
  if ((base & bit.Administrator) !== 0n) return base;
  const levels = [[guildId], roleIds, [memberId]];
  return levels.reduce((before, ids) => {
    const own = overwrites.filter(({ id }) => ids.includes(id));
    const denied = own.reduce((sum, { deny }) => sum | deny, 0n);
    const allowed = own.reduce((sum, { allow }) => sum | allow, 0n);
    return (before & ~denied) | allowed;
  }, base);
}
