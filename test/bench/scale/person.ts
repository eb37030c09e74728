/** People at the web chat, over HTTP: one looks at the page, all give commands and wait for the answer. */
import { Agent, request } from 'node:http';

interface Acknowledged {
  /** `POST /api/say` → 202. */
  acceptedMs: number;
  /** → the answer has come over the page's event stream. */
  answeredMs: number;
}

export interface People {
  /** Rejects where it is not accepted, or not answered within `patienceMs`. */
  command(channel: string, text: string, patienceMs: number): Promise<Acknowledged>;
  close(): void;
}

interface Waiting {
  /** Ids of lines by when they were answered first. */
  answeredAt: Map<string, number>;
  wake: Map<string, () => void>;
}

export async function openPeople(url: string): Promise<People> {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const waiting: Waiting = { answeredAt: new Map(), wake: new Map() };
  const stream = await watch(url, waiting);
  let said = 0;

  async function say(channel: string, text: string): Promise<string> {
    said += 1;
    const body = JSON.stringify({ channel, user: 'ana', text, key: `bench ${said}` });
    const { status, answer } = await post(`${url}/api/say`, body, agent);
    if (status !== 202) throw new Error(`${text}: ${status} ${answer}`);
    return (JSON.parse(answer) as { id: string }).id;
  }

  return {
    async command(channel, text, patienceMs) {
      const saidAt = performance.now();
      const id = await say(channel, text);
      const acceptedMs = performance.now() - saidAt;
      const early = waiting.answeredAt.get(id);
      if (early === undefined) {
        await new Promise<void>((resolve, reject) => {
          const late = setTimeout(() => reject(new Error(`${text} in ${channel}: no answer`)), patienceMs);
          waiting.wake.set(id, () => {
            clearTimeout(late);
            resolve();
          });
        });
      }
      const answeredMs = (waiting.answeredAt.get(id) ?? performance.now()) - saidAt;
      waiting.answeredAt.delete(id);
      waiting.wake.delete(id);
      return { acceptedMs, answeredMs };
    },
    close() {
      stream();
      agent.destroy();
    },
  };
}

type Posted = { status: number; answer: string };

/** A connection that the server closes while it is taken up again is no answer: once more, acted on once by its key. */
async function post(url: string, body: string, agent: Agent): Promise<Posted> {
  try {
    return await postOnce(url, body, agent);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error;
    return postOnce(url, body, agent);
  }
}

function postOnce(url: string, body: string, agent: Agent): Promise<Posted> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } });
    sent.once('error', reject);
    sent.once('response', (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        answer += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, answer }));
    });
    sent.end(body);
  });
}

/** The page's event stream, as a browser has it open. Answers how to close it. */
function watch(url: string, { answeredAt, wake }: Waiting): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api/events`);
    sent.once('error', reject);
    sent.once('response', (response) => {
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const events = (rest + chunk).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          const line = event.startsWith('event: message') ? /"replyTo":"(m\d+)"/.exec(event)?.[1] : undefined;
          if (line === undefined || answeredAt.has(line)) continue;
          answeredAt.set(line, performance.now());
          wake.get(line)?.();
        }
      });
      resolve(() => sent.destroy());
    });
    sent.end();
  });
}
