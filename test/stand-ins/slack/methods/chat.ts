import type { Arguments } from '../arguments.ts';
import { advisedText, readContent, readMetadata } from '../check-message.ts';
import { messageShape } from '../message-shape.ts';
import type { Channel, Dict, Message } from '../shapes.ts';
import { SlackError } from '../slack-error.ts';
import type { State } from '../state.ts';
import { team } from '../workspace.ts';
import { channelOf, demandWritable, type Method, visible } from './method.ts';

const timestampForm = /^\d+\.\d{6}$/;

/** A message can be sent to a channel's id or name, or to a person, which opens the direct conversation. */
function target(args: Arguments, state: State): Channel {
  const named = args.text('channel');
  if (named === null) throw new SlackError('channel_not_found');
  const person = state.workspace.person(named);
  if (person !== undefined) {
    if (person.isBot) throw new SlackError('cannot_dm_bot');
    return state.workspace.direct(person.id);
  }
  const channel = state.workspace.channel(named);
  if (channel === undefined) throw new SlackError('channel_not_found');
  return visible(channel, state);
}

/** The root that is answered; null: none is named. */
function rootOf(args: Arguments, channel: Channel, { workspace }: State): Message | null {
  const given = args.all.thread_ts;
  if (given === undefined || given === null || given === '') return null;
  // Slack warns of numbers, which lose digits; here they are refused.
  if (typeof given !== 'string' || !timestampForm.test(given)) throw new SlackError('invalid_thread_ts');
  const root = workspace.message(channel.id, given);
  if (root === undefined) throw new SlackError('thread_not_found');
  if (root.threadTs !== null) throw new SlackError('cannot_reply_to_message');
  return root;
}

function cutWarning(text: string | null): Dict {
  if (text === null || [...text].length <= advisedText) return {};
  return { warning: 'message_truncated', response_metadata: { warnings: ['message_truncated'] } };
}

export const postMessage: Method = (args, state) => {
  const channel = target(args, state);
  demandWritable(channel, state);
  const content = readContent(args, state.blockRules);
  if (content.text === null && (content.blocks ?? []).length === 0) throw new SlackError('no_text');
  const metadata = readMetadata(args) ?? null;
  const root = rootOf(args, channel, state);
  const message = state.workspace.post({
    channel: channel.id,
    user: state.workspace.bot.id,
    byApp: true,
    text: content.text ?? '',
    blocks: content.blocks ?? [],
    threadTs: root?.ts ?? null,
    broadcast: root !== null && args.flag('reply_broadcast'),
    metadata,
  });
  return {
    channel: channel.id,
    ts: message.ts,
    message: messageShape(message, state.workspace, state.origin(), true),
    ...cutWarning(content.text),
  };
};

/** Own and standing. */
function ownMessage(args: Arguments, channel: Channel, { workspace }: State, otherwise: string): Message {
  const ts = args.text('ts');
  const message = ts === null ? undefined : workspace.message(channel.id, ts);
  if (message === undefined || message.deleted !== 'no') throw new SlackError('message_not_found');
  if (!message.byApp) throw new SlackError(otherwise);
  return message;
}

/**
 * A text without blocks takes the blocks away; blocks without a text leave nothing for phones and screen readers.
 * With blocks the message does not show that it was edited.
 */
export const update: Method = (args, state) => {
  const channel = channelOf(args, state);
  if (channel.archived) throw new SlackError('is_inactive');
  const message = ownMessage(args, channel, state, 'cant_update_message');
  const content = readContent(args, state.blockRules, advisedText);
  const metadata = readMetadata(args);
  const says = content.text !== null || content.blocks !== null;
  const broadcasts = args.flag('reply_broadcast');
  if (broadcasts && message.threadTs === null) throw new SlackError('cant_broadcast_message');
  if (broadcasts && says) throw new SlackError('no_dual_broadcast_content_update');
  const blocks = content.blocks ?? [];
  if (!broadcasts && content.text === null && blocks.length === 0) throw new SlackError('no_text');
  const isRich = (one: Dict) => one.type === 'rich_text';
  if (message.blocks.length > 0 && message.blocks.every(isRich) && blocks.length > 0 && !blocks.some(isRich))
    throw new SlackError('block_mismatch');
  if (says) state.workspace.edit(message, { text: content.text ?? '', blocks });
  if (metadata !== undefined) message.metadata = metadata;
  if (broadcasts) message.broadcast = true;
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: messageShape(message, state.workspace, state.origin(), true),
  };
};

export const remove: Method = (args, state) => {
  const channel = channelOf(args, state);
  const message = ownMessage(args, channel, state, 'cant_delete_message');
  state.workspace.remove(message);
  return { channel: channel.id, ts: message.ts };
};

export const postEphemeral: Method = (args, state) => {
  const channel = channelOf(args, state);
  demandWritable(channel, state);
  const user = args.text('user');
  if (user === null || state.workspace.person(user) === undefined || !channel.members.has(user))
    throw new SlackError('user_not_in_channel');
  const content = readContent(args, state.blockRules);
  if (content.text === null && (content.blocks ?? []).length === 0) throw new SlackError('no_text');
  const root = rootOf(args, channel, state);
  const message = state.workspace.post({
    channel: channel.id,
    user: state.workspace.bot.id,
    byApp: true,
    text: content.text ?? '',
    blocks: content.blocks ?? [],
    threadTs: root?.ts ?? null,
    to: user,
  });
  return { message_ts: message.ts };
};

export const getPermalink: Method = (args, state) => {
  const channel = channelOf(args, state);
  const ts = args.text('message_ts');
  const message = ts === null ? undefined : state.workspace.message(channel.id, ts);
  if (message === undefined) throw new SlackError('message_not_found');
  const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  const path = `archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
  return { channel: channel.id, permalink: `https://${team.domain}.slack.com/${path}` };
};
