/** Messages as people see them. */
import { flag } from '../check/message.ts';
import { type Button, buttonsOf, linesOf } from '../render/message.ts';
import { byId } from '../state/snowflake.ts';
import type { Message, World } from '../state/world.ts';

export type Seen = {
  id: string;
  /** Of the channel or thread it stands in. */
  channel: string;
  /** The channel's or thread's name. */
  place: string;
  inThread: boolean;
  author: string;
  /** The name of the one person who sees it, or null. */
  to: string | null;
  /** What is read, line by line, in the reader's zone. */
  lines: string[];
  text: string;
  /** The accent of the first embed, or null. */
  color: number | null;
  buttons: Button[];
  files: { name: string; alt: string | null; bytes: Buffer }[];
  /** “… is thinking”. */
  loading: boolean;
  silent: boolean;
  /** Names of who was notified by it. */
  pinged: string[];
  replyTo: string | null;
  createdAt: number;
  /** Null: never edited. */
  editedAt: number | null;
};

export function seenMessage(world: World, message: Message, zone: string): Seen {
  const channel = world.channels.get(message.channel);
  const nameOf = (id: string) => world.people.get(id)?.name ?? id;
  const lines = linesOf(world, message, zone);
  const color = message.embeds[0]?.color;
  return {
    id: message.id,
    channel: message.channel,
    place: channel?.name ?? '',
    inThread: channel?.kind === 'thread',
    author: nameOf(message.author),
    to: message.to === null ? null : nameOf(message.to),
    lines,
    text: lines.join('\n'),
    color: typeof color === 'number' ? color : null,
    buttons: buttonsOf(message),
    files: message.attachments.map(({ filename, description, bytes }) => ({
      name: filename,
      alt: description,
      bytes,
    })),
    loading: (message.flags & flag.loading) !== 0,
    silent: (message.flags & flag.suppressNotifications) !== 0,
    pinged: message.pinged.map(nameOf),
    replyTo: message.reference?.message ?? null,
    createdAt: message.createdAt,
    editedAt: message.editedAt,
  };
}

/** All messages in the order in which they came; the small note that opens a thread is left out. */
export function allMessages(world: World): Message[] {
  return [...world.messages.values()]
    .flatMap((messages) => [...messages.values()])
    .filter(({ type }) => type !== 21)
    .sort(byId);
}
