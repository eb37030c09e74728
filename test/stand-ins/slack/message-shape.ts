/** A message as answers and payloads show it. */
import type { Dict, Message, StoredFile } from './shapes.ts';
import { app, team, type Workspace } from './workspace.ts';

export function fileShape(file: StoredFile, origin: string): Dict {
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.name.split('.').at(-1) ?? '',
    size: file.bytes.length,
    mode: 'hosted',
    alt_txt: file.alt ?? undefined,
    url_private: `${origin}/files-pri/${file.id}/${file.name}`,
    permalink: `${origin}/files/${file.id}/${file.name}`,
    channels: file.shared,
  };
}

/** Metadata is shown only to who asks for it (`include_all_metadata`). */
export function messageShape(
  message: Message,
  workspace: Workspace,
  origin: string,
  metadata: boolean,
): Dict {
  if (message.deleted === 'tombstone')
    return {
      type: 'message',
      subtype: 'tombstone',
      user: 'USLACKBOT',
      hidden: true,
      ts: message.ts,
      text: 'This message was deleted.',
      ...threadShape(message, workspace),
    };
  return {
    type: 'message',
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    user: message.user,
    ts: message.ts,
    team: team.id,
    text: message.text,
    ...(message.byApp
      ? {
          bot_id: app.botId,
          app_id: app.id,
          bot_profile: { id: app.botId, app_id: app.id, name: 'leakops', deleted: false, team_id: team.id },
        }
      : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.files.length > 0
      ? { files: message.files.map((file) => fileShape(file, origin)), upload: false }
      : {}),
    ...(message.editedTs === null ? {} : { edited: { user: message.user, ts: message.editedTs } }),
    ...(metadata && message.metadata !== null ? { metadata: message.metadata } : {}),
    ...threadShape(message, workspace),
  };
}

function threadShape(message: Message, workspace: Workspace): Dict {
  if (message.threadTs !== null) return { thread_ts: message.threadTs };
  const replies = workspace.replies(message.channel, message.ts);
  if (replies.length === 0) return {};
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: replies.at(-1)?.ts,
    is_locked: false,
    subscribed: false,
  };
}
