import type { Arguments } from '../arguments.ts';
import type { Channel, Dict } from '../shapes.ts';
import { SlackError } from '../slack-error.ts';
import type { State } from '../state.ts';

/** Answers what stands beside `ok: true`, or throws a SlackError. */
export type Method = (args: Arguments, state: State) => Dict;

/** The channel that an argument names, by id. Private ones without the bot are not found. */
export function channelOf(args: Arguments, state: State, name = 'channel'): Channel {
  const id = args.text(name);
  const channel = id === null ? undefined : state.workspace.channels.find((one) => one.id === id);
  if (channel === undefined) throw new SlackError('channel_not_found');
  return visible(channel, state);
}

export function visible(channel: Channel, { workspace }: State): Channel {
  const inIt = channel.members.has(workspace.bot.id);
  if (channel.kind !== 'public' && !inIt) throw new SlackError('channel_not_found');
  return channel;
}

/** Throws `is_archived` (or what the method calls it) and `not_in_channel`. */
export function demandWritable(
  channel: Channel,
  { workspace, scopes }: State,
  archived = 'is_archived',
): void {
  if (channel.archived) throw new SlackError(archived);
  const member = channel.members.has(workspace.bot.id);
  const anyPublic = channel.kind === 'public' && scopes.includes('chat:write.public');
  if (!member && !anyPublic) throw new SlackError('not_in_channel');
}
