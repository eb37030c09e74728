/** Who is mentioned by a message, and who of them is notified: what `allowed_mentions` leaves. */
import { isObject, type Json, listOf } from '../json.ts';
import { allComponents } from '../render/message.ts';
import { may, permissionsIn } from './permissions.ts';
import type { Channel, Message, World } from './world.ts';

export type Mentions = Pick<Message, 'mentions' | 'mentionRoles' | 'mentionEveryone'>;

type Source = { content: string; components: Json[]; author: string; channel: Channel };

/** Without `allowed_mentions`, a message to a channel mentions all it names; an answer or webhook only people. */
export type MentionDefault = 'all' | 'people';

export function mentionsOf(
  world: World,
  source: Source,
  allowed: Json | undefined,
  byDefault: MentionDefault,
): Mentions {
  const text = withoutCode([source.content, ...displayedTexts(source.components)].join('\n'));
  const named = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, id]) => id ?? ''))];
  const parse =
    allowed === undefined
      ? byDefault === 'all'
        ? ['users', 'roles', 'everyone']
        : ['users']
      : listOf(allowed.parse);
  const permits = (type: 'users' | 'roles', id: string) =>
    parse.includes(type) || (allowed !== undefined && listOf(allowed[type]).map(String).includes(id));
  const mayAll = may(world, source.author, source.channel, 'MentionEveryone');
  return {
    mentions: named(/<@!?(\d+)>/g).filter((id) => world.people.has(id) && permits('users', id)),
    mentionRoles: named(/<@&(\d+)>/g).filter((id) => {
      const role = world.roles.get(id);
      return role !== undefined && permits('roles', id) && (role.mentionable || mayAll);
    }),
    mentionEveryone: /@(everyone|here)\b/.test(text) && parse.includes('everyone') && mayAll,
  };
}

/** Mentions in code are text. */
function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
}

function displayedTexts(components: readonly Json[]): string[] {
  return allComponents(components)
    .filter((component) => component.type === 10 && typeof component.content === 'string')
    .map((component) => String(component.content));
}

/** The people whom a new message calls: of those mentioned, who can see the channel; never its author. */
export function called(world: World, author: string, channel: Channel, mentions: Mentions): string[] {
  const people = [...world.people.values()].filter(({ id, isBot }) => {
    if (id === author || (isBot && !mentions.mentions.includes(id))) return false;
    const roles = world.members.get(id)?.roles ?? [];
    return (
      mentions.mentionEveryone ||
      mentions.mentions.includes(id) ||
      roles.some((role) => mentions.mentionRoles.includes(role))
    );
  });
  return people.filter(({ id }) => permissionsIn(world, id, channel) !== 0n).map(({ id }) => id);
}

/** Whether a reply calls the author of what it replies to: by default yes, with `allowed_mentions` only if it says so. */
export function callsReplied(allowed: Json | undefined): boolean {
  return !isObject(allowed) || allowed.replied_user === true;
}
