import { type WebChat, webChat } from '../../../../adapters/chat/web/web-chat.ts';
import { createServer, type HttpServer } from '../../../../adapters/http/server.ts';
import { verbs } from '../../../../commands/index.ts';
import type { Heard, Messages, Pressed } from '../../../../src/ports.ts';
import type { Run } from '../../../../src/run/run.ts';
import { manualClock } from '../../sandbox/manual-clock.ts';
import { memoryMessages } from './memory-messages.ts';

/** 2027-01-15T08:00:00Z on the bot's clock; the real one is a minute ahead. */
export const botNow = 1_800_000_000_000;
export const realNow = botNow + 60_000;

export interface WebUnderTest {
  server: HttpServer;
  web: WebChat;
  messages: Messages;
  heard: Heard[];
  pressed: Pressed[];
  runs: Run[];
  logged: unknown[];
  get(url: string): Promise<{ status: number; body: never }>;
  post(url: string, body: object): Promise<{ status: number; body: never }>;
}

export function startWeb(messages: Messages = memoryMessages()): WebUnderTest {
  const heard: Heard[] = [];
  const pressed: Pressed[] = [];
  const runs: Run[] = [];
  const logged: unknown[] = [];
  const web = webChat({
    messages,
    clock: manualClock(botNow),
    onHeard: (one) => heard.push(one),
    onPressed: (one) => pressed.push(one),
    realNow: () => realNow,
    runs: () => runs,
    verbs,
  });
  const server = createServer({
    host: '127.0.0.1',
    port: 0,
    token: null,
    publicUrl: null,
    webOn: true,
    logger: { error: (fields) => logged.push(fields) },
    routes: [web.routes],
  });
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const answer = await server.inject({
      method,
      url,
      headers: { host: 'localhost:3000' },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, body: answer.json() as never };
  };
  return {
    server,
    web,
    messages,
    heard,
    pressed,
    runs,
    logged,
    get: (url) => ask('GET', url),
    post: (url, body) => ask('POST', url, body),
  };
}
