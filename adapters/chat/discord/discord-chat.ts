/** Discord: what is said there, what is heard there, `/leak` with its options, the bot's presence. */
import { wordsOf } from '../../../src/failure.ts';
import type { Chat, Clock, Heard, Posts, Pressed, Said } from '../../../src/ports.ts';
import type { Run, RunId } from '../../../src/run/run.ts';
import { refusal } from '../../../src/voice/answer-refusal.ts';
import { discordApi } from './api.ts';
import { discordChat as chatPort } from './chat-port.ts';
import type { Verb } from './command-definition.ts';
import { Commands } from './commands.ts';
import { readReady } from './deliveries.ts';
import { DiscordWays } from './discord-ways.ts';
import { type DiscordLog, Gateway } from './gateway.ts';
import { Hearing, type Permissions } from './hearing.ts';
import { presenceOf } from './presence.ts';
import { rightsIn } from './rights-lookup.ts';
import { isSnowflake } from './snowflake.ts';
import { startRights, startsRun } from './start-rights.ts';

export interface DiscordChatOptions {
  token: string;
  /** The server whose people use it; null: all that the bot is in. */
  guildId: string | null;
  /** `DISCORD_CHANNEL`: an id; null: none. */
  home: string | null;
  apiUrl: string;
  posts: Posts;
  /** Of the database: two of them count their runs from 1. */
  botId: string;
  /** The real clock. */
  clock: Clock;
  log: DiscordLog;
  /** Of which `/leak` is made. */
  verbs: readonly Verb[];
  /** Newest first; for suggestions. */
  runs: () => readonly Run[];
  /** The same delivery comes again with the same key. */
  onHeard: (heard: Heard) => void;
  onPressed: (pressed: Pressed) => void;
  /** The bytes (PNG) behind a `Said.files` url. */
  pictureOf: (url: string) => Promise<Uint8Array>;
}

export interface DiscordChat {
  chat: Chat;
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
/** Of those that are suggested, and of those that may be live. */
const mostRuns = 30;

export function discordChat(options: DiscordChatOptions): DiscordChat {
  const { token, apiUrl, clock, log, runs } = options;
  const api = discordApi({ token, url: apiUrl, clock, log });
  const ways = new DiscordWays(() => clock.monotonic());
  const { chat, rootOf } = chatPort({ ...options, api, ways }, options);
  const commands = new Commands({ ...options, api });
  const stopped = new AbortController();
  const live = new Map<RunId, Run>();
  let shown: string | null = null;

  const hearing = new Hearing({
    ...options,
    api,
    ways,
    rootOf,
    botId: idInToken(token),
    runs: () => runs().slice(0, mostRuns),
    onHeard(heard, permissions) {
      if (!startsRun(heard)) options.onHeard(heard);
      else void afterRights(heard, permissions, heard.text, () => options.onHeard(heard));
    },
    onPressed(pressed, permissions) {
      if (!startsRun(pressed)) options.onPressed(pressed);
      else void afterRights(pressed, permissions, 'status', () => options.onPressed(pressed));
    },
    onStranger(pressed) {
      const what = 'Not done: this button is not known to this version';
      void tell(pressed, refusal({ what, command: 'status' }), 'stranger');
    },
  });
  const gateway = new Gateway({ token, api, clock, log, onEvent: take });

  let applicationId: string | null = null;
  function take(name: string, data: unknown): void {
    hearing.take(name, data);
    if (name === 'READY') applicationId = readReady(data).applicationId ?? hearing.botId;
    if (name === 'GUILD_DELETE') commands.forget();
    if ((name === 'READY' || name === 'GUILD_CREATE') && applicationId !== null) {
      void commands.ensure(applicationId, stopped.signal);
    }
  }

  type Given = Omit<Heard, 'text'>;

  /** What cannot be found out is no obstacle. Never rejects. */
  async function afterRights(
    given: Given,
    told: Permissions,
    command: string,
    goOn: () => void,
  ): Promise<void> {
    const permissions = told ?? (await lookUp(given.channel));
    const found = permissions === null ? null : startRights(permissions, command);
    if (found?.kind !== 'refused') goOn();
    if (found !== null && found.kind !== 'enough') await tell(given, found.said, 'rights');
  }

  async function lookUp(channel: string): Promise<bigint | null> {
    if (hearing.botId === null) return null;
    return rightsIn(api, channel, hearing.botId).then(
      (found) => found?.permissions ?? null,
      () => null,
    );
  }

  async function tell(given: Given, said: Said, what: string): Promise<void> {
    const { channel, thread, user, way, messageId, key } = given;
    const place = { channel, thread, to: user.id, replyTo: messageId, way };
    try {
      await chat.post(place, said, `${what} ${key ?? messageId}`, 'now');
    } catch (error) {
      log.warn({ why: wordsOf(error) }, 'somebody could not be answered');
    }
  }

  function runChanged(run: Run): void {
    if (run.state === 'ended') live.delete(run.id);
    else live.set(run.id, run);
    const line = presenceOf([...live.values()].toReversed());
    if (line === shown) return;
    shown = line;
    gateway.show(line);
  }

  return {
    chat,
    start() {
      for (const run of runs().slice(0, mostRuns).toReversed()) runChanged(run);
      gateway.start();
    },
    async stop() {
      stopped.abort();
      const waited = new AbortController();
      await Promise.race([gateway.stop(), clock.sleep(stopWithinMs, waited.signal)]);
      waited.abort();
    },
    runChanged,
    trouble: () => gateway.trouble() ?? commands.trouble,
  };
}

/** A token begins with the id of its bot, as Base64: what comes right behind the welcome is heard by it already. */
function idInToken(token: string): string | null {
  const id = Buffer.from(token.split('.')[0] ?? '', 'base64').toString('latin1');
  return isSnowflake(id) ? id : null;
}
