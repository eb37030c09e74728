/**
 * Whole game days in Slack without a process of their own: real desks, runners, commands and the real Slack chat on
 * the stand-in, on a clock that a test moves. Each channel has a world. The bot can die and come back.
 */
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import { openStore } from '../../../adapters/store/sqlite/open.ts';
import { type Bot, createBot } from '../../../commands/bot.ts';
import type { Chat } from '../../../src/ports.ts';
import type { Run, RunId } from '../../../src/run/run.ts';
import type { WayIn } from '../../adapters/chat/slack/listening.ts';
import { type SlackBot, startSlackBot } from '../../adapters/chat/slack/slack-bot.ts';
import { manualClock } from '../../adapters/sandbox/manual-clock.ts';
import { createGame, type Game } from '../../fakes/game.ts';
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts';
import { type SeenMessage, type Slack, startSlack } from '../../stand-ins/slack/slack.ts';

export interface SlackGameOptions {
  way?: WayIn;
  /** How many channels, each with a world; the first is the stand-in's usual one. */
  channels?: number;
  /** SLACK_CHANNEL: another channel, without a world. */
  home?: string;
}

export interface SlackGame {
  slack: Slack;
  channels: string[];
  /** The world of a channel. */
  world(channel?: string): Game;
  /** The newest run of a channel. */
  run(channel?: string): Run;
  /** Time goes on, in steps in which Slack is heard and answers. */
  advance(ms: number): Promise<void>;
  /** Until it is so; fails after so much time of the clock. */
  until(what: string, look: () => boolean, withinMs?: number): Promise<void>;
  /** `/leak …`, or `@leakops …` in a thread. Resolves when it was acknowledged. */
  type(text: string, more?: { channel?: string; thread?: string; user?: string }): Promise<void>;
  press(ts: string, action: string, user?: string): Promise<void>;
  /** As `/leak start gradual 300 25` is typed, until it grows and what is to be said of that is said. */
  start(channel?: string): Promise<Run>;
  /** All that the bot said in a channel to everyone, oldest first; spaces are plain ones. */
  said(channel?: string): SeenMessage[];
  /** And what it said to one person. */
  answers(person?: string): SeenMessage[];
  /** The root card of the newest run. */
  card(channel?: string): SeenMessage;
  /** Kill -9: nothing more is done, said or heard by this process. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

const stepMs = 1_000;
/** Of real time: a call that hangs is not waited for. */
const patienceMs = 250;

export async function slackGame(options: SlackGameOptions = {}): Promise<SlackGame> {
  const { way = 'socket', home } = options;
  // Readings come at whole quarters of a minute: runs begin at the same distance from one.
  const clock = manualClock(Math.floor(Date.now() / 15_000) * 15_000);
  const slack = await startSlack({ now: clock.now });
  const channels = [slack.channel];
  for (let i = 2; i <= (options.channels ?? 1); i += 1) {
    slack.addChannel({ id: `C0WORLD${i}`, name: `world-${i}` });
    channels.push(`C0WORLD${i}`);
  }
  if (home !== undefined) slack.addChannel({ id: home, name: 'home' });
  const database = openStore(':memory:');
  const store = memoryStore();
  const bots = new Map<string, Bot>();
  let speaking = 0;
  let heard = 0;
  let on: SlackBot | null = null;
  let counted: Chat | null = null;

  const worlds = new Map<string, Game>();
  const world = (channel = slack.channel): Game => worlds.get(channel)!;

  async function open(): Promise<void> {
    const opened = await startSlackBot({
      slack,
      way,
      clock,
      posts: database.posts,
      ...(home === undefined ? {} : { home }),
      onHeard(given) {
        heard += 1;
        void bots.get(given.channel)?.hear(given);
      },
      onPressed(given) {
        heard += 1;
        void bots.get(given.channel)?.press(given);
      },
    });
    on = opened;
    slack.requestUrl = opened.requestUrl;
    if (way === 'socket') await slack.connected();
    const count = async <T>(call: Promise<T>): Promise<T> => {
      speaking += 1;
      try {
        return await call;
      } finally {
        speaking -= 1;
      }
    };
    const { chat } = opened;
    counted = {
      name: chat.name,
      clock: chat.clock,
      get home() {
        return chat.home;
      },
      elsewhere: (person, gone) => chat.elsewhere(person, gone),
      post: (...given) => count(chat.post(...given)),
      edit: (...given) => count(chat.edit(...given)),
    };
  }

  function wire(): void {
    for (const channel of channels) {
      const game =
        worlds.get(channel) ?? createGame({}, { clock, chats: () => [counted!], store: ofOneWorld(store) });
      worlds.set(channel, game);
      game.restart();
      bots.set(
        channel,
        createBot({
          desk: game.desk(),
          chatOf: () => counted!,
          settings: {
            operators: null,
            maxDurationMs: 3_600_000,
            breaker: { thresholdPercent: 80, state: 'armed' },
            predict: 'on',
            spawnRate: 3,
            publicUrl: null,
            broker: null,
          },
          store: game.store,
          realNow: clock.now,
          now: clock.now,
          log: { warn: () => {}, error: () => {} },
        }),
      );
    }
  }

  /** Until nothing is on its way to Slack or back. */
  async function quiet(): Promise<void> {
    const endMono = performance.now() + patienceMs;
    for (let calm = 0; calm < 3 && performance.now() < endMono; ) {
      for (let i = 0; i < 4; i += 1) await breathe();
      calm = speaking === 0 ? calm + 1 : 0;
      if (speaking > 0) await pause(1);
    }
  }

  async function advance(ms: number): Promise<void> {
    await quiet();
    for (let left = ms; left > 0; left -= stepMs) {
      await clock.advance(Math.min(stepMs, left));
      await quiet();
    }
  }

  async function until(what: string, look: () => boolean, withinMs = 20 * 60_000): Promise<void> {
    await quiet();
    for (let ms = 0; !look(); ms += stepMs) {
      if (ms > withinMs) throw new Error(`after ${withinMs / 1000} s there is not: ${what}\n${told()}`);
      await advance(stepMs);
    }
  }

  const told = () =>
    slack
      .seen()
      .map(({ words, channel }) => `${channel}: ${words}`)
      .join('\n---\n');

  /** It has come to the bot, not only to Slack's door. */
  async function handedOn(before: number, what: string): Promise<void> {
    const endMono = performance.now() + 15_000;
    while (heard === before) {
      if (performance.now() > endMono) throw new Error(`the bot did not hear ${what}`);
      await pause(2);
    }
    await quiet();
  }

  const run = (channel = slack.channel): Run => {
    const newest = world(channel).desk().history(1)[0];
    if (newest === undefined) throw new Error(`no run in ${channel}\n${told()}`);
    return newest;
  };

  const game: SlackGame = {
    slack,
    channels,
    world,
    run,
    advance,
    until,
    async type(text, { channel = slack.channel, thread, user = slack.ana } = {}) {
      const before = heard;
      const delivered =
        thread === undefined
          ? await slack.slash({ user, channel, text })
          : (await slack.mention({ user, channel, thread, text })).delivered;
      if (delivered?.acknowledged !== true) throw new Error(`${text}: ${delivered?.error}`);
      await handedOn(before, text);
    },
    async press(ts, action, user = slack.ana) {
      const before = heard;
      const delivered = await slack.press({ user, ts, action });
      if (delivered?.acknowledged !== true) throw new Error(`${action}: ${delivered?.error}`);
      await handedOn(before, action);
    },
    async start(channel = slack.channel) {
      await game.type('start gradual 300 25', { channel });
      await until('a run that grows', () => world(channel).desk().history(1)[0]?.state === 'growing', 60_000);
      await advance(2_000);
      return run(channel);
    },
    said: (channel = slack.channel) =>
      slack
        .seen({ channel })
        .filter(({ byApp, to }) => byApp && to === null)
        .map(plainSpaces),
    answers: (person = slack.ana) =>
      slack
        .seen()
        .filter(({ to }) => to === person)
        .map(plainSpaces),
    card(channel = slack.channel) {
      const { thread } = run(channel);
      const found = game.said(channel).find(({ ts }) => ts === thread);
      if (found === undefined) throw new Error(`no card ${thread} in ${channel}\n${told()}`);
      return found;
    },
    async crash() {
      for (const each of worlds.values()) each.crash();
      bots.clear();
      await on?.close();
      on = null;
    },
    async restart() {
      await open();
      wire();
    },
    async close() {
      await game.crash();
      await slack.close();
      await database.close();
    },
  };
  await game.restart();
  return game;
}

/** The shared store as the bot of one of the worlds has it: ids are the database's, runs are its own. */
function ofOneWorld(store: MemoryStore): MemoryStore {
  const own = new Set<RunId>();
  return {
    ...store,
    createRun(make) {
      const run = store.createRun(make);
      own.add(run.id);
      return run;
    },
    run: (id) => (own.has(id) ? store.run(id) : null),
    runs: (newest) =>
      store
        .runs()
        .filter(({ id }) => own.has(id))
        .slice(0, newest),
  };
}

/** As a reader sees them: no-break spaces and marks without width are for the renderer. */
function plainSpaces(message: SeenMessage): SeenMessage {
  const plain = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u2060', '');
  const { lines, words, mobile, desktop } = message;
  return {
    ...message,
    lines: lines.map(plain),
    words: plain(words),
    mobile: plain(mobile),
    desktop: plain(desktop),
  };
}
