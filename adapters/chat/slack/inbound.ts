/** Everything that comes from Slack, over a socket or over HTTP, with what must be known of the bot itself. */
import type { Clock } from '../../../src/ports.ts';
import type { Routes } from '../../http/server.ts';
import { Account } from './account.ts';
import type { AcknowledgingApp } from './acknowledging-app.ts';
import { EventsRoute } from './events-route.ts';
import { type HearingOptions, listen } from './hearing.ts';
import { People } from './people.ts';
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
  const { api, apiUrl, appToken, signingSecret, home, clock, log } = options;
  const account = new Account({ api, home, clock, log });
  const people = new People({ clock, nameOf: (user) => nameOf(user, api) });
  const sockets = appToken === null ? null : new Sockets({ appToken, apiUrl, clock, log });
  const route =
    sockets === null ? new EventsRoute({ signingSecret: signingSecret ?? '', now: Date.now, log }) : null;
  const receiver = sockets ?? route!;
  const app = listen({ ...options, receiver, people, botUser: () => account.botUser });
  const stopped = new AbortController();
  return {
    app,
    account,
    people,
    routes: route?.routes ?? null,
    start() {
      void receiver.start();
      void account.findOut(stopped.signal);
    },
    async stop() {
      stopped.abort();
      await receiver.stop();
    },
    trouble: () => sockets?.trouble() ?? api.trouble() ?? account.homeTrouble,
  };
}

/** As people know each other there: the display name, else the full one. */
async function nameOf(user: string, api: SlackApi): Promise<string | null> {
  const answer = await api.call('users.info', { user });
  const found = answer.user;
  if (typeof found !== 'object' || found === null) return null;
  const profile = 'profile' in found ? found.profile : null;
  const { display_name, real_name }: { display_name?: unknown; real_name?: unknown } =
    typeof profile === 'object' && profile !== null ? profile : {};
  const named = [display_name, real_name, 'real_name' in found ? found.real_name : null];
  const name = named.find((each) => typeof each === 'string' && each.trim() !== '');
  return typeof name === 'string' ? name.trim() : null;
}
