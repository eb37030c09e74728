/** Which events a session hears, and what of them: by the intents it named. */
import type { Json } from '../json.ts';
import { memberJson } from '../state/as-json.ts';
import type { Channel, Message, World } from '../state/world.ts';

export const intent = {
  guilds: 1 << 0,
  guildMembers: 1 << 1,
  guildPresences: 1 << 8,
  guildMessages: 1 << 9,
  directMessages: 1 << 12,
  messageContent: 1 << 15,
} as const;

export const privileged = intent.guildMembers | intent.guildPresences | intent.messageContent;
/** All that API v10 knows: 0–16, 20, 21, 24, 25. */
export const knownIntents = (1 << 17) - 1 + (1 << 20) + (1 << 21) + (1 << 24) + (1 << 25);

export function hears(intents: number, name: string, channel: Channel | null): boolean {
  if (name === 'INTERACTION_CREATE') return true;
  const needed = name.startsWith('MESSAGE_')
    ? channel?.kind === 'dm'
      ? intent.directMessages
      : intent.guildMessages
    : intent.guilds;
  return (intents & needed) !== 0;
}

/** Without the content intent a message of somebody else is empty, but for private ones and mentions of the bot. */
export function contentFor(
  world: World,
  intents: number,
  data: Json,
  message: Message | undefined,
  channel: Channel | null,
): Json {
  if (message === undefined || (intents & intent.messageContent) !== 0) return data;
  const isOpen =
    message.author === world.bot.id || message.mentions.includes(world.bot.id) || channel?.kind === 'dm';
  return isOpen ? data : { ...data, content: '', embeds: [], attachments: [], components: [] };
}

/** What a message has more in an event than in an answer. */
export function besides(world: World, message: Message, channel: Channel | null): Json {
  if (channel?.kind === 'dm') return { channel_type: 1 };
  return {
    guild_id: world.guild.id,
    channel_type: channel?.kind === 'thread' ? 11 : 0,
    member: memberJson(world, message.author, false),
  };
}
