/** Everything that comes from Slack, over a socket or over HTTP, with what must be known of the bot itself. */
import type { Clock } from '../../../src/ports.ts';
import type { Routes } from '../../http/server.ts';
import { Account } from './account.ts';
import type { AcknowledgingApp } from './acknowledging-app.ts';
import { EventsRoute } from './events-route.ts';
import { type HearingOptions, listen } from './hearing.ts';
import { nameOf, People } from './people.ts';
import type { SlackLog } from './sdk-log.ts';
import type { SlackApi } from './slack-api.ts';
import { Sockets } from './sockets.ts';

type Listening = Pick<HearingOptions, 'ways' | 'onHeard' | 'onPressed' | 'onStranger' | 'showForm'>;

export interface InboundOptions extends Listening {
  api: SlackApi;
  apiUrl: string;
  /** Socket Mode; null: HTTP with the signing secret. */
  appToken: string | null;
  signingSecret: string | null;
  /** `SLACK_CHANNEL`: an id or a name; null: none. */
  home: string | null;
  clock: Clock;
  log: SlackLog;
}

export interface Inbound {
  /** For more listeners. */
  app: AcknowledgingApp;
  account: Account;
  people: People;
  /** null: nothing comes over HTTP. */
  routes: Routes | null;
  /** Resolves at once. */
  start(): void;
  /** Within a second. */
  stop(): Promise<void>;
  /** What is wrong, with what to do, for a person; null: nothing that is known. */
  trouble(): string | null;
}

export function inbound(options: InboundOptions): Inbound {
  const { api, home, clock, log } = options;
  const account = new Account({ api, home, clock, log });
  const people = new People({ clock, nameOf: (user) => nameOf(user, api) });
  const receiver = receiverOf(options);
  const app = listen({ ...options, receiver, people, botUser: () => account.botUser });
  const stopped = new AbortController();
  return {
    app,
    account,
    people,
    routes: receiver.routes,
    start() {
      void receiver.start();
      void account.findOut(stopped.signal);
    },
    async stop() {
      stopped.abort();
      await receiver.stop();
    },
    trouble: () => receiver.trouble() ?? api.trouble() ?? account.homeTrouble,
  };
}

function receiverOf(options: InboundOptions): Sockets | EventsRoute {
  const { apiUrl, appToken, signingSecret, clock, log } = options;
  if (appToken !== null) return new Sockets({ appToken, apiUrl, clock, log });
  // An empty one would let anybody sign.
  if (!signingSecret) throw new Error('neither an app token nor a signing secret');
  return new EventsRoute({ signingSecret, now: clock.now, log });
}
