/** Messages come, change and go here, whoever does it: people, the bot, an interaction's token. */
import { isEmptyEmbed } from '../check/embeds.ts';
import { flag, type MessageParts } from '../check/message.ts';
import type { Json } from '../json.ts';
import { pushWords } from '../render/message.ts';
import { refuse } from '../server/refusal.ts';
import { channelJson, threadMemberJson } from './as-json.ts';
import { attachmentsAfter, type Upload } from './attachments.ts';
import { called, callsReplied, type MentionDefault, mentionsOf } from './mentions.ts';
import { freshJson, messageJson } from './message-json.ts';
import { type Channel, findMessage, type Message, messagesIn, type Thread, type World } from './world.ts';

/** Tells the bot's gateway session of something, if it may know. */
export type Publish = (event: {
  name: string;
  data: Json;
  channel: Channel | null;
  message?: Message;
}) => void;

/** What a person or the bot may change, and who is told. */
export type Core = { world: World; publish: Publish };

export const noParts: MessageParts = {
  content: undefined,
  embeds: undefined,
  components: undefined,
  attachments: undefined,
  flags: undefined,
  allowedMentions: undefined,
  nonce: undefined,
  enforceNonce: false,
  reference: undefined,
};

export type Posting = {
  channel: Channel;
  author: string;
  parts: MessageParts;
  uploads?: readonly Upload[];
  to?: string | null;
  interaction?: Message['interaction'];
  type?: number;
  reference?: Message['reference'];
  mentionDefault: MentionDefault;
};

/** Posts, tells the bot, notifies people. Throws 50006 when there is nothing to see. */
export function post(core: Core, posting: Posting): Message {
  const { world, publish } = core;
  const { channel, author, parts, uploads = [], to = null, interaction = null, reference = null } = posting;
  const message: Message = {
    id: world.nextId(),
    channel: channel.id,
    author,
    type: posting.type ?? (reference !== null ? 19 : 0),
    content: parts.content ?? '',
    embeds: (parts.embeds ?? []).filter((embed) => !isEmptyEmbed(embed)),
    components: parts.components ?? [],
    attachments: attachmentsAfter(world, [], uploads, parts.attachments ?? undefined),
    flags: parts.flags ?? 0,
    createdAt: world.now(),
    editedAt: null,
    mentions: [],
    mentionRoles: [],
    mentionEveryone: false,
    nonce: parts.nonce ?? null,
    reference,
    to,
    interaction,
    pinged: [],
  };
  if (isEmpty(message)) throw refuse('emptyMessage');
  Object.assign(
    message,
    mentionsOf(
      world,
      { content: message.content, components: message.components, author, channel },
      parts.allowedMentions,
      posting.mentionDefault,
    ),
  );
  wake(core, channel);
  messagesIn(world, channel.id).set(message.id, message);
  if (to !== null) return message;
  channel.lastMessage = message.id;
  publish({ name: 'MESSAGE_CREATE', data: freshJson(world, message), channel, message });
  notify(core, channel, message, parts.allowedMentions);
  return message;
}

function isEmpty(message: Message): boolean {
  const shown = [message.embeds, message.components, message.attachments];
  const isSystem = message.type === 21;
  const isLoading = (message.flags & flag.loading) !== 0;
  return !isSystem && !isLoading && message.content === '' && shown.every((list) => list.length === 0);
}

/** A post unarchives its thread. Who may post there was asked before. */
function wake(core: Core, channel: Channel): void {
  if (channel.kind !== 'thread') return;
  channel.activeAt = core.world.now();
  channel.sent += 1;
  if (channel.archived) setArchived(core, channel, false);
}

export function setArchived(core: Core, thread: Thread, archived: boolean): void {
  thread.archived = archived;
  thread.archiveChangedAt = core.world.now();
  if (!archived) thread.activeAt = core.world.now();
  core.publish({ name: 'THREAD_UPDATE', data: channelJson(core.world, thread), channel: thread });
  if (!archived && thread.joined.has(core.world.bot.id))
    core.publish({
      name: 'THREAD_MEMBER_UPDATE',
      data: { ...threadMemberJson(core.world, thread, core.world.bot.id), guild_id: core.world.guild.id },
      channel: thread,
    });
}

