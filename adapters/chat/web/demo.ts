/** `npm run demo`: types the main job into the web chat, as a person would, and prints what is said. */
import axios from 'axios';
import { z } from 'zod';
import { Failure, wordsOf } from '../../../src/failure.ts';

export interface DemoOptions {
  user: string;
  key: string;
  write: (line: string) => void;
  colours: boolean;
}

const message = z.object({
  id: z.string(),
  kind: z.string(),
  thread: z.string().nullable(),
  author: z.string(),
  lines: z.array(z.string()),
});
const answer = z.object({ messages: z.array(message), cursor: z.string() });
type Message = z.infer<typeof message>;

const channel = 'game-day';
const askEveryMs = 150;

/** True when the report was said. Rejects with a Failure where the bot does not answer. */
export async function playDemo(url: string, options: DemoOptions): Promise<boolean> {
  try {
    return await play(url, options);
  } catch (error) {
    throw new Failure('demo', `the demo broke off: ${wordsOf(error)}`);
  }
}

async function play(url: string, options: DemoOptions): Promise<boolean> {
  const { write, user, key } = options;
  const client = axios.create({ baseURL: url, timeout: 60_000, proxy: false });
  await client.post('/api/say', { channel, user, key, text: '/leak start gradual 300 25' });
  const headlines = new Map<string, string>();
  let cursor = '';
  for (;;) {
    const query = cursor === '' ? '' : `?after=${encodeURIComponent(cursor)}`;
    const { data } = await client.get(`/api/channels/${channel}/messages${query}`);
    const page = answer.parse(data);
    cursor = page.cursor;
    for (const said of reportLast(page.messages)) {
      if (said.kind === 'card' && sameHeadline(headlines, said)) continue;
      for (const line of shown(said, options.colours)) write(line);
      write('');
    }
    if (page.messages.some((said) => said.kind === 'report')) return true;
    // A start that was refused has no thread and no report: its answer is the end.
    if (page.messages.some((said) => said.kind === 'reply' && /^Not started/.test(said.lines[0] ?? '')))
      return false;
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}

/** The card and the report tell of the end at the same time: the report closes the story. */
function reportLast(messages: readonly Message[]): Message[] {
  return messages.toSorted((a, b) => Number(a.kind === 'report') - Number(b.kind === 'report'));
}

/** The card is printed when its first line says something new, not for each number. */
function sameHeadline(headlines: Map<string, string>, said: Message): boolean {
  const words = (said.lines[0] ?? '').replace(/\d+/g, '');
  const known = headlines.get(said.id) === words;
  headlines.set(said.id, words);
  return known;
}

function shown(said: Message, colours: boolean): string[] {
  const indent = said.thread === null ? '' : '    ';
  const paint = (line: string, code: number) => (colours ? `\u001b[${code}m${line}\u001b[0m` : line);
  const who = said.author === 'leakops' ? '' : `${said.author}: `;
  return said.lines.map((line, i) => {
    const plain = `${indent}${i === 0 ? who : ''}${line.replaceAll('`', '')}`;
    return i === 0 ? paint(plain, said.kind === 'card' ? 1 : 36) : plain;
  });
}
