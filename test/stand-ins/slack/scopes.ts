/** Which token and which scope a method asks for, as its page documents it. */
import type { Channel } from './shapes.ts';
import { SlackError } from './slack-error.ts';

/** All that a bot like this one asks for: the default of the token. */
export const usualScopes = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'chat:write',
  'commands',
  'files:write',
  'groups:history',
  'users:read',
];

interface Asked {
  token: 'bot' | 'app';
  /** null: none, or one that depends on the channel. */
  scope: string | null;
}

const bot = (scope: string | null): Asked => ({ token: 'bot', scope });

export const askedOf: Record<string, Asked> = {
  'apps.connections.open': { token: 'app', scope: 'connections:write' },
  'auth.test': bot(null),
  'chat.postMessage': bot('chat:write'),
  'chat.update': bot('chat:write'),
  'chat.delete': bot('chat:write'),
  'chat.postEphemeral': bot('chat:write'),
  'chat.getPermalink': bot(null),
  'conversations.history': bot(null),
  'conversations.replies': bot(null),
  'conversations.info': bot(null),
  'conversations.list': bot(null),
  'conversations.members': bot(null),
  'conversations.join': bot('channels:join'),
  'files.getUploadURLExternal': bot('files:write'),
  'files.completeUploadExternal': bot('files:write'),
  'files.info': bot('files:read'),
  'users.info': bot('users:read'),
  'views.open': bot(null),
  'views.push': bot(null),
  'views.update': bot(null),
  'views.publish': bot(null),
};

export function demandScope(scope: string, granted: readonly string[]): void {
  if (granted.includes(scope)) return;
  throw new SlackError('missing_scope', { needed: scope, provided: granted.join(',') });
}

/** `channels:history` for a public channel, `groups:history` for a private one, `im:history` for a direct one. */
export function scopeOfChannel(channel: Channel, right: 'history' | 'read'): string {
  const family = { public: 'channels', private: 'groups', direct: 'im' }[channel.kind];
  return `${family}:${right}`;
}
