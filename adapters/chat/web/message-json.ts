/** A message as the HTTP interface shows it; what an action carries for the bot stays here. */
import type { Message } from '../../../src/ports.ts';

export function messageJson(message: Message) {
  return {
    id: message.id,
    revision: message.revision,
    channel: message.channel,
    thread: message.thread,
    replyTo: message.replyTo,
    kind: message.kind,
    level: message.level,
    author: message.author,
    to: message.to,
    text: message.text,
    lines: message.lines,
    actions: message.actions.map(({ id, label, style, url }) => ({ id, label, style, url })),
    files: message.files,
    createdAt: new Date(message.createdAt).toISOString(),
    editedAt: message.editedAt === null ? null : new Date(message.editedAt).toISOString(),
  };
}
