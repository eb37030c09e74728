/** What Discord knows: one server with its people, roles, channels and messages, and the bot's application. */
import type { Json } from '../json.ts';
import type { Interaction } from './interaction.ts';
import { snowflakes } from './snowflake.ts';

export type Person = {
  id: string;
  name: string;
  isBot: boolean;
  /** IANA zone in which this person reads dates. */
  zone: string;
  /** Does not take private messages from members of the server. */
  closed: boolean;
};

export type Role = { id: string; name: string; permissions: bigint; mentionable: boolean; managed: boolean };
export type Overwrite = { id: string; kind: 'role' | 'member'; allow: bigint; deny: bigint };

type Place = { id: string; name: string; overwrites: Overwrite[]; lastMessage: string | null };
export type Thread = Place & {
  kind: 'thread';
  parent: string;
  owner: string;
  archived: boolean;
  locked: boolean;
  archiveChangedAt: number;
  autoArchiveMinutes: number;
  activeAt: number;
  joined: Set<string>;
  sent: number;
};
export type Channel =
  | (Place & { kind: 'text'; defaultAutoArchiveMinutes: number | null })
  | (Place & { kind: 'dm'; person: string })
  | Thread;

export type Attachment = {
  id: string;
  filename: string;
  description: string | null;
  contentType: string;
  bytes: Buffer;
};

export type Message = {
  id: string;
  channel: string;
  author: string;
  /** 0 default, 19 reply, 20 answer to a command, 21 first in a thread. */
  type: number;
  content: string;
  embeds: Json[];
  components: Json[];
  attachments: Attachment[];
  flags: number;
  createdAt: number;
  editedAt: number | null;
  mentions: string[];
  mentionRoles: string[];
  mentionEveryone: boolean;
  nonce: string | null;
  reference: { channel: string; message: string } | null;
  /** The one person who sees it (ephemeral), else null. */
  to: string | null;
  /** The interaction it answers, else null. */
  interaction: { id: string; type: number; name: string; user: string; token: string } | null;
  /** Who was notified when it was posted: edits notify nobody. */
  pinged: string[];
};

/** What a person's phone showed. `silent`: a badge only. */
export type Notice = {
  person: string;
  message: string;
  channel: string;
  why: 'mention' | 'reply' | 'thread' | 'private';
  silent: boolean;
  words: string;
};

export type Command = Json & { id: string; name: string; version: string };

export type World = {
  /** Discord's date in ms since 1970: ids, lives of tokens, the hour of an edit, archiving. */
  now: () => number;
  nextId: () => string;
  guild: { id: string; name: string; owner: string };
  bot: Person;
  application: { id: string };
  /** Whether the bot is a member of the server. */
  inGuild: boolean;
  people: Map<string, Person>;
  members: Map<string, { roles: string[]; joinedAt: number }>;
  roles: Map<string, Role>;
  channels: Map<string, Channel>;
  /** By channel, then by id, in order. */
  messages: Map<string, Map<string, Message>>;
  notices: Notice[];
  /** By token. */
  interactions: Map<string, Interaction>;
  globalCommands: Command[];
  guildCommands: Command[];
  /** Base of addresses of attachments. */
  cdn: () => string;
};

export function emptyWorld(now: () => number, botName: string, cdn: () => string): World {
  const nextId = snowflakes(now);
  const bot = { id: nextId(), name: botName, isBot: true, zone: 'UTC', closed: false };
  const guild = { id: nextId(), name: 'Game days', owner: nextId() };
  return {
    now,
    nextId,
    guild,
    bot,
    // Older bots apart, the application and its bot have the same id.
    application: { id: bot.id },
    inGuild: true,
    people: new Map([[bot.id, bot]]),
    members: new Map(),
    roles: new Map(),
    channels: new Map(),
    messages: new Map(),
    notices: [],
    interactions: new Map(),
    globalCommands: [],
    guildCommands: [],
    cdn,
  };
}

export function messagesIn(world: World, channel: string): Map<string, Message> {
  const there = world.messages.get(channel) ?? new Map<string, Message>();
  world.messages.set(channel, there);
  return there;
}

export function findMessage(world: World, id: string): Message | null {
  for (const messages of world.messages.values()) {
    const message = messages.get(id);
    if (message !== undefined) return message;
  }
  return null;
}

/** Threads archive by themselves after a time without a message. Looked at whenever one is asked for. */
function settleArchiving(world: World, thread: Thread): void {
  const endsAt = thread.activeAt + thread.autoArchiveMinutes * 60_000;
  if (thread.archived || world.now() < endsAt) return;
  thread.archived = true;
  thread.archiveChangedAt = endsAt;
}

export function findChannel(world: World, id: string): Channel | null {
  const channel = world.channels.get(id) ?? null;
  if (channel?.kind === 'thread') settleArchiving(world, channel);
  return channel;
}
