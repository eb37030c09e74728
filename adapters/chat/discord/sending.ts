/**
 * Sends or edits one message, once, in the best form that is taken: what an embed, a picture, a link or a reply is
 * refused for is said again without it.
 */
import type { Said, Urgency } from '../../../src/ports.ts';
import { idIn } from './answers.ts';
import type { Call } from './api.ts';
import type { Channels } from './channels.ts';
import { answeredWith, DiscordFailure } from './discord-failure.ts';
import type { Where } from './faults.ts';
import { type Form, messageOf } from './messages.ts';
import type { DiscordParts } from './parts.ts';

const forms: readonly Form[] = ['whole', 'simple', 'words'];
/** Of the form, or of a right that only the form needs. What AutoMod blocks are the words: no form of them helps. */
const aboutTheForm = [
  30015, 40005, 50006, 50013, 50035, 50045, 50046, 50110, 50123, 50146, 160002, 160009, 160010, 240000,
  400001,
];
/** Characters, of an attachment's description. */
const longestAlt = 1_024;

export interface Sending {
  method: 'POST' | 'PATCH';
  path: Call['path'];
  where: Where;
  urgency: Urgency;
  said: Said;
  mark: string | null;
  below: string | null;
  rings: boolean;
  flags?: number;
  nonce?: string;
  replyTo?: string | null;
  /** Uploaded with it. */
  picture?: { name: string; bytes: Uint8Array; alt: string } | null;
  /** Name of one that is attached already, of an edit: without a list of files all that is attached stays. */
  attached?: string | null;
}

/** The id of the message. */
export async function send(parts: DiscordParts, channels: Channels, sending: Sending): Promise<string> {
  for (const line of sending.said.lines) {
    for (const [, channel = ''] of line.matchAll(/<card:(\d+):/g)) await channels.learnGuild(channel);
  }
  let refusal: unknown;
  let before: string | null = null;
  for (const form of forms) {
    const body = bodyOf(channels, sending, form);
    const written = JSON.stringify(body);
    // Nothing to leave out: it would be refused again.
    if (written === before) continue;
    before = written;
    try {
      const { method, path, where, picture } = sending;
      // What was let go is gone on with: by itself it would wait for its own first try.
      const urgency = refusal === undefined ? sending.urgency : 'now';
      const files = form === 'whole' && picture != null ? [picture] : [];
      const known = method === 'PATCH' ? (path.split('/').at(-1) ?? null) : null;
      const id = idIn(await parts.api.call({ method, path, where, urgency, body, files }), known);
      if (refusal !== undefined) {
        parts.log.warn({ form, why: String(refusal) }, 'Discord took a message only in a simpler form');
      }
      return id;
    } catch (error) {
      if (!isAboutTheForm(error)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

function isAboutTheForm(error: unknown): boolean {
  return answeredWith(error, ...aboutTheForm) || (error instanceof DiscordFailure && error.isUnexplained);
}

/** What its content is in each form: by it a message that carries no mark is found again. */
export function contentsOf(channels: Channels, sending: Pick<Sending, 'said' | 'below'>): string[] {
  return forms.map((form) => content(channels, { ...sending, mark: null, rings: false }, form, null).content);
}

function content(
  channels: Channels,
  { said, mark, below, rings }: Pick<Sending, 'said' | 'mark' | 'below' | 'rings'>,
  form: Form,
  picture: string | null,
) {
  const addressOf = (card: { channel: string; messageId: string }) =>
    channels.addressOf(card.channel, card.messageId);
  return messageOf(said, { form, mark, below, rings, picture, addressOf });
}

function bodyOf(channels: Channels, sending: Sending, form: Form): object {
  const { flags, nonce, replyTo, picture, attached } = sending;
  const isWhole = form === 'whole';
  const shown = isWhole ? (picture?.name ?? attached ?? null) : null;
  return {
    ...content(channels, sending, form, shown),
    ...(flags === undefined ? {} : { flags }),
    ...(nonce === undefined ? {} : { nonce, enforce_nonce: true }),
    ...(isWhole && replyTo != null
      ? { message_reference: { message_id: replyTo, fail_if_not_exists: false } }
      : {}),
    ...(isWhole && picture != null ? { attachments: [described(picture)] } : {}),
  };
}

function described({ name, alt }: { name: string; alt: string }): object {
  return { id: 0, filename: name, description: alt.slice(0, longestAlt).toWellFormed() };
}
