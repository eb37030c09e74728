/** The real Slack chat, as main.ts puts it together, without the bot behind it. */
import {
  type SlackChat,
  type SlackChatOptions,
  slackChat,
} from '../../../../adapters/chat/slack/slack-chat.ts';
import { startForm } from '../../../../commands/form/start-form.ts';
import type { Clock, Heard, Posts, Pressed } from '../../../../src/ports.ts';
import { type Home, home } from '../../../../src/voice/home.ts';
import { startEventsServer } from './events-server.ts';
import type { WayIn } from './listening.ts';
import { notedLog } from './noted-log.ts';

export interface SlackBotOptions {
  /** What a Slack (or its stand-in) gives to an app. */
  slack: { apiUrl: string; botToken: string; appToken: string; signingSecret: string };
  way: WayIn;
  clock: Clock;
  posts: Posts;
  home?: string;
  homePage?: SlackChatOptions['homePage'];
  onHeard(heard: Heard): void;
  onPressed(pressed: Pressed): void;
}

export interface SlackBot extends Pick<SlackChat, 'chat' | 'runChanged'> {
  /** Where Slack's requests go; null: it is heard over a socket. */
  requestUrl: string | null;
  /** JSON lines. */
  logged: string[];
  close(): Promise<void>;
}

/** A page without runs. */
export function emptyHome(): Home {
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
    mayStart: true,
  });
}

export async function startSlackBot(options: SlackBotOptions): Promise<SlackBot> {
  const { slack, way } = options;
  const { log, logged } = notedLog();
  const started = slackChat({
    homePage: async () => emptyHome(),
    ...options,
    botToken: slack.botToken,
    appToken: way === 'socket' ? slack.appToken : null,
    signingSecret: way === 'http' ? slack.signingSecret : null,
    apiUrl: slack.apiUrl,
    home: options.home ?? null,
    log,
    startForm: startForm({
      maxDurationMs: 3_600_000,
      spawnRate: 3,
      breaker: { thresholdPercent: 80, state: 'armed' },
      broker: null,
    }),
    pictureOf: async () => new Uint8Array(8),
  });
  const server = await startEventsServer(started.routes, log);
  started.start();
  return {
    ...started,
    requestUrl: server?.requestUrl ?? null,
    logged,
    async close() {
      await started.stop();
      await server?.close();
    },
  };
}
