/** What comes from Slack, read: liberal in what is there besides, strict in what is needed. Pure. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ActionId } from '../../../src/ports.ts';
import { actionOf } from './buttons.ts';
import { commandInMention, typedText } from './typed-text.ts';

/** What is known of a delivery besides its body. */
export interface Delivery {
  /** Of Socket Mode; null over HTTP. The same delivery comes again under the same one. */
  envelopeId: string | null;
  /** When Slack sent the request, ms, as the signature covers it; null over a socket. */
  sentAt: number | null;
}

/** Who said or pressed something, where, and how that person can be answered. */
export interface From {
  channel: string;
  thread: string | null;
  user: string;
  /** What the payload calls that person; null: nothing. */
  userName: string | null;
  /** Real clock, ms; null: not said. */
  givenAt: number | null;
  key: string | null;
  responseUrl: string | null;
  triggerId: string | null;
}

export interface Line extends From {
  text: string;
  /** ts of the line; null: a slash command, which leaves none. */
  messageId: string | null;
}

export interface Press extends From {
  /** null: none of ours. */
  action: ActionId | null;
  value: string;
  messageId: string;
  /** The message is one that this person alone sees. */
  isPrivate: boolean;
  /** The thread whose reply the button is in; null: it was pressed in the channel, on a root card too. */
  seenInThread: string | null;
  isLink: boolean;
}

const text = z.string().nullish();

const slashBody = z.object({
  command: z.string(),
  text,
  channel_id: z.string().min(1),
  user_id: z.string().min(1),
  user_name: text,
  thread_ts: text,
  response_url: text,
  trigger_id: text,
});

/** `/leak …`; null: not a command that can be answered. */
export function readSlash(body: unknown, delivery: Delivery): Line | null {
  const read = slashBody.safeParse(body);
  if (!read.success) return null;
  const { command, channel_id, user_id, user_name, thread_ts, response_url, trigger_id } = read.data;
  const typed = typedText(read.data.text ?? '').trim();
  return {
    channel: channel_id,
    thread: orNull(thread_ts),
    user: user_id,
    userName: orNull(user_name),
    text: typed,
    givenAt: delivery.sentAt,
    key: keyOf(delivery, read.data, [command, typed, user_id]),
    messageId: null,
    responseUrl: orNull(response_url),
    triggerId: orNull(trigger_id),
  };
}

const mentionBody = z.object({
  event: z.object({
    type: z.literal('app_mention'),
    text,
    channel: z.string().min(1),
    user: z.string().min(1),
    ts: z.string().min(1),
    thread_ts: text,
    event_ts: text,
    subtype: text,
    bot_id: text,
    edited: z.unknown().optional(),
  }),
  authorizations: z.array(z.object({ user_id: text, is_bot: z.boolean().nullish() })).nullish(),
});

/**
 * `@leakops …`; null: not a command. An edited line is none: what it said first was heard then, and a person who
 * mends a typing error does not mean to stop twice. Nor is what another bot says.
 * @param botUser the app's own user id, where it is known
 */
export function readMention(body: unknown, botUser: string | null): Line | null {
  const read = mentionBody.safeParse(body);
  if (!read.success) return null;
  const { event, authorizations } = read.data;
  if (event.edited != null || event.bot_id != null || event.subtype === 'bot_message') return null;
  const installed = authorizations?.find(({ is_bot }) => is_bot === true)?.user_id ?? null;
  const own = botUser ?? installed;
  if (event.user === own) return null;
  return {
    channel: event.channel,
    thread: orNull(event.thread_ts),
    user: event.user,
    userName: null,
    text: commandInMention(event.text ?? '', own),
    givenAt: milliseconds(event.event_ts ?? event.ts),
    // Not the envelope: the same line may come in a new one.
    key: `${event.channel}/${event.ts}`,
    messageId: event.ts,
    responseUrl: null,
    triggerId: null,
  };
}

const pressBody = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string().min(1), username: text, name: text }),
  channel: z.object({ id: text }).nullish(),
  container: z
    .object({
      type: text,
      message_ts: text,
      channel_id: text,
      thread_ts: text,
      is_ephemeral: z.unknown().optional(),
    })
    .nullish(),
  message: z.object({ ts: text, thread_ts: text, blocks: z.unknown().optional() }).nullish(),
  view: z.unknown().optional(),
  response_url: text,
  trigger_id: text,
  actions: z
    .array(z.object({ action_id: z.string(), value: text, action_ts: text, url: text, type: text }))
    .min(1),
});

/** A button of a message; null: it is none, or nothing says which message. */
export function readPress(body: unknown, delivery: Delivery): Press | null {
  const read = pressBody.safeParse(body);
  if (!read.success || read.data.view != null) return null;
  const { user, channel: channelOf, container, message, response_url, trigger_id } = read.data;
  const action = read.data.actions[0]!;
  const channel = channelOf?.id ?? container?.channel_id;
  const messageId = message?.ts ?? container?.message_ts;
  if (!channel || !messageId) return null;
  const root = message?.thread_ts ?? container?.thread_ts;
  const isPrivate = container?.is_ephemeral === true;
  return {
    channel,
    // On a root card itself Slack names no thread: it is the card's own. A private message is nobody's root.
    thread: root || (isPrivate ? null : messageId),
    user: user.id,
    userName: user.name || user.username || null,
    action: actionOf(action.action_id),
    value: action.value ?? '',
    messageId,
    isPrivate,
    seenInThread: root && root !== messageId ? root : null,
    isLink: Boolean(action.url) || isLinkWithin(message?.blocks, action.action_id),
    givenAt: milliseconds(action.action_ts),
    key: keyOf(delivery, read.data, [action.action_id, action.action_ts ?? '', messageId, user.id]),
    responseUrl: orNull(response_url),
    triggerId: orNull(trigger_id),
  };
}

/** The payload of a press does not always say that the button is a link; its message does. */
function isLinkWithin(blocks: unknown, actionId: string): boolean {
  if (Array.isArray(blocks)) return blocks.some((block) => isLinkWithin(block, actionId));
  if (typeof blocks !== 'object' || blocks === null) return false;
  if ('action_id' in blocks && blocks.action_id === actionId) return 'url' in blocks && Boolean(blocks.url);
  if ('elements' in blocks) return isLinkWithin(blocks.elements, actionId);
  return 'accessory' in blocks && isLinkWithin(blocks.accessory, actionId);
}

/**
 * Over HTTP an envelope has no name: the trigger is its own, or the address of its answer, and the rest tells apart
 * where they are not. null: nothing tells two deliveries apart.
 */
function keyOf(
  { envelopeId }: Delivery,
  {
    trigger_id,
    response_url,
  }: { trigger_id?: string | null | undefined; response_url?: string | null | undefined },
  told: readonly string[],
): string | null {
  if (envelopeId !== null) return envelopeId;
  if (!trigger_id && !response_url) return null;
  const all = JSON.stringify([trigger_id, response_url, ...told]);
  return createHash('sha256').update(all).digest('base64url').slice(0, 22);
}

/** `1732400000.123456`, seconds → ms; null: not a time. */
function milliseconds(ts: string | null | undefined): number | null {
  if (!ts) return null;
  const seconds = Number(ts);
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : null;
}

function orNull(value: string | null | undefined): string | null {
  return value || null;
}
