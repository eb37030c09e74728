/** The whole Slack chat on the stand-in, over a socket or over HTTP, with what it hears. */
import {
  type SlackChat,
  type SlackChatOptions,
  slackChat,
} from '../../../../adapters/chat/slack/slack-chat.ts';
import { systemClock } from '../../../../adapters/clock/system.ts';
import { createServer, type HttpServer } from '../../../../adapters/http/server.ts';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import { startForm } from '../../../../commands/form/start-form.ts';
import type { Heard, Pressed } from '../../../../src/ports.ts';
import { type Home, home } from '../../../../src/voice/home.ts';
import type { Slack } from '../../../stand-ins/slack/slack.ts';
import type { Way } from './listening.ts';

export interface ChatOnStandIn extends SlackChat {
  heard: Heard[];
  pressed: Pressed[];
  /** JSON lines. */
  logged: string[];
  close(): Promise<void>;
}

/** A page without runs. */
export function emptyHome(mayStart = true): Home {
  return home({
    now: Date.UTC(2026, 10, 23),
    chat: 'slack',
    live: [],
    ended: [],
    world: {
      target: 'sandbox',
      flagKey: 'kafkaQueueProblems',
      flagSource: 'sandbox',
      ofrepUrl: 'sandbox',
      namespace: 'otel-demo',
      workload: 'checkout',
      clusterId: null,
    },
    load: 'Locust',
    chats: ['Slack'],
    findings: null,
    publicUrl: null,
    mayStart,
  });
}

export async function startChat(
  slack: Slack,
  way: Way,
  more: Partial<SlackChatOptions> = {},
): Promise<ChatOnStandIn> {
  const heard: Heard[] = [];
  const pressed: Pressed[] = [];
  const logged: string[] = [];
  const note = (details: object, words: string) => {
    logged.push(JSON.stringify({ words, ...details }));
  };
  const log = { info: note, warn: note, error: note };
  const store = openStore(':memory:');
  const started = slackChat({
    botToken: slack.botToken,
    appToken: way === 'socket' ? slack.appToken : null,
    signingSecret: way === 'http' ? slack.signingSecret : null,
    apiUrl: slack.apiUrl,
    home: null,
    posts: store.posts,
    clock: systemClock(),
    log,
    onHeard: (one) => heard.push(one),
    onPressed: (one) => pressed.push(one),
    startForm: startForm({
      maxDurationMs: 3_600_000,
      spawnRate: 3,
      breaker: { thresholdPercent: 80, state: 'armed' },
      broker: null,
    }),
    homePage: async () => emptyHome(),
    pictureOf: async () => new Uint8Array(8),
    ...more,
  });
  let server: HttpServer | null = null;
  if (started.routes !== null) {
    const routes = [started.routes];
    server = createServer({
      host: '127.0.0.1',
      port: 0,
      token: null,
      publicUrl: null,
      webOn: false,
      logger: log,
      routes,
    });
    const { url } = await server.listen();
    slack.requestUrl = `${url}/slack/events`;
  }
  started.start();
  if (way === 'socket') await slack.connected();
  return {
    ...started,
    heard,
    pressed,
    logged,
    async close() {
      await started.stop();
      await server?.close();
      await store.close();
    },
  };
}
