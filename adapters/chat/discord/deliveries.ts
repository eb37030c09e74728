/** What Discord's gateway tells of what people did, as far as it is read; a server that is not Discord may say less. */
import { ChannelType, InteractionType, MessageType } from 'discord.js';
import { z } from 'zod';
import type { Person } from '../../../src/ports.ts';
import { commandName } from './command-definition.ts';
import type { Chosen } from './command-text.ts';

const id = z.union([z.string().min(1), z.number()]).transform(String);
const words = z.string().nullish().catch(null);

const user = z.object({ id, username: words, global_name: words, bot: z.boolean().nullish().catch(null) });
const member = z.object({ nick: words, user: user.nullish().catch(null) });
const channel = z.object({
  id,
  type: z.number().nullish().catch(null),
  parent_id: id.nullish().catch(null),
});
const value = z.union([z.string(), z.number(), z.boolean()]);
const option = z.object({ name: z.string(), value: value.nullish(), focused: z.boolean().nullish() });
const options = z.array(option).catch([]);
const subcommand = option.extend({ type: z.number(), options });

const interaction = z.object({
  id,
  token: z.string().min(1),
  application_id: id.nullish().catch(null),
  type: z.number(),
  channel_id: id.nullish().catch(null),
  channel: channel.nullish().catch(null),
  member: member.nullish().catch(null),
  user: user.nullish().catch(null),
  app_permissions: z.string().regex(/^\d+$/).nullish().catch(null),
  message: z
    .object({ id, flags: z.number().nullish().catch(null) })
    .nullish()
    .catch(null),
  data: z
    .object({
      name: z.string().nullish(),
      custom_id: z.string().nullish(),
      options: z.array(subcommand).catch([]),
    })
    .nullish()
    .catch(null),
});

const message = z.object({
  id,
  channel_id: id,
  guild_id: id.nullish().catch(null),
  content: words,
  author: user,
  member: member.nullish().catch(null),
  mentions: z.array(z.object({ id })).catch([]),
  webhook_id: id.nullish().catch(null),
  type: z.number().nullish().catch(null),
});

/** A channel as it is told of; `parent`: of a thread. */
export interface ToldChannel {
  id: string;
  /** null: it is no thread; undefined: that is not said. */
  parent: string | null | undefined;
  isDirect: boolean;
}

interface Interaction {
  id: string;
  token: string;
  /** null: not said. */
  applicationId: string | null;
  person: Person;
  channel: ToldChannel;
  /** What the bot may do there, as bits; null: not said. */
  permissions: bigint | null;
}

export type Delivery =
  | (Interaction & { kind: 'command'; subcommand: string | null; chosen: Chosen })
  | (Interaction & {
      kind: 'typing';
      subcommand: string | null;
      focused: string;
      typed: string;
      chosen: Chosen;
    })
  /** `isPrivate`: of a message that only this person sees. */
  | (Interaction & { kind: 'press'; customId: string; messageId: string; isPrivate: boolean })
  /** Nothing that this version shows; it is acknowledged all the same. */
  | (Interaction & { kind: 'other' });

export interface Line {
  id: string;
  channelId: string;
  guildId: string | null;
  person: Person;
  content: string;
}

const ephemeral = 1 << 6;
const threads: readonly number[] = [
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
];

