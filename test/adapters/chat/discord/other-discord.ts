/** A Discord that somebody else wrote: little is told, ids are counted, and what is not known is refused without a code. */
import { startLoopbackServer } from '../../loopback-server.ts';

interface Kept {
  id: string;
  channel: string;
  content: string;
  embeds: { url?: string }[];
}

interface Asked {
  method: string;
  path: string;
  body: { content?: string; embeds?: { url?: string }[]; components?: unknown[]; [more: string]: unknown };
}

interface Answer {
  status: number;
  body?: object;
  headers?: Record<string, string>;
}

/** What it answers in place of what it would; null: what it would. */
type Instead = (asked: Asked) => Answer | null;

export interface OtherDiscord {
  url: string;
  kept: Kept[];
  asked: Asked[];
  instead: Instead;
  /** The next answer never comes, though what was asked is done. */
  losesNext: boolean;
  close(): Promise<void>;
}

/** @param firstId ids are counted from it */
export async function startOtherDiscord(firstId: string): Promise<OtherDiscord> {
  let lastId = BigInt(firstId);
  const server = await startLoopbackServer((request, response, text) => {
    const { pathname } = new URL(request.url ?? '', 'http://other');
    const body = text.startsWith('{') ? JSON.parse(text) : {};
    const path = pathname.replace(/^\/api\/v10/, '');
    const asked: Asked = { method: request.method ?? '', path, body };
    other.asked.push(asked);
    if (path === pathname) {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html>not here</html>');
      return;
    }
    const { status, body: answer, headers = {} }: Answer = other.instead(asked) ?? done(asked);
    if (other.losesNext) {
      other.losesNext = false;
      response.destroy();
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(answer === undefined ? '' : JSON.stringify(answer));
  });
  const other: OtherDiscord = {
    url: `${server.url}/api`,
    kept: [],
    asked: [],
    instead: () => null,
    losesNext: false,
    close: () => server.close(),
  };

  function done({ method, path, body }: Asked): Answer {
    const [, channel = '', id] = /^\/channels\/(\d+)\/messages(?:\/(\d+))?$/.exec(path) ?? [];
    if (path.endsWith('/threads')) return { status: 201, body: { id: path.split('/')[4] } };
    if (method === 'POST' && channel !== '') {
      lastId += 1n;
      const made = { content: '', embeds: [], ...body, id: String(lastId), channel, author: { bot: true } };
      other.kept.push(made);
      return { status: 200, body: { id: made.id } };
    }
    const one = other.kept.find((each) => each.id === id);
    if (method === 'GET' && id === undefined && channel !== '') {
      const there = other.kept.filter((each) => each.channel === channel);
      return { status: 200, body: there.toReversed() };
    }
    if (one === undefined) return { status: 404, body: { message: 'Unknown Message', code: 10008 } };
    Object.assign(one, body);
    return { status: 200, body: method === 'GET' ? one : {} };
  }
  return other;
}
