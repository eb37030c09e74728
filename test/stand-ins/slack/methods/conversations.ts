import type { Arguments } from '../arguments.ts';
import { messageShape } from '../message-shape.ts';
import { demandScope, scopeOfChannel } from '../scopes.ts';
import type { Channel, Dict, Message } from '../shapes.ts';
import { SlackError } from '../slack-error.ts';
import type { State } from '../state.ts';
import { channelOf, type Method } from './method.ts';

function readable(args: Arguments, state: State, right: 'history' | 'read'): Channel {
  const channel = channelOf(args, state);
  demandScope(scopeOfChannel(channel, right), state.scopes);
  if (right === 'history' && !channel.members.has(state.workspace.bot.id))
    throw new SlackError('not_in_channel');
  return channel;
}

function limitOf(args: Arguments, most: number): number {
  const limit = args.count('limit', 'invalid_limit') ?? 100;
  if (limit < 1 || limit > most) throw new SlackError('invalid_limit');
  return limit;
}

/** Timestamps as numbers of microseconds, so that they compare without loss. */
function microseconds(ts: string, errorCode: string): bigint {
  const found = /^(\d+)(?:\.(\d{1,6}))?$/.exec(ts);
  if (found === null) throw new SlackError(errorCode);
  return BigInt(found[1] ?? '0') * 1_000_000n + BigInt((found[2] ?? '').padEnd(6, '0'));
}

function between(messages: Message[], args: Arguments): Message[] {
  const oldest = args.text('oldest');
  const latest = args.text('latest');
  const inclusive = args.flag('inclusive');
  const from = oldest === null ? 0n : microseconds(oldest, 'invalid_ts_oldest');
  const to = latest === null ? null : microseconds(latest, 'invalid_ts_latest');
  return messages.filter(({ ts }) => {
    const at = microseconds(ts, 'invalid_ts_latest');
    if (inclusive) return at >= from && (to === null || at <= to);
    return at > from && (to === null || at < to);
  });
}

interface Page {
  messages: Message[];
  next: string;
}

/** The cursor names the last message that was shown. */
function pageOf(messages: Message[], args: Arguments, limit: number): Page {
  const cursor = args.text('cursor');
  let from = 0;
  if (cursor !== null) {
    const last = Buffer.from(cursor, 'base64')
      .toString()
      .replace(/^after:/, '');
    const at = messages.findIndex(({ ts }) => ts === last);
    if (at < 0) throw new SlackError('invalid_cursor');
    from = at + 1;
  }
  const page = messages.slice(from, from + limit);
  const more = from + limit < messages.length;
  const next = more ? Buffer.from(`after:${page.at(-1)?.ts}`).toString('base64') : '';
  return { messages: page, next };
}

function answerOf({ messages, next }: Page, args: Arguments, state: State): Dict {
  const metadata = args.flag('include_all_metadata');
  return {
    messages: messages.map((message) => messageShape(message, state.workspace, state.origin(), metadata)),
    has_more: next !== '',
    ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
  };
}

export const history: Method = (args, state) => {
  const channel = readable(args, state, 'history');
  const shown = state.workspace.messages.filter(
    ({ channel: where, to, deleted, threadTs, broadcast }) =>
      where === channel.id && to === null && deleted !== 'gone' && (threadTs === null || broadcast),
  );
  const page = pageOf(between(shown, args).reverse(), args, limitOf(args, 999));
  return { ...answerOf(page, args, state), pin_count: 0 };
};

export const replies: Method = (args, state) => {
  const channel = readable(args, state, 'history');
  const ts = args.text('ts');
  const named = ts === null ? undefined : state.workspace.message(channel.id, ts);
  if (named === undefined) throw new SlackError('thread_not_found');
  const root = named.threadTs === null ? named : state.workspace.message(channel.id, named.threadTs);
  // The root is always shown, whatever the bounds.
  const answers = between(state.workspace.replies(channel.id, root?.ts ?? named.ts), args);
  const page = pageOf([root ?? named, ...answers], args, limitOf(args, 1000));
  return answerOf(page, args, state);
};

function channelShape(channel: Channel, state: State): Dict {
  return {
    id: channel.id,
    name: channel.kind === 'direct' ? undefined : channel.name,
    is_channel: channel.kind === 'public',
    is_group: false,
    is_im: channel.kind === 'direct',
    is_mpim: false,
    is_private: channel.kind !== 'public',
    is_archived: channel.archived,
    is_general: false,
    is_member: channel.members.has(state.workspace.bot.id),
    created: 1_700_000_000,
    num_members: channel.members.size,
  };
}

export const info: Method = (args, state) => ({
  channel: channelShape(readable(args, state, 'read'), state),
});

export const list: Method = (args, state) => {
  const types = (args.text('types') ?? 'public_channel').split(',');
  const kinds = types.map(
    (type) => ({ public_channel: 'public', private_channel: 'private', im: 'direct' })[type],
  );
  const scope = { public: 'channels:read', private: 'groups:read', direct: 'im:read' } as const;
  for (const kind of Object.keys(scope) as Channel['kind'][])
    if (kinds.includes(kind)) demandScope(scope[kind], state.scopes);
  const shown = state.workspace.channels.filter(
    (channel) =>
      kinds.includes(channel.kind) &&
      (channel.kind === 'public' || channel.members.has(state.workspace.bot.id)) &&
      !(args.flag('exclude_archived') && channel.archived),
  );
  return {
    channels: shown.map((channel) => channelShape(channel, state)),
    response_metadata: { next_cursor: '' },
  };
};

export const members: Method = (args, state) => ({
  members: [...readable(args, state, 'read').members],
  response_metadata: { next_cursor: '' },
});

export const join: Method = (args, state) => {
  const channel = channelOf(args, state);
  if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
  if (channel.archived) throw new SlackError('is_archived');
  const already = channel.members.has(state.workspace.bot.id);
  channel.members.add(state.workspace.bot.id);
  const warning = { warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } };
  return { channel: channelShape(channel, state), ...(already ? warning : {}) };
};