/** Mentions call, also into a thread; who is in a thread hears what is posted there. */
function notify(core: Core, channel: Channel, message: Message, allowed: Json | undefined): void {
  const { world } = core;
  const mentioned = called(world, message.author, channel, message);
  const replied =
    message.reference === null ? undefined : findMessage(world, message.reference.message)?.author;
  const repliedCalled =
    replied !== undefined && replied !== message.author && callsReplied(allowed) ? [replied] : [];
  message.pinged = [...new Set([...mentioned, ...repliedCalled])];
  if (channel.kind === 'thread') for (const id of [message.author, ...message.pinged]) channel.joined.add(id);
  const listeners =
    channel.kind === 'thread' ? [...channel.joined] : channel.kind === 'dm' ? [channel.person] : [];
  const heard = [...new Set([...message.pinged, ...listeners])].filter((id) => id !== message.author);
  for (const person of heard) {
    const someone = world.people.get(person);
    if (someone === undefined || someone.isBot) continue;
    const why = mentioned.includes(person)
      ? 'mention'
      : repliedCalled.includes(person)
        ? 'reply'
        : channel.kind === 'dm'
          ? 'private'
          : 'thread';
    world.notices.push({
      person,
      message: message.id,
      channel: channel.id,
      why,
      silent: (message.flags & flag.suppressNotifications) !== 0,
      words: pushWords(world, message, someone.zone),
    });
  }
}

/**
 * Changes what was given, keeps the rest. Notifies nobody, but for the first words of an answer that was
 * deferred: to people that is a new message. Throws 50006 when nothing would be left.
 */
export function edit(
  core: Core,
  message: Message,
  parts: MessageParts,
  uploads: readonly Upload[],
  mentionDefault: MentionDefault,
): void {
  const { world, publish } = core;
  const channel = world.channels.get(message.channel);
  if (channel === undefined) throw refuse('unknownChannel');
  const kept = <T>(given: T | null | undefined, before: T, empty: T) =>
    given === undefined ? before : (given ?? empty);
  const after: Message = {
    ...message,
    content: kept(parts.content, message.content, ''),
    embeds: kept(parts.embeds, message.embeds, []).filter((embed) => !isEmptyEmbed(embed)),
    components: kept(parts.components, message.components, []),
    attachments: attachmentsAfter(
      world,
      message.attachments,
      uploads,
      parts.attachments === undefined ? undefined : (parts.attachments ?? []),
    ),
    flags: flagsAfter(message.flags, parts.flags),
  };
  if (isEmpty(after)) throw refuse('emptyMessage');
  const isFirstAnswer = (message.flags & flag.loading) !== 0;
  if (parts.content !== undefined || parts.components !== undefined)
    Object.assign(
      after,
      mentionsOf(
        world,
        { content: after.content, components: after.components, author: message.author, channel },
        parts.allowedMentions,
        mentionDefault,
      ),
    );
  Object.assign(message, after, { editedAt: isFirstAnswer ? message.editedAt : world.now() });
  if (message.to !== null) return;
  if (isFirstAnswer) notify(core, channel, message, parts.allowedMentions);
  // A mention that comes with an edit takes people into the thread without a sound (facts/chat-ux.md).
  if (channel.kind === 'thread')
    for (const id of called(world, message.author, channel, message)) channel.joined.add(id);
  publish({ name: 'MESSAGE_UPDATE', data: messageJson(world, message), channel, message });
}

/** Of an edit: embeds can be hidden and shown again, components of version 2 only be taken on. */
function flagsAfter(before: number, given: number | undefined): number {
  const settled = before & ~flag.loading;
  return given === undefined ? settled : (settled & ~flag.suppressEmbeds) | given;
}

export function remove(core: Core, message: Message): void {
  const { world, publish } = core;
  const channel = world.channels.get(message.channel) ?? null;
  world.messages.get(message.channel)?.delete(message.id);
  if (message.to !== null) return;
  publish({
    name: 'MESSAGE_DELETE',
    data: { id: message.id, channel_id: message.channel, ...inGuild(world, channel) },
    channel,
  });
}

function inGuild(world: World, channel: Channel | null): Json {
  return channel?.kind === 'dm' ? {} : { guild_id: world.guild.id };
}
