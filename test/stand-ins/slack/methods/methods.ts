/** The methods that are known here; every other one is an `unknown_method`. */
import { authTest, connectionsOpen } from './auth.ts';
import * as chat from './chat.ts';
import * as conversations from './conversations.ts';
import * as files from './files.ts';
import type { Method } from './method.ts';
import * as users from './users.ts';
import * as views from './views.ts';

export const methods: Record<string, Method> = {
  'auth.test': authTest,
  'apps.connections.open': connectionsOpen,
  'chat.postMessage': chat.postMessage,
  'chat.update': chat.update,
  'chat.delete': chat.remove,
  'chat.postEphemeral': chat.postEphemeral,
  'chat.getPermalink': chat.getPermalink,
  'conversations.history': conversations.history,
  'conversations.replies': conversations.replies,
  'conversations.info': conversations.info,
  'conversations.list': conversations.list,
  'conversations.members': conversations.members,
  'conversations.join': conversations.join,
  'files.getUploadURLExternal': files.getUploadUrl,
  'files.completeUploadExternal': files.completeUpload,
  'files.info': files.info,
  'users.info': users.info,
  'views.open': views.open,
  'views.push': views.push,
  'views.update': views.update,
  'views.publish': views.publish,
};

/** These read their arguments from a form only; in JSON they see none. */
export const formOnly: ReadonlySet<string> = new Set([
  'conversations.replies',
  'conversations.list',
  'conversations.members',
  'conversations.info',
  'chat.getPermalink',
  'users.info',
  'files.info',
]);
