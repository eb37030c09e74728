/**
 * Looks for a message of ours whose answer was lost: by its mark, and by its words where it has none (one line has no
 * embed to carry it). Nonces are not given back, so they cannot be looked for.
 */
import { messagesIn } from './answers.ts';
import type { Api } from './api.ts';
import type { Where } from './faults.ts';
import { isMark } from './keys.ts';
import { madeAt } from './snowflake.ts';

/** The clocks of the bot and of Discord need not agree. Words alone may be those of another message: less is allowed. */
const skewMs = 60 * 60_000;
const skewOfWordsMs = 2 * 60_000;
const pageSize = 100;
const mostPages = 10;

export interface Wanted {
  channel: string;
  where: Where;
  mark: string;
  /** All contents that the message may have. */
  contents: readonly string[];
  /** When it was sent first, on the real clock. */
  triedAt: number;
}

/** Newest first. Its id; null: it is not there. Rejects with a DiscordFailure where that cannot be known. */
export async function findPost(api: Api, wanted: Wanted): Promise<string | null> {
  let before: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const found = messagesIn(
      await api.call({
        method: 'GET',
        path: `/channels/${wanted.channel}/messages`,
        query: { limit: String(pageSize), ...(before === null ? {} : { before }) },
        where: wanted.where,
        // Page by page: what can wait would wait for its own first page.
        urgency: 'now',
      }),
    );
    const marked = found.find(({ embeds }) => embeds.some(({ url }) => url === wanted.mark));
    if (marked !== undefined) return marked.id;
    const same = found.find(
      ({ author, content, embeds, id }) =>
        author?.bot === true &&
        !embeds.some(({ url }) => url != null && isMark(url)) &&
        wanted.contents.includes(content ?? '') &&
        (madeAt(id) ?? 0) >= wanted.triedAt - skewOfWordsMs,
    );
    if (same !== undefined) return same.id;
    const [oldest = null] = found.map(({ id }) => id).sort((a, b) => (newer(a, b) ? 1 : -1));
    const isOver = oldest === null || (madeAt(oldest) ?? 0) < wanted.triedAt - skewMs;
    if (found.length < pageSize || oldest === before || isOver) return null;
    before = oldest;
  }
  return null;
}

function newer(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