/** null: it cannot be read. */
export function readInteraction(data: unknown): Delivery | null {
  const read = interaction.safeParse(data).data;
  if (read === undefined) return null;
  const { token, type, application_id: applicationId, app_permissions: bits } = read;
  const who = read.member?.user ?? read.user;
  const channelId = read.channel?.id ?? read.channel_id;
  if (who == null || channelId == null) return null;
  const told = {
    id: read.id,
    token,
    applicationId: applicationId ?? null,
    person: { id: who.id, name: nameOf(who, read.member?.nick) },
    channel: read.channel == null ? unknownChannel(channelId, read.member == null) : channelOf(read.channel),
    permissions: bits == null ? null : BigInt(bits),
  };
  if (type === InteractionType.MessageComponent && read.message != null) {
    const isPrivate = ((read.message.flags ?? 0) & ephemeral) !== 0;
    const { id: messageId } = read.message;
    return { ...told, kind: 'press', customId: read.data?.custom_id ?? '', messageId, isPrivate };
  }
  const first = read.data?.options[0];
  const isSubcommand = first?.type === 1;
  const given = isSubcommand ? first.options : (read.data?.options ?? []);
  // One that was registered by something else, for the same bot: its name is a word that leakops does not know.
  const isOther = read.data?.name != null && read.data.name !== commandName;
  const focused = given.find((each) => each.focused === true);
  const of = { ...told, subcommand: isSubcommand ? first.name : null };
  if (type === InteractionType.ApplicationCommand && isOther) {
    return { ...of, kind: 'command', subcommand: read.data?.name ?? null, chosen: {} };
  }
  if (type === InteractionType.ApplicationCommand) return { ...of, kind: 'command', chosen: chosenOf(given) };
  if (type === InteractionType.ApplicationCommandAutocomplete) {
    const typed = focused?.value == null ? '' : String(focused.value);
    const others = given.filter((each) => each !== focused);
    return { ...of, kind: 'typing', focused: focused?.name ?? '', typed, chosen: chosenOf(others) };
  }
  return { ...told, kind: 'other' };
}

/** A line that a person wrote in which this bot is mentioned; null: any other. */
export function readLine(data: unknown, botId: string | null): Line | null {
  const read = message.safeParse(data).data;
  if (read === undefined || botId === null) return null;
  const { author, content, mentions, type, webhook_id: webhook } = read;
  const isWritten = type == null || type === MessageType.Default || type === MessageType.Reply;
  // A reply mentions who is answered, without a word of it in the line: that addresses nobody.
  const isNamed = mentions.some((each) => each.id === botId) && mentionOf(botId).test(content ?? '');
  if (author.bot === true || author.id === botId || webhook != null || !isWritten || !isNamed) return null;
  return {
    id: read.id,
    channelId: read.channel_id,
    guildId: read.guild_id ?? null,
    person: { id: author.id, name: nameOf(author, read.member?.nick) },
    content: content ?? '',
  };
}

export function mentionOf(user: string): RegExp {
  return new RegExp(`<@!?${user}>`);
}

/** The bot's own ids, from `READY`; null: not said. */
export function readReady(data: unknown): { botId: string | null; applicationId: string | null } {
  const read = z
    .object({
      user: z.object({ id }).nullish().catch(null),
      application: z.object({ id }).nullish().catch(null),
    })
    .safeParse(data).data;
  return { botId: read?.user?.id ?? null, applicationId: read?.application?.id ?? null };
}

/** What an event tells of channels and threads: of one that was made, or of a server with all of its. */
export function readPlaces(data: unknown): ToldChannel[] {
  const some = z.array(z.unknown()).catch([]);
  const of = z.object({ channels: some, threads: some }).safeParse(data).data;
  const many = [...(of?.channels ?? []), ...(of?.threads ?? [])];
  return (many.length > 0 ? many : [data]).flatMap((each) => {
    const read = channel.safeParse(each).data;
    return read === undefined ? [] : [channelOf(read)];
  });
}

export function readChannel(data: unknown): ToldChannel | null {
  const read = channel.safeParse(data).data;
  return read === undefined ? null : channelOf(read);
}

function channelOf({ id: channelId, type, parent_id: parent }: z.infer<typeof channel>): ToldChannel {
  if (type == null) return unknownChannel(channelId, false);
  const isThread = threads.includes(type) && parent != null;
  const isDirect = type === ChannelType.DM || type === ChannelType.GroupDM;
  return { id: channelId, parent: isThread ? parent : null, isDirect };
}

function unknownChannel(channelId: string, isDirect: boolean): ToldChannel {
  return { id: channelId, parent: isDirect ? null : undefined, isDirect };
}

function chosenOf(given: readonly z.infer<typeof option>[]): Chosen {
  return Object.fromEntries(
    given.flatMap(({ name, value: chosen }) => (chosen == null ? [] : [[name, chosen]])),
  );
}

/** As people know each other there. */
function nameOf(who: z.infer<typeof user>, nick: string | null | undefined): string {
  return (
    [nick, who.global_name, who.username].find((name) => name != null && name.trim() !== '')?.trim() ?? who.id
  );
}
