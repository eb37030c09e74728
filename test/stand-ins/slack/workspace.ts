/** The workspace: its people, channels and messages, as they stand. Knows no HTTP. */
import { randomInt } from 'node:crypto';
import type { Channel, Dict, Message, Person, StoredFile } from './shapes.ts';
import { SlackError } from './slack-error.ts';

export const team = { id: 'T0STANDIN', domain: 'stand-in', name: 'Stand-in' };
export const app = { id: 'A0LEAKOPS', botId: 'B0LEAKOPS', verificationToken: 'legacy-verification-token' };

interface NewMessage {
  channel: string;
  user: string;
  byApp: boolean;
  text: string;
  blocks?: Dict[];
  threadTs?: string | null;
  broadcast?: boolean;
  to?: string | null;
  metadata?: Message['metadata'];
  files?: StoredFile[];
}

export interface Workspace {
  bot: Person;
  people: Person[];
  channels: Channel[];
  /** In the order in which they were posted; also private ones, and those that are gone. */
  messages: Message[];
  files: StoredFile[];
  /** Milliseconds of the clock that was handed in. */
  now(): number;
  /** A new `ts`: later than every other, whatever the clock does. */
  timestamp(): string;
  /** `Ev0…`, `F0…`: an id that was not used before. */
  id(prefix: string): string;
  person(id: string): Person | undefined;
  /** By id, or by name with or without `#`. */
  channel(idOrName: string): Channel | undefined;
  /** The direct conversation of the bot with a person. */
  direct(person: string): Channel;
  post(message: NewMessage): Message;
  edit(message: Message, change: { text: string; blocks: Dict[] }): void;
  /** Standing and public, by channel and ts. */
  message(channel: string, ts: string): Message | undefined;
  /** As its author does it: a root with replies leaves a tombstone. */
  remove(message: Message): void;
  replies(channel: string, root: string): Message[];
}

export function newWorkspace(now: () => number, people: Person[], channels: Channel[]): Workspace {
  const bot: Person = {
    id: 'U0LEAKOPS',
    name: 'leakops',
    displayName: 'leakops',
    zone: 'Etc/UTC',
    isBot: true,
  };
  let lastMicroseconds = 0;
  let ids = randomInt(1_000_000);

  const workspace: Workspace = {
    bot,
    people: [bot, ...people],
    channels: [...channels],
    messages: [],
    files: [],
    now,
    timestamp() {
      const microseconds = Math.max(Math.floor(now() * 1000), lastMicroseconds + 1);
      lastMicroseconds = microseconds;
      const fraction = String(microseconds % 1_000_000).padStart(6, '0');
      return `${Math.floor(microseconds / 1_000_000)}.${fraction}`;
    },
    id(prefix) {
      ids += 1;
      return `${prefix}0${ids.toString(36).toUpperCase().padStart(8, '0')}`;
    },
    person: (id) => workspace.people.find((person) => person.id === id),
    channel: (idOrName) =>
      workspace.channels.find(({ id, name }) => id === idOrName || name === idOrName.replace(/^#/, '')),
    direct(person) {
      const name = `direct-${person}`;
      const known = workspace.channels.find((channel) => channel.name === name);
      if (known !== undefined) return known;
      const members = new Set([person, bot.id]);
      const made: Channel = { id: workspace.id('D'), name, kind: 'direct', archived: false, members };
      workspace.channels.push(made);
      return made;
    },
    post(given) {
      const message: Message = {
        ts: workspace.timestamp(),
        channel: given.channel,
        user: given.user,
        byApp: given.byApp,
        text: given.text,
        blocks: withBlockIds(given.blocks ?? [], workspace),
        threadTs: given.threadTs ?? null,
        broadcast: given.broadcast ?? false,
        to: given.to ?? null,
        edits: [],
        editedTs: null,
        deleted: 'no',
        metadata: given.metadata ?? null,
        files: given.files ?? [],
      };
      workspace.messages.push(message);
      return message;
    },
    edit(message, { text, blocks }) {
      message.edits.push({ ts: workspace.timestamp(), text: message.text, blocks: message.blocks });
      message.text = text;
      message.blocks = withBlockIds(blocks, workspace);
      message.editedTs = blocks.length > 0 ? null : workspace.timestamp();
    },
    message: (channel, ts) =>
      workspace.messages.find(
        (message) =>
          message.channel === channel &&
          message.ts === ts &&
          message.to === null &&
          message.deleted !== 'gone',
      ),
    remove(message) {
      if (message.deleted !== 'no') throw new SlackError('message_not_found');
      const hasReplies = workspace.replies(message.channel, message.ts).length > 0;
      message.deleted = hasReplies ? 'tombstone' : 'gone';
      // The last reply of a deleted root takes the tombstone with it.
      const root =
        message.threadTs === null ? undefined : workspace.message(message.channel, message.threadTs);
      if (root?.deleted === 'tombstone' && workspace.replies(root.channel, root.ts).length === 0)
        root.deleted = 'gone';
    },
    replies: (channel, root) =>
      workspace.messages.filter(
        (message) =>
          message.channel === channel &&
          message.threadTs === root &&
          message.to === null &&
          message.deleted === 'no',
      ),
  };
  return workspace;
}

/** Slack names every block that came without a name. */
function withBlockIds(blocks: Dict[], { id }: Pick<Workspace, 'id'>): Dict[] {
  return blocks.map((block) =>
    typeof block.block_id === 'string' && block.block_id !== ''
      ? block
      : { ...block, block_id: id('b').toLowerCase() },
  );
}
