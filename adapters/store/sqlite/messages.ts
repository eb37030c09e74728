/** Port Messages: the web chat's messages. A message's id is `m` and its number. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Failure } from '../../../src/failure.ts';
import type { Message, Messages } from '../../../src/ports.ts';
import type { Commit } from './transaction.ts';
import { guarded } from './trouble.ts';

const messageRow = z.object({
  number: z.number(),
  revision: z.number(),
  channel: z.string(),
  created_at: z.number(),
  edited_at: z.number().nullable(),
  body: z.string(),
});

type Body = Omit<Message, 'id' | 'revision' | 'channel' | 'createdAt' | 'editedAt'>;

export function sqliteMessages(database: DatabaseSync, commit: Commit): Messages {
  const columns = 'number, revision, channel, created_at, edited_at, body';
  const insert = database.prepare(
    `INSERT INTO messages (revision, channel, key, created_at, body)
     VALUES ((SELECT coalesce(max(revision), 0) + 1 FROM messages), ?, ?, ?, ?) RETURNING ${columns}`,
  );
  const update = database.prepare(
    `UPDATE messages SET revision = (SELECT max(revision) + 1 FROM messages), edited_at = ?, body = ?
     WHERE number = ? RETURNING ${columns}`,
  );
  const byKey = database.prepare(`SELECT ${columns} FROM messages WHERE key = ?`);
  const byNumber = database.prepare(`SELECT ${columns} FROM messages WHERE number = ?`);
  const ofAll = database.prepare(`SELECT ${columns} FROM messages WHERE revision > ? ORDER BY revision`);
  const ofOne = database.prepare(
    `SELECT ${columns} FROM messages WHERE revision > ? AND channel = ? ORDER BY revision`,
  );
  const latest = database.prepare('SELECT coalesce(max(revision), 0) AS revision FROM messages');
  const channels = database.prepare('SELECT channel FROM messages GROUP BY channel ORDER BY min(number)');

  const message = (id: string): Message | null => {
    const number = Number(/^m([1-9]\d{0,14})$/.exec(id)?.[1] ?? 0);
    const row = byNumber.get(number);
    return row === undefined ? null : messageOf(row);
  };

  return {
    append: (given, key) =>
      guarded('saving a message', () =>
        commit(() => {
          const known = key === null ? undefined : byKey.get(key);
          if (known !== undefined) return messageOf(known);
          const { channel, createdAt, ...rest } = given;
          return messageOf(insert.get(channel, key, createdAt, JSON.stringify(bodyOf(rest))));
        }),
      ),
    edit: (id, said, at) =>
      guarded('editing a message', () =>
        commit(() => {
          const before = message(id);
          if (before === null) {
            throw new Failure('storage-no-message', `there is no message ${id}`, { retryable: false });
          }
          const { kind, text, lines, actions, files, level } = said;
          const body = bodyOf({ ...before, kind, text, lines, actions, files, level });
          return messageOf(update.get(at, JSON.stringify(body), Number(id.slice(1))));
        }),
      ),
    message: (id) => guarded('reading a message', () => message(id)),
    since: (revision, channel) =>
      guarded('reading messages', () =>
        (channel === null ? ofAll.all(revision) : ofOne.all(revision, channel)).map(messageOf),
      ),
    latestRevision: () =>
      guarded('reading the latest revision', () => z.number().parse(latest.get()?.revision)),
    channels: () =>
      guarded('reading the channels', () => channels.all().map((row) => z.string().parse(row.channel))),
  };
}

function bodyOf({ kind, text, lines, actions, files, level, thread, replyTo, author, to }: Body): Body {
  return { kind, text, lines, actions, files, level, thread, replyTo, author, to };
}

/** The body is what `bodyOf` wrote. */
function messageOf(row: unknown): Message {
  const { number, revision, channel, created_at, edited_at, body } = messageRow.parse(row);
  const rest = JSON.parse(body) as Body;
  return { id: `m${number}`, channel, createdAt: created_at, editedAt: edited_at, revision, ...rest };
}
