/** Port Posts: keys of what was said on platforms. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Posts } from '../../../src/ports.ts';
import type { Commit } from './transaction.ts';
import { guarded } from './trouble.ts';

const postRow = z.object({ tried_at: z.number(), message: z.string().nullable() });

export function sqlitePosts(database: DatabaseSync, commit: Commit, synced: () => Promise<void>): Posts {
  const one = database.prepare('SELECT tried_at, message FROM posts WHERE key = ?');
  const insert = database.prepare(
    'INSERT INTO posts (key, tried_at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING',
  );
  const update = database.prepare('UPDATE posts SET message = ? WHERE key = ?');
  const forget = database.prepare('DELETE FROM posts WHERE tried_at < ?');
  return {
    find: (key) =>
      guarded('looking for a post', () => {
        const row = one.get(key);
        if (row === undefined) return null;
        const { tried_at, message } = postRow.parse(row);
        return { messageId: message, triedAt: tried_at };
      }),
    async tried(key, at) {
      guarded('noting a post', () => commit(() => insert.run(key, at)));
      await synced();
    },
    posted: (key, messageId) =>
      guarded('noting a post', () => {
        commit(() => update.run(messageId, key));
      }),
    forget: (beforeAt) =>
      guarded('forgetting posts', () => {
        commit(() => forget.run(beforeAt));
      }),
  };
}
