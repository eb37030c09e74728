/** `npm run demo`: types the main job into the web chat, as a person would, and shows what is said. */
import axios from 'axios';
import { z } from 'zod';
import { Failure, wordsOf } from '../../../../src/failure.ts';
import { type Said, type Screen, said } from './said.ts';

export interface DemoOptions {
  user: string;
  key: string;
  screen: Screen;
  /** Aborted: `/leak stop` is typed, and the story goes on to its end. */
  stop: AbortSignal;
}

const answer = z.object({ messages: z.array(said), cursor: z.string() });

const channel = 'game-day';
const askEveryMs = 150;

/** True when the report was said. Rejects with a Failure where the bot does not answer. */
export async function playDemo(url: string, options: DemoOptions): Promise<boolean> {
  try {
    return await play(url, options);
  } catch (error) {
    throw new Failure('demo', `the demo broke off: ${wordsOf(error)}`);
  } finally {
    options.screen.close();
  }
}

async function play(url: string, { user, key, screen, stop }: DemoOptions): Promise<boolean> {
  const client = axios.create({ baseURL: url, timeout: 60_000, proxy: false });
  const say = (text: string, once: string) => client.post('/api/say', { channel, user, key: once, text });
  await say('/leak start gradual 300 25', key);
  let stopSaid = false;
  let cursor = '';
  for (;;) {
    if (stop.aborted && !stopSaid) {
      stopSaid = true;
      await say('/leak stop', `${key}-stop`);
    }
    const query = cursor === '' ? '' : `?after=${encodeURIComponent(cursor)}`;
    const { data } = await client.get(`/api/channels/${channel}/messages${query}`);
    const page = answer.parse(data);
    cursor = page.cursor;
    for (const message of reportLast(page.messages)) screen.show(message);
    if (page.messages.some(({ kind }) => kind === 'report')) return true;
    // A start that was refused has no thread and no report: its answer is the end.
    if (page.messages.some(({ kind, lines }) => kind === 'reply' && /^Not started/.test(lines[0] ?? '')))
      return false;
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}

/** The card and the report tell of the end at the same time: the report closes the story. */
function reportLast(messages: readonly Said[]): Said[] {
  return messages.toSorted((a, b) => Number(a.kind === 'report') - Number(b.kind === 'report'));
}
