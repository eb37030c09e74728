/**
 * Who is pinged by what was posted. An edit pings nobody; a reply in a thread pings nobody who is not mentioned
 * (who follows the thread sees a mark, which is no ping).
 */
import { type Dict, dicts, isDict, type Message } from './shapes.ts';
import type { Workspace } from './workspace.ts';

export interface Ping {
  person: string;
  ts: string;
  channel: string;
  why: 'mention' | 'everyone' | 'direct message';
}

/** In the order of the messages. Mentions count where they are shown: in the blocks, else in the text. */
export function pings(workspace: Workspace): Ping[] {
  return workspace.messages
    .filter(({ to }) => to === null)
    .flatMap((message) => {
      const channel = workspace.channel(message.channel);
      const others = [...(channel?.members ?? [])].filter(
        (id) => id !== message.user && workspace.person(id)?.isBot === false,
      );
      const { mentioned, everyone } = mentionsIn(message);
      const ping = (person: string, why: Ping['why']) => ({
        person,
        ts: message.ts,
        channel: message.channel,
        why,
      });
      if (channel?.kind === 'direct') return others.map((person) => ping(person, 'direct message'));
      if (everyone) return others.map((person) => ping(person, 'everyone'));
      return others.filter((person) => mentioned.has(person)).map((person) => ping(person, 'mention'));
    });
}

/** Of the message as it was first posted. */
function mentionsIn(message: Message): { mentioned: Set<string>; everyone: boolean } {
  const first = message.edits[0] ?? message;
  const texts = first.blocks.length > 0 ? first.blocks.flatMap(mrkdwnIn) : [withoutCode(first.text)];
  const all = texts.join('\n');
  const mentioned = new Set(
    [...all.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g)].map((found) => found[1] ?? ''),
  );
  return { mentioned, everyone: /<!(here|channel|everyone)[>|]/.test(all) };
}

/** Every text of a block in which a mention works. */
function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (!isDict(value)) return [];
  if (value.type === 'mrkdwn' && typeof value.text === 'string') return [withoutCode(value.text)];
  if (value.type === 'user') return [`<@${String(value.user_id)}>`];
  if (value.type === 'broadcast') return [`<!${String(value.range)}>`];
  return Object.values(value as Dict).flatMap((part) =>
    Array.isArray(part) ? dicts(part).flatMap(mrkdwnIn) : mrkdwnIn(part),
  );
}

/** In code a mention is but text. */
function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
}
