/** Messages of channels and threads: post, edit, delete, read again. */
import { checkMessage, flag } from '../check/message.ts';
import type { OldEdits } from '../server/rate-limits.ts';
import { refuse } from '../server/refusal.ts';
import { type Answer, bodyOf, type Call, param, type Route, route } from '../server/route.ts';
import { freshJson, messageJson } from '../state/message-json.ts';
import { may } from '../state/permissions.ts';
import { type Core, edit, post, remove } from '../state/post.ts';
import { byId } from '../state/snowflake.ts';
import { type Channel, type Message, messagesIn, type World } from '../state/world.ts';
import { channelFor, idOf, messageFor, needActive, needHistory, needPosting } from './access.ts';

const hourMs = 60 * 60_000;
/** “The past few minutes” of the reference. */
const nonceLifeMs = 5 * 60_000;

export function messageRoutes(core: Core, oldEdits: OldEdits): Route[] {
  const { world } = core;
  const at = '/channels/{channel}/messages';
  const one = `${at}/{message}`;
  const posting = { budget: { limit: 5, windowMs: 5000 } };
  const found = (call: Call) => {
    const channel = channelFor(world, param(call, 'channel'));
    return { channel, message: messageFor(world, channel, param(call, 'message')) };
  };
  return [
    route(`POST ${at}`, (call) => create(core, call), posting),
    route(`GET ${at}`, (call) => list(world, call)),
    route(`GET ${one}`, (call) => {
      const channel = channelFor(world, param(call, 'channel'));
      needHistory(world, channel);
      return { status: 200, body: messageJson(world, messageFor(world, channel, param(call, 'message'))) };
    }),
    route(
      `PATCH ${one}`,
      (call) => {
        const { channel, message } = found(call);
        return change(core, oldEdits, channel, message, call);
      },
      posting,
    ),
    route(
      `DELETE ${one}`,
      (call) => {
        const { channel, message } = found(call);
        if (message.author !== world.bot.id && !may(world, world.bot.id, channel, 'ManageMessages'))
          throw refuse('missingPermissions');
        needActive(world, channel);
        remove(core, message);
        return { status: 204 };
      },
      { budget: { limit: 5, windowMs: 1000 } },
    ),
    route('POST /channels/{channel}/typing', (call) => {
      channelFor(world, param(call, 'channel'));
      return { status: 204 };
    }),
  ];
}

function create(core: Core, call: Call): Answer {
  const { world } = core;
  const channel = channelFor(world, param(call, 'channel'));
  const parts = checkMessage(bodyOf(call), {
    before: null,
    flagsAllowed: flag.suppressEmbeds | flag.suppressNotifications | flag.componentsV2,
  });
  needPosting(world, channel, parts, call.uploads);
  const twin = parts.enforceNonce && parts.nonce !== undefined ? withNonce(world, parts.nonce) : null;
  if (twin !== null) return { status: 200, body: freshJson(world, twin) };
  const message = post(core, {
    channel,
    author: world.bot.id,
    parts,
    uploads: call.uploads,
    reference: referenceOf(world, channel, parts.reference),
    mentionDefault: 'all',
  });
  return { status: 200, body: freshJson(world, message) };
}

/** The bot's own message with this nonce of the last minutes: it is answered instead of a second one. */
function withNonce(world: World, nonce: string): Message | null {
  const since = world.now() - nonceLifeMs;
  for (const messages of world.messages.values())
    for (const message of messages.values())
      if (message.nonce === nonce && message.author === world.bot.id && message.createdAt > since)
        return message;
  return null;
}

function referenceOf(
  world: World,
  channel: Channel,
  given: Record<string, unknown> | undefined,
): Message['reference'] {
  if (given === undefined) return null;
  const id = String(given.message_id);
  const referenced = messagesIn(world, channel.id).get(id);
  if (referenced === undefined || referenced.to !== null) {
    if (given.fail_if_not_exists === false) return null;
    throw refuse('unknownMessage');
  }
  if (referenced.type === 21) throw refuse('systemMessage');
  return { channel: channel.id, message: id };
}

function change(core: Core, oldEdits: OldEdits, channel: Channel, message: Message, call: Call): Answer {
  const { world } = core;
  if (message.type === 21) throw refuse('systemMessage');
  if (message.author !== world.bot.id) throw refuse('notYourMessage');
  needActive(world, channel);
  const parts = checkMessage(bodyOf(call), {
    before: message,
    flagsAllowed: flag.suppressEmbeds | flag.componentsV2,
  });
  if (call.uploads.length > 0 && !may(world, world.bot.id, channel, 'AttachFiles'))
    throw refuse('missingPermissions');
  if (world.now() - message.createdAt > hourMs) oldEdits.take(channel.id);
  edit(core, message, parts, call.uploads, 'all');
  return { status: 200, body: messageJson(world, message) };
}

/** Newest first, at most 100; without the right to read history: none. */
function list(world: World, call: Call): Answer {
  const channel = channelFor(world, param(call, 'channel'));
  if (!may(world, world.bot.id, channel, 'ReadMessageHistory')) return { status: 200, body: [] };
  const { query } = call;
  const limit = Math.min(100, Math.max(1, Number(query.get('limit') ?? 50) || 50));
  const visible = [...messagesIn(world, channel.id).values()].filter(({ to }) => to === null).sort(byId);
  const id = (name: string) => {
    const given = query.get(name);
    return given === null ? null : idOf(given, name);
  };
  const [before, after, around] = [id('before'), id('after'), id('around')];
  const chosen =
    around !== null
      ? aroundOf(visible, around, limit)
      : after !== null
        ? visible.filter(({ id }) => BigInt(id) > BigInt(after)).slice(0, limit)
        : visible.filter(({ id }) => before === null || BigInt(id) < BigInt(before)).slice(-limit);
  return { status: 200, body: chosen.reverse().map((message) => messageJson(world, message)) };
}

function aroundOf(messages: readonly Message[], id: string, limit: number): Message[] {
  const half = Math.floor(limit / 2);
  const older = messages.filter((message) => BigInt(message.id) < BigInt(id)).slice(-half);
  const rest = messages.filter((message) => BigInt(message.id) >= BigInt(id)).slice(0, limit - older.length);
  return [...older, ...rest];
}
