/**
 * What is said as a Discord message (facts/chat-ux.md): the first sentence is the content, since notifications have
 * no other words; the rest is an embed in the colour of the state, then the picture, then the buttons. Whatever comes
 * in, the message keeps to Discord's limits: what is too long is cut.
 */
import type { Said } from '../../../src/ports.ts';
import { type Row, rowsOf } from './buttons.ts';
import { type AddressOf, markdownWithin, wordsWithin } from './markdown.ts';
import { isId } from './snowflake.ts';

/** Discord's limits, in characters. */
const longestContent = 2_000;
const longestDescription = 4_096;
/** Of a first line; ours have at most 100, with warnings 600. */
const longestFirstLine = 1_000;

export const suppressNotifications = 1 << 12;
export const ephemeral = 1 << 6;

const colours: Readonly<Record<Said['level'], number>> = {
  default: 0x80848e,
  info: 0x5865f2,
  warning: 0xf0b232,
  error: 0xda373c,
  success: 0x23a55a,
};

/**
 * `whole`: as it is meant. `simple`: all lines as content, without embed, picture, reply and links, where something of
 * these is not taken or not allowed. `words`: without buttons too.
 */
export type Form = 'whole' | 'simple' | 'words';

export interface More {
  form: Form;
  /** Stands where people do not see it; null: none. */
  mark: string | null;
  addressOf: AddressOf;
  /** Below all else, Markdown of our own; null: nothing. */
  below: string | null;
  /** Name of an attached picture to show; null: none. */
  picture: string | null;
  /** Rings, where somebody is mentioned: not in edits, and once where a message stands twice. */
  rings: boolean;
}

export interface MessageBody {
  content: string;
  embeds: { description?: string; color: number; url?: string; image?: { url: string } }[];
  components: Row[];
  allowed_mentions: { parse: []; users?: string[]; replied_user: false };
}

export function messageOf(said: Said, more: More): MessageBody {
  const first = firstLine(said);
  const { mention } = said;
  const who = mention !== null && isId(mention) ? ` <@${mention}>` : '';
  const rest = said.lines.slice(1).filter((line) => /[^\p{C}\p{Z}\s]/u.test(line));
  const actions = said.actions.filter(({ url }) => more.form === 'whole' || url === null);
  const isWhole = more.form === 'whole';
  return {
    content: isWhole ? first + who : asContent(first + who, rest, more),
    embeds: isWhole ? embedOf(said, rest, more) : [],
    components: more.form === 'words' ? [] : rowsOf(actions),
    allowed_mentions: {
      parse: [],
      replied_user: false,
      ...(who !== '' && more.rings && mention !== null ? { users: [mention] } : {}),
    },
  };
}

/** What is quiet looks quiet; all else begins bold. */
function firstLine(said: Said): string {
  const line = [said.lines[0] ?? '', said.text].find((words) => /[^\p{C}\p{Z}\s]/u.test(words)) ?? '…';
  const words = wordsWithin(line, longestFirstLine);
  return said.kind === 'progress' || said.kind === 'line' ? words : `**${words}**`;
}

/** None where there is nothing to show in it. */
function embedOf(said: Said, rest: readonly string[], more: More): MessageBody['embeds'] {
  const below = more.below === null ? '' : `\n${more.below}`;
  const lines = markdownWithin(rest, longestDescription - below.length, more.addressOf);
  const description = `${lines}${below}`.trim();
  if (description === '' && more.picture === null) return [];
  return [
    {
      color: colours[said.level],
      ...(description === '' ? {} : { description }),
      ...(more.mark === null ? {} : { url: more.mark }),
      ...(more.picture === null ? {} : { image: { url: `attachment://${more.picture}` } }),
    },
  ];
}

function asContent(first: string, rest: readonly string[], more: More): string {
  const below = more.below === null ? '' : `\n${more.below}`;
  const room = longestContent - first.length - below.length - 1;
  const lines = markdownWithin(rest, room, more.addressOf);
  return `${first}${lines === '' ? '' : `\n${lines}`}${below}`;
}
