/** `SLACK_CHANNEL` as an id, with the bot in it where it may let itself in. */
import { z } from 'zod';
import { isChannelId } from './ids.ts';
import type { SlackApi } from './slack-api.ts';
import { SlackFailure } from './slack-failure.ts';

export interface HomeChannel {
  /** null: there is no such channel for the bot. */
  id: string | null;
  /** null: the bot is in it. */
  problem: string | null;
  remedy: string | null;
}

/** Pages of a thousand: a workspace with more channels than this names its one by id. */
const mostPages = 20;

/** Rejects with a SlackFailure where Slack could not be asked. */
export async function homeChannel(given: string, api: SlackApi): Promise<HomeChannel> {
  const id = isChannelId(given) ? given : await idOfName(given.replace(/^#/, '').toLowerCase(), api);
  if (typeof id !== 'string') return id;
  return { id, ...(await joined(id, api)) };
}

const page = z.object({
  channels: z.array(z.object({ id: z.string(), name: z.string().nullish() })),
  response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
});

async function idOfName(name: string, api: SlackApi): Promise<string | HomeChannel> {
  const none = (problem: string): HomeChannel => ({
    id: null,
    problem,
    remedy: 'write its id in SLACK_CHANNEL: it stands at the end of the channel’s details (C0123…)',
  });
  let cursor = '';
  for (let pages = 0; pages < mostPages; pages += 1) {
    let answer: unknown;
    try {
      const asked = { types: 'public_channel', exclude_archived: true, limit: 1000, cursor };
      answer = await api.call('conversations.list', asked);
    } catch (error) {
      if (!(error instanceof SlackFailure)) throw error;
      if (error.slackCode === 'missing_scope')
        return none('names of channels may not be read (scope channels:read)');
      if (error.trouble === 'later') throw error;
      return none(`names of channels are not shown (${error.slackCode})`);
    }
    const read = page.safeParse(answer);
    if (!read.success) return none('names of channels cannot be read');
    const found = read.data.channels.find((channel) => channel.name === name);
    if (found !== undefined) return found.id;
    cursor = read.data.response_metadata?.next_cursor ?? '';
    if (cursor === '') break;
  }
  return none('no public channel has this name');
}

/** A public channel is joined by itself; into a private one the bot is invited. */
async function joined(channel: string, api: SlackApi): Promise<Pick<HomeChannel, 'problem' | 'remedy'>> {
  const fine = { problem: null, remedy: null };
  if (await isMember(channel, api)) return fine;
  try {
    await api.call('conversations.join', { channel });
    return fine;
  } catch (error) {
    if (!(error instanceof SlackFailure) || error.trouble === 'later') throw error;
    if (error.slackCode === 'is_archived')
      return { problem: 'the channel is archived', remedy: 'choose another channel for SLACK_CHANNEL' };
    return {
      problem: 'the bot is not in this channel, or there is none of this id',
      remedy: 'write /invite @leakops in it',
    };
  }
}

/** Whether the bot can read there: of private channels it is told nothing else. */
async function isMember(channel: string, api: SlackApi): Promise<boolean> {
  try {
    await api.call('conversations.history', { channel, limit: 1 });
    return true;
  } catch (error) {
    if (error instanceof SlackFailure && error.trouble !== 'later') return false;
    throw error;
  }
}
