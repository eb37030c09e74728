/**
 * A strict Slack in miniature, over real HTTP and WebSockets on loopback, for tests and benches. Written from
 * Slack's public documentation and independent of the adapter.
 *
 *     const slack = await startSlack();                        // Socket Mode; or:
 *     slack.requestUrl = 'http://127.0.0.1:3000/slack/events';  // HTTP
 *     // give the app: slack.apiUrl, slack.botToken, slack.appToken or slack.signingSecret
 *     await slack.connected();                                 // Socket Mode: until a socket has heard hello
 *     const delivered = await slack.slash({ user: slack.ana, channel: slack.channel, text: 'start gradual' });
 *     // delivered: { acknowledged, afterMs, body, error: 'operation_timeout' | … | null, again() }
 *     await slack.mention({ user: slack.ana, channel: slack.channel, thread: ts, text: 'stop' });
 *     await slack.press({ user: slack.ben, ts, action: 'stop' });
 *     await slack.submit({ user: slack.ana, values: { scenario: 'gradual', users: 25 } });
 *     await slack.openHome(slack.ana);
 *     slack.seen({ person: slack.ana, channel: slack.channel }) // SeenMessage[]: words, lines, buttons, thread, to, …
 *     asText(message)                                           // for snapshots
 *     slack.pings()                                             // who was pinged, by which message
 *     slack.modal(slack.ana), slack.home(slack.ana)             // the view that is open
 *     slack.calls                                               // every call: method, args, status, error
 *     slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-answer' }, times: 1 });
 *     slack.limits.mode = 'off'; slack.limits.throttled.set('chat.update', 5);   // 429 for as long as it is set
 *     await slack.down(); await slack.up();                     // connections refused, sockets cut; same address
 *     slack.sockets.cut(); slack.sockets.disconnect('refresh_requested'); slack.sockets.silence(true);
 *     slack.deleteMessage(ts); slack.archive(id); slack.kick(id); slack.rename(id, name);
 *     slack.without.add('data_visualization');                  // the workspace does not have this block
 *     await slack.close();
 *
 * A clock handed in (`now`, ms) dates messages and counts rate limits, trigger_ids and response_urls; what an app
 * has for an acknowledgement (3 s) and the age of signatures is real time.
 */
import { randomBytes } from 'node:crypto';
import { type Courier, newCourier, type Reply } from './delivery.ts';
import { type Faults, newFaults } from './faults.ts';
import { type Ping, pings } from './notifications.ts';
import { newViews, type OpenView } from './open-views.ts';
import { defaultChannels, defaultPeople } from './people.ts';
import { newPeopleActs, type PeopleActs } from './people-acts.ts';
import { newRateLimits, type RateLimits } from './rate-limits.ts';
import { newResponseUrls } from './response-urls.ts';
import { usualScopes } from './scopes.ts';
import { type SeenBy, type SeenMessage, seen } from './seen.ts';
import { openDoors } from './server.ts';
import type { Channel, Person } from './shapes.ts';
import type { SignatureFault } from './signing.ts';
import { newSockets, type Sockets } from './socket-mode.ts';
import type { CallRecord, State } from './state.ts';
import { newTriggers } from './triggers.ts';
import { newUploads } from './uploads.ts';
import { app, newWorkspace, type Workspace } from './workspace.ts';

export type { Delivered } from './delivery.ts';
export { asText, type SeenMessage } from './seen.ts';

export interface SlackOptions {
  /** ms. */
  now?: () => number;
  /** Of the bot's token: hand in what a manifest grants. */
  scopes?: string[];
  people?: Person[];
  channels?: Channel[];
  /** Real time. */
  ackLimitMs?: number;
  /** Waits before the retries of an event, real time; Slack's: at once, a minute, five minutes. */
  retryAfterMs?: number[];
}

