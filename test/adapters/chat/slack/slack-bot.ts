/** The real Slack chat, as main.ts puts it together, without the bot behind it. */
import { slackChat } from '../../../../adapters/chat/slack/slack-chat.ts';
import { createServer, type HttpServer } from '../../../../adapters/http/server.ts';
import { startForm } from '../../../../commands/form/start-form.ts';
import type { Chat, Clock, Heard, Posts, Pressed } from '../../../../src/ports.ts';
import { emptyHome } from './chat-on-stand-in.ts';

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

export async function startSlackBot({ slack, way, home, ...options }: SlackBotOptions): Promise<SlackBot> {
  const logged: string[] = [];
  const note = (details: object, words: string) => void logged.push(JSON.stringify({ words, ...details }));
  const log = { info: note, warn: note, error: note };
  const started = slackChat({
    ...options,
    botToken: slack.botToken,
    appToken: way === 'socket' ? slack.appToken : null,
    signingSecret: way === 'http' ? slack.signingSecret : null,
    apiUrl: slack.apiUrl,
    home: home ?? null,
    log,
    startForm: startForm({
      maxDurationMs: 3_600_000,
      spawnRate: 3,
      breaker: { thresholdPercent: 80, state: 'armed' },
      broker: null,
    }),
    homePage: async () => emptyHome(),
    pictureOf: async () => new Uint8Array(8),
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
    chat: started.chat,
    requestUrl,
    logged,
    async close() {
      await started.stop();
      await server?.close();
    },
  };
}
