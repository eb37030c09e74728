/** Slack: what is said there, what is heard there, the form of a start, the App Home. */
import type { CommandForm } from '../../../src/grammar/command-form.ts';
import type { Chat, Clock, Heard, Posts, Pressed } from '../../../src/ports.ts';
import type { Run } from '../../../src/run/run.ts';
import { refusal } from '../../../src/voice/answer-refusal.ts';
import type { Home } from '../../../src/voice/home.ts';
import type { Routes } from '../../http/server.ts';
import { slackChatPort } from './chat-port.ts';
import { listenToForms } from './forms.ts';
import { HomeTab } from './home-tab.ts';
import { inbound } from './inbound.ts';
import type { SlackLog } from './sdk-log.ts';
import { slackApi } from './slack-api.ts';
import { SlackWays } from './slack-ways.ts';
import { StartDialog } from './start-dialog.ts';
import { withoutUnseenStarts } from './unseen-starts.ts';

export interface SlackChatOptions {
  botToken: string;
  /** Socket Mode; null: HTTP with the signing secret. */
  appToken: string | null;
  signingSecret: string | null;
  /** With a slash at its end. */
  apiUrl: string;
  /** `SLACK_CHANNEL`: an id or a name; null: none. */
  home: string | null;
  posts: Posts;
  /** The real clock. */
  clock: Clock;
  log: SlackLog;
  /** The same delivery comes again with the same key. */
  onHeard: (heard: Heard) => void;
  onPressed: (pressed: Pressed) => void;
  /** The form that `/leak start` alone shows. */
  startForm: CommandForm;
  /** What the App Home of this person (a chat user id) says now. */
  homePage: (user: string) => Promise<Home>;
  /** The bytes (PNG) behind a `Said.files` url. */
  pictureOf: (url: string) => Promise<Uint8Array>;
}

export interface SlackChat {
  chat: Chat;
  /** `POST /slack/events`, for createServer; null: nothing comes over HTTP. */
  routes: Routes | null;
  /** Connects in the background and goes on trying; what a person must do is logged once. Waits for nothing. */
  start: () => void;
  /** Hears nothing more; within a second. */
  stop: () => Promise<void>;
  /** To be called with a run whenever it has changed. */
  runChanged: (run: Run) => void;
  /** What is wrong, with what to do; null: nothing that is known. */
  trouble: () => string | null;
}

const stopWithinMs = 1_000;

export function slackChat(options: SlackChatOptions): SlackChat {
  const { botToken, apiUrl, clock, log } = options;
  const api = slackApi({ botToken, apiUrl, log });
  const looking = slackApi({ botToken, apiUrl, log: { warn() {} } });
  const ways = new SlackWays(() => clock.monotonic());
  const dialog = new StartDialog({ api, form: options.startForm, clock, log });
  const stopped = new AbortController();
  const onHeard = withoutUnseenStarts({
    ...options,
    api: looking,
    answer: (...answer) => chat.post(...answer),
  });
  const heard = inbound({
    ...options,
    onHeard,
    api,
    ways,
    onStranger: (pressed) => void answerStranger(pressed),
    showForm: ({ triggerId, key, channel }) =>
      triggerId === null ? Promise.resolve(false) : dialog.show(triggerId, key ?? triggerId, { channel }),
  });
  const { account, people } = heard;
  const chat = slackChatPort({ ...options, api, ways, account, signal: stopped.signal });
  const homeTab = new HomeTab({
    ...options,
    api,
    workspaceUrl: () => account.workspaceUrl,
  });
  listenToForms(heard.app, { dialog, homeTab, people, home: () => account.home, onHeard });

  async function answerStranger(pressed: Omit<Pressed, 'action'>): Promise<void> {
    const { channel, thread, user, way, key, messageId } = pressed;
    const said = refusal({ what: 'Not done: this button is not known to this version', command: 'status' });
    const place = { channel, thread, to: user.id, replyTo: null, way };
    try {
      await chat.post(place, said, `stranger ${key ?? messageId}`, 'now');
    } catch (error) {
      log.warn({ err: error }, 'a press could not be answered');
    }
  }

  return {
    chat,
    routes: heard.routes,
    start: heard.start,
    async stop() {
      stopped.abort();
      const waited = new AbortController();
      await Promise.race([heard.stop(), clock.sleep(stopWithinMs, waited.signal)]);
      waited.abort();
    },
    runChanged: (run) => homeTab.runChanged(run),
    trouble: heard.trouble,
  };
}
