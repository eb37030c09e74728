/** The little that is read of Discord's answers; a server that is not Discord may leave out the rest. */
import { z } from 'zod';
import { DiscordFailure } from './discord-failure.ts';

const withId = z.object({ id: z.union([z.string().min(1), z.number()]).transform(String) });

const channel = z.object({ guild_id: z.string().nullish().catch(null) });

const attachment = z.object({ filename: z.string() });

const embed = z.object({
  url: z.string().nullish().catch(null),
  image: z.object({}).nullish().catch(null),
});

const message = withId.extend({
  content: z.string().nullish().catch(null),
  author: z.object({ bot: z.boolean().nullish() }).nullish().catch(null),
  embeds: z.array(embed).catch([]),
  attachments: z.array(attachment).catch([]),
});

export type FoundMessage = z.infer<typeof message>;

/** The id of what was made, or else the known one. An answer without one leaves open whether it was made. */
export function idIn(body: unknown, known: string | null = null): string {
  const id = withId.safeParse(body).data?.id ?? known;
  if (id !== null) return id;
  throw new DiscordFailure('discord-unreadable', 'Discord answered without an id', {
    trouble: 'later',
    mayStand: true,
  });
}

/** Of the server that the channel is in; null: of none, or it is not said. */
export function guildIn(body: unknown): string | null {
  return channel.safeParse(body).data?.guild_id ?? null;
}

export function messageIn(body: unknown): FoundMessage | null {
  return message.safeParse(body).data ?? null;
}

/** Those that can be read, in the order in which they came. */
export function messagesIn(body: unknown): FoundMessage[] {
  return Array.isArray(body) ? body.map(messageIn).filter((one) => one !== null) : [];
}