export interface Slack extends PeopleActs {
  /** Ends in `/api/`. */
  apiUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  /** The people and the channel that are there by default. */
  ana: string;
  ben: string;
  cho: string;
  channel: string;
  bot: Person;
  workspace: Workspace;
  scopes: string[];
  limits: RateLimits;
  faults: Faults;
  sockets: Sockets;
  calls: CallRecord[];
  /** Block types that this workspace does not have. */
  without: Set<string>;
  /** ms of the stand-in's clock from a file's completion until an image block may show it. */
  fileProcessingMs: number;
  /** Where the app takes requests; null: Socket Mode. */
  requestUrl: string | null;
  /** Without a socket, commands wait for the next one, as they were seen to do; else they fail at once. */
  holdWhileAway: boolean;
  /** Resolves as soon as so many sockets have heard hello, or with 0 as soon as none is left; rejects after 20 s. */
  connected(count?: number): Promise<void>;
  seen(by?: SeenBy): SeenMessage[];
  pings(): Ping[];
  /** The topmost open modal of a person; null: none. */
  modal(person: string): OpenView | null;
  home(person: string): OpenView | null;
  /** A person deletes it. */
  deleteMessage(ts: string): void;
  archive(channel: string): void;
  unarchive(channel: string): void;
  /** The bot is taken out of the channel. */
  kick(channel: string): void;
  invite(channel: string): void;
  rename(channel: string, name: string): void;
  addChannel(channel: { id: string; name: string; kind?: Channel['kind']; withBot?: boolean }): void;
  /** Slack's check of a request URL: the app must answer the challenge. */
  verifyUrl(fault?: SignatureFault): Promise<Reply & { challenge: string }>;
  sslCheck(): Promise<Reply>;
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const now = options.now ?? Date.now;
  const people = options.people ?? defaultPeople();
  const workspace = newWorkspace(now, people, []);
  workspace.channels.push(...(options.channels ?? defaultChannels(people, workspace.bot.id)));
  const signingSecret = randomBytes(16).toString('hex');
  const doors = await openDoors(() => state);
  const sockets = newSockets(doors.server, () => state.faults.take('socket', {}));
  const origin = () => `http://127.0.0.1:${doors.port}`;
  const uploads = newUploads(workspace);
  const without = new Set<string>();
  const state: State = {
    workspace,
    botToken: `xoxb-1000000000-2000000000-${randomBytes(12).toString('hex')}`,
    appToken: `xapp-1-${app.id}-3000000000-${randomBytes(12).toString('hex')}`,
    scopes: options.scopes ?? [...usualScopes],
    appScopes: ['connections:write'],
    limits: newRateLimits(now),
    faults: newFaults(),
    triggers: newTriggers(now),
    responseUrls: newResponseUrls(now),
    views: newViews(workspace),
    uploads,
    blockRules: { without, file: (slackFile) => uploads.shown(slackFile) },
    calls: [],
    origin,
    openSocketUrl: () => sockets.ticketUrl(doors.port),
  };
  const courier = newCourier({
    sockets,
    signingSecret,
    ackLimitMs: options.ackLimitMs ?? 3000,
    retryAfterMs: options.retryAfterMs ?? [0, 60_000, 300_000],
  });
  return slackOf(state, { courier, sockets, signingSecret, without, doors });
}

interface Parts {
  courier: Courier;
  sockets: Sockets;
  signingSecret: string;
  without: Set<string>;
  doors: { shut(): Promise<void>; open(): Promise<void> };
}

function slackOf(state: State, { courier, sockets, signingSecret, without, doors }: Parts): Slack {
  const { workspace } = state;
  const channel = (id: string): Channel => {
    const found = workspace.channel(id);
    if (found === undefined) throw new Error(`no channel ${id}`);
    return found;
  };
  let isUp = true;
  const slack: Slack = {
    ...newPeopleActs(state, courier),
    apiUrl: `${state.origin()}/api/`,
    botToken: state.botToken,
    appToken: state.appToken,
    signingSecret,
    ana: 'U0ANA',
    ben: 'U0BEN',
    cho: 'U0CHO',
    channel: workspace.channels[0]?.id ?? '',
    bot: workspace.bot,
    workspace,
    scopes: state.scopes,
    limits: state.limits,
    faults: state.faults,
    sockets,
    calls: state.calls,
    without,
    get fileProcessingMs() {
      return state.uploads.processingMs;
    },
    set fileProcessingMs(ms) {
      state.uploads.processingMs = ms;
    },
    get requestUrl() {
      return courier.requestUrl;
    },
    set requestUrl(url) {
      courier.requestUrl = url;
    },
    get holdWhileAway() {
      return courier.holdWhileAway;
    },
    set holdWhileAway(hold) {
      courier.holdWhileAway = hold;
    },
    async connected(count = 1) {
      const end = Date.now() + 20_000;
      const arrived = () => (count === 0 ? sockets.count() === 0 : sockets.count() >= count);
      while (!arrived()) {
        if (Date.now() > end) throw new Error(`${sockets.count()} of ${count} sockets after 20 s`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    seen: (by) => seen(workspace, by),
    pings: () => pings(workspace),
    modal: (person) => state.views.top(person),
    home: (person) => state.views.home(person),
    deleteMessage(ts) {
      const message = workspace.messages.find((one) => one.ts === ts);
      if (message === undefined) throw new Error(`no message ${ts}`);
      workspace.remove(message);
    },
    archive(id) {
      channel(id).archived = true;
    },
    unarchive(id) {
      channel(id).archived = false;
    },
    kick(id) {
      channel(id).members.delete(workspace.bot.id);
    },
    invite(id) {
      channel(id).members.add(workspace.bot.id);
    },
    rename(id, name) {
      channel(id).name = name;
    },
    addChannel({ id, name, kind = 'public', withBot = true }) {
      const everyone = workspace.people.filter(({ isBot }) => !isBot).map((person) => person.id);
      const members = new Set(withBot ? [...everyone, workspace.bot.id] : everyone);
      workspace.channels.push({ id, name, kind, archived: false, members });
    },
    async verifyUrl(fault) {
      const challenge = randomBytes(16).toString('hex');
      const body = { token: app.verificationToken, challenge, type: 'url_verification' };
      return { ...(await courier.post(JSON.stringify(body), 'application/json', fault)), challenge };
    },
    sslCheck: () =>
      courier.post(`ssl_check=1&token=${app.verificationToken}`, 'application/x-www-form-urlencoded'),
    async down() {
      if (!isUp) return;
      isUp = false;
      sockets.cut();
      await doors.shut();
    },
    async up() {
      if (isUp) return;
      await doors.open();
      isUp = true;
    },
    async close() {
      courier.close();
      sockets.close();
      if (isUp) await doors.shut();
      isUp = false;
    },
  };
  return slack;
}
