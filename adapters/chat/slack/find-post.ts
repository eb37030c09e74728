/** Looks for a message of ours whose answer was lost: each carries its key in its metadata. */
import { z } from 'zod';
import type { SlackApi } from './slack-api.ts';
import { SlackFailure } from './slack-failure.ts';

const eventType = 'leakops_post';

/** By how much our clock and Slack's may differ: more than a machine's ever should. */
const skewMs = 3_600_000;
const pageSize = 200;
const mostPages = 10;

export interface Lost {
  channel: string;
  /** ts of the root, null: in the channel itself. */
  thread: string | null;
  key: string;
  /** When it was first sent, on the real clock. */
  triedAt: number;
}

/**
 * What a message carries. Keys begin anew with each database, and another bot of this kind counts its runs as we do: the
 * instant of the first try tells them apart.
 */
export function metadataOf({ key, triedAt }: Pick<Lost, 'key' | 'triedAt'>) {
  return { event_type: eventType, event_payload: { key, tried_at: triedAt } };
}

const page = z.object({
  messages: z.array(z.unknown()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
const ownPost = z.object({
  ts: z.string(),
  metadata: z.object({
    event_type: z.literal(eventType),
    event_payload: z.object({ key: z.string(), tried_at: z.coerce.number() }),
  }),
});

/**
 * Its ts; null: it is not there, or it cannot be known (Slack does not show the history), and is better said twice than
 * never. Rejects with a SlackFailure where it should be asked again; what is gone says so itself when it is posted to.
 */
export async function findPost(api: SlackApi, lost: Lost): Promise<string | null> {
  try {
    return await search(api, lost);
  } catch (error) {
    if (error instanceof SlackFailure && (error.auth || error.trouble !== 'later')) return null;
    throw error;
  }
}

async function search(api: SlackApi, { channel, thread, key, triedAt }: Lost): Promise<string | null> {
  const method = thread === null ? 'conversations.history' : 'conversations.replies';
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const answer = page.safeParse(
      await api.call(method, {
        channel,
        ...(thread === null ? {} : { ts: thread }),
        oldest: ((triedAt - skewMs) / 1000).toFixed(6),
        inclusive: true,
        include_all_metadata: true,
        limit: pageSize,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    if (!answer.success) return null;
    for (const message of answer.data.messages) {
      const own = ownPost.safeParse(message);
      if (!own.success) continue;
      const { event_payload: carried } = own.data.metadata;
      if (carried.key === key && carried.tried_at === triedAt) return own.data.ts;
    }
    cursor = answer.data.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return null;
  }
  return null;
}
