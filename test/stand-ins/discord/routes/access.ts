/** Whether the bot may come near a channel, post or edit there: 10003, 50001, 50013, 50083, 160005. */

import { Form, isSnowflake } from '../check/form.ts';
import type { MessageParts } from '../check/message.ts';
import { refuse } from '../server/refusal.ts';
import type { Upload } from '../state/attachments.ts';
import { may } from '../state/permissions.ts';
import {
  type Channel,
  findChannel,
  type Message,
  messagesIn,
  type Thread,
  type World,
} from '../state/world.ts';

/** Throws 50035 when the id is none. */
export function idOf(value: string, field: string): string {
  if (isSnowflake(value)) return value;
  const form = new Form();
  form.add([field], 'NUMBER_TYPE_COERCE', `Value "${value}" is not snowflake.`);
  form.done();
  return value;
}

/** A channel that the bot can see. */
export function channelFor(world: World, id: string): Channel {
  const channel = findChannel(world, idOf(id, 'channel_id'));
  if (channel === null) throw refuse('unknownChannel');
  if (channel.kind === 'dm') return channel;
  if (!world.inGuild || !may(world, world.bot.id, channel, 'ViewChannel')) throw refuse('missingAccess');
  return channel;
}

/** A message that stands in the channel for all to see. */
export function messageFor(world: World, channel: Channel, id: string): Message {
  const message = messagesIn(world, channel.id).get(idOf(id, 'message_id'));
  if (message === undefined || message.to !== null) throw refuse('unknownMessage');
  return message;
}

export function needHistory(world: World, channel: Channel): void {
  if (!may(world, world.bot.id, channel, 'ReadMessageHistory')) throw refuse('missingAccess');
}

export function needPosting(
  world: World,
  channel: Channel,
  parts: MessageParts,
  uploads: readonly Upload[],
): void {
  const can = (name: Parameters<typeof may>[3]) => may(world, world.bot.id, channel, name);
  if (channel.kind === 'dm' && world.people.get(channel.person)?.closed === true)
    throw refuse('cannotSendToUser');
  if (!can(channel.kind === 'thread' ? 'SendMessagesInThreads' : 'SendMessages'))
    throw refuse('missingPermissions');
  if (uploads.length > 0 && !can('AttachFiles')) throw refuse('missingPermissions');
  if ((parts.embeds?.length ?? 0) > 0 && !can('EmbedLinks')) throw refuse('missingPermissions');
  if (parts.reference !== undefined && !can('ReadMessageHistory')) throw refuse('noReplyWithoutHistory');
  if (channel.kind === 'thread') needUnlocked(world, channel);
}

/** Locked threads are for who manages threads; a locked and archived one says that it is archived. */
function needUnlocked(world: World, thread: Thread): void {
  if (!thread.locked || may(world, world.bot.id, thread, 'ManageThreads')) return;
  throw refuse(thread.archived ? 'threadArchived' : 'threadLocked');
}

/** Nothing in an archived thread can be changed; deleting is refused there too, whatever the guide says of it. */
export function needActive(world: World, channel: Channel): void {
  if (channel.kind !== 'thread') return;
  if (channel.archived) throw refuse('threadArchived');
  needUnlocked(world, channel);
}
