/** Permission bits, and how roles and a channel's overwrites make what a member may do there. */
import type { Channel, Overwrite, World } from './world.ts';

export const permission = {
  Administrator: 1n << 3n,
  ManageChannels: 1n << 4n,
  AddReactions: 1n << 6n,
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  ManageMessages: 1n << 13n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  MentionEveryone: 1n << 17n,
  UseApplicationCommands: 1n << 31n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  CreatePrivateThreads: 1n << 36n,
  SendMessagesInThreads: 1n << 38n,
} as const;

export type Permission = keyof typeof permission;

const everything = (1n << 53n) - 1n;

export function bits(names: readonly Permission[]): bigint {
  return names.reduce((sum, name) => sum | permission[name], 0n);
}

/** What a person may do in a channel; a thread has its parent's. In a private conversation: everything. */
export function permissionsIn(world: World, person: string, channel: Channel): bigint {
  if (channel.kind === 'dm') return everything;
  const place = channel.kind === 'thread' ? (world.channels.get(channel.parent) ?? channel) : channel;
  const base = basePermissions(world, person);
  if ((base & permission.Administrator) !== 0n) return everything;
  const roles = world.members.get(person)?.roles ?? [];
  const of = (ids: readonly string[]) => place.overwrites.filter(({ id }) => ids.includes(id));
  const asEveryone = apply(base, of([world.guild.id]));
  const asRoles = apply(asEveryone, of(roles));
  const asMember = apply(asRoles, of([person]));
  return (asMember & permission.ViewChannel) === 0n ? 0n : withoutImplied(asMember, channel);
}

/** Of roles alone, as at the level of the server. */
export function basePermissions(world: World, person: string): bigint {
  if (person === world.guild.owner) return everything;
  const member = world.members.get(person);
  if (member === undefined) return 0n;
  return [world.guild.id, ...member.roles].reduce(
    (sum, id) => sum | (world.roles.get(id)?.permissions ?? 0n),
    0n,
  );
}

/** Overwrites of one level: all that is denied first, then all that is allowed. */
function apply(before: bigint, overwrites: readonly Overwrite[]): bigint {
  const denied = overwrites.reduce((sum, { deny }) => sum | deny, 0n);
  const allowed = overwrites.reduce((sum, { allow }) => sum | allow, 0n);
  return (before & ~denied) | allowed;
}

/** Who may not send may not attach or embed either. */
function withoutImplied(given: bigint, channel: Channel): bigint {
  const needed = channel.kind === 'thread' ? permission.SendMessagesInThreads : permission.SendMessages;
  if ((given & needed) !== 0n) return given;
  return given & ~(permission.MentionEveryone | permission.AttachFiles | permission.EmbedLinks);
}

export function may(world: World, person: string, channel: Channel, name: Permission): boolean {
  return (permissionsIn(world, person, channel) & permission[name]) !== 0n;
}
