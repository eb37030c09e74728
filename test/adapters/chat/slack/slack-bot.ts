/** The real Slack chat on the stand-in, as main.ts puts it together, without the bot behind it. */
import { slackChatPort } from '../../../../adapters/chat/slack/chat-port.ts';
import { inbound } from '../../../../adapters/chat/slack/inbound.ts';
import { slackApi } from '../../../../adapters/chat/slack/slack-api.ts';
import { Ways } from '../../../../adapters/chat/slack/ways.ts';
import { createServer, type HttpServer } from '../../../../adapters/http/server.ts';
import type { Chat, Clock, Heard, Posts, Pressed } from '../../../../src/ports.ts';

export type WayIn = 'socket' | 'http';

export interface SlackBotOptions {
  /** What a Slack (or its stand-in) gives to an app. */
  slack: { apiUrl: string; botToken: string; appToken: string; signingSecret: string };
  way: WayIn;
  clock: Clock;
  posts: Posts;
  home?: string;
  onHeard(heard: Heard): void;
  onPressed(pressed: Pressed): void;
}

export interface SlackBot {
  chat: Chat;
  /** Where Slack's requests go; null: it is heard over a socket. */
  requestUrl: string | null;
  /** JSON lines. */
  logged: string[];
  close(): Promise<void>;
}

export async function startSlackBot({ slack, way, ...options }: SlackBotOptions): Promise<SlackBot> {
  const { clock, posts, home = null, onHeard, onPressed } = options;
  const logged: string[] = [];
  const note = (details: object, words: string) => void logged.push(JSON.stringify({ words, ...details }));
  const log = { info: note, warn: note, error: note };
  const api = slackApi({ botToken: slack.botToken, apiUrl: slack.apiUrl, log });
  const ways = new Ways(() => clock.monotonic());
  const stopped = new AbortController();
  const started = inbound({
    api,
    apiUrl: slack.apiUrl,
    appToken: way === 'socket' ? slack.appToken : null,
    signingSecret: way === 'http' ? slack.signingSecret : null,
    home,
    clock,
    log,
    ways,
    onHeard,
    onPressed,
    onStranger: () => {},
    showForm: async () => false,
  });
  const chat = slackChatPort({
    api,
    posts,
    clock,
    ways,
    account: started.account,
    pictureOf: async () => new Uint8Array(8),
    log,
    signal: stopped.signal,
  });
  let server: HttpServer | null = null;
  if (started.routes !== null) {
    server = createServer({
      host: '127.0.0.1',
      port: 0,
      token: null,
      publicUrl: null,
      webOn: false,
      logger: log,
      routes: [started.routes],
    });
  }
  const requestUrl = server === null ? null : `${(await server.listen()).url}/slack/events`;
  started.start();
  return {
    chat,
    requestUrl,
    logged,
    async close() {
      stopped.abort();
      await started.stop();
      await server?.close();
    },
  };
}
