/**
 * Whole game days in Discord without a process of their own: a real desk, runner, commands and the real Discord chat,
 * by the real discord.js, on the stand-in with its limits, on a clock that a test moves. The bot can die and come back.
 */
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import { type DiscordChat, discordChat } from '../../../adapters/chat/discord/discord-chat.ts';
import { openStore } from '../../../adapters/store/sqlite/open.ts';
import { type Bot, createBot } from '../../../commands/bot.ts';
import { verbs } from '../../../commands/index.ts';
import type { Chat } from '../../../src/ports.ts';
import type { Run } from '../../../src/run/run.ts';
import { manualClock } from '../../adapters/sandbox/manual-clock.ts';
import { createGame, type Game } from '../../fakes/game.ts';
import { memoryStore } from '../../fakes/memory-store.ts';
import { type Discord, type DiscordOptions, startDiscord } from '../../stand-ins/discord/discord.ts';
import type { Seen } from '../../stand-ins/discord/people/seen.ts';

type Chosen = Record<string, string | number | boolean>;

export interface DiscordGame {
  discord: Discord;
  world: Game;
  run(): Run;
  /** Time goes on, in steps in which Discord is heard and answers. */
  advance(ms: number): Promise<void>;
  /** Until it is so; fails after so much time of the clock. */
  until(what: string, look: () => boolean, withinMs?: number): Promise<void>;
  /** `/leak …` as it is chosen. Resolves when the bot has it. */
  slash(command: string, options?: Chosen, by?: string): Promise<void>;
  /** `@leakops …` in a channel or thread, by id or name. */
  mention(text: string, channel: string, by?: string): Promise<void>;
  press(message: string, button: string, by?: string): Promise<void>;
  /** `/leak start gradual 300 25`, until it grows and what is to be said of that is said. */
  start(options?: Chosen): Promise<Run>;
  /** All that the bot said to everyone, oldest first. */
  said(): Seen[];
  /** And what it said to one person. */
  answers(person?: string): Seen[];
  /** What stands in the channel itself: cards. */
  cards(): Seen[];
  /** Kill -9: nothing more is done, said or heard by this process. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

const stepMs = 1_000;
/** Of real time: a call that hangs is not waited for. */
const patienceMs = 250;

export async function discordGame(
  options: DiscordOptions & { maxDurationMs?: number } = {},
): Promise<DiscordGame> {
  // Readings come at whole quarters of a minute: runs begin at the same distance from one.
  const clock = manualClock(Math.floor(Date.now() / 15_000) * 15_000);
  const discord = await startDiscord({
    now: clock.now,
    elapsed: clock.monotonic,
    identifyEveryMs: 0,
    ...options,
  });
  const database = openStore(':memory:');
  const store = memoryStore();
  const general = discord.people.place('general').id;
  let speaking = 0;
  let heard = 0;
  let platform: DiscordChat | null = null;
  let bot: Bot | null = null;
  let counted: Chat | null = null;
  const world = createGame({}, { clock, chats: () => (counted === null ? [] : [counted]), store });

  async function open(): Promise<void> {
    const before = discord.gateway.identified;
    const opened = discordChat({
      token: discord.token,
      guildId: discord.guildId,
      home: null,
      apiUrl: discord.apiUrl,
      posts: database.posts,
      botId: 'b1',
      clock,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      verbs,
      runs: () => world.desk().history(30),
      pictureOf: async () => new Uint8Array(64),
      onHeard(given) {
        heard += 1;
        void bot?.hear(given);
      },
      onPressed(given) {
        heard += 1;
        void bot?.press(given);
      },
    });
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
      ...chat,
      post: (...given) => count(chat.post(...given)),
      edit: (...given) => count(chat.edit(...given)),
    };
    platform = opened;
    world.restart();
    bot = createBot({
      desk: world.desk(),
      chatOf: () => counted!,
      settings: {
        operators: null,
        maxDurationMs: options.maxDurationMs ?? 3_600_000,
        breaker: { thresholdPercent: 80, state: 'armed' },
        predict: 'on',
        spawnRate: 3,
        publicUrl: null,
        broker: null,
      },
      store: world.store,
      realNow: clock.now,
      now: clock.now,
      log: { warn: () => {}, error: () => {} },
    });
    opened.start();
    await really('connected', () => discord.gateway.identified > before && opened.trouble() === null);
    await really('registered', () => discord.commands.guild.length > 0);
  }

  /** Until nothing is on its way to Discord or back. */
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
    discord
      .seen()
      .map(({ place, to, lines }) => `${place} ${to ?? ''}: ${lines.join('\n  ')}`)
      .join('\n---\n');

  async function handedOn(before: number, what: string): Promise<void> {
    await really(`the bot hears ${what}`, () => heard > before);
    await quiet();
  }

  const game: DiscordGame = {
    discord,
    world,
    advance,
    until,
    run() {
      const newest = world.desk().history(1)[0];
      if (newest === undefined) throw new Error(`no run\n${told()}`);
      return newest;
    },
    async slash(command, chosen = {}, by = 'Ana') {
      const before = heard;
      const act = await discord.people.slash({
        by,
        channel: 'general',
        command: `leak ${command}`,
        options: chosen,
      });
      if (act.failure !== null) throw new Error(`${command}: ${act.failure}`);
      await handedOn(before, command);
    },
    async mention(text, channel, by = 'Ana') {
      const before = heard;
      discord.people.mention({ by, channel, text });
      await handedOn(before, text);
    },
    async press(message, button, by = 'Ana') {
      const before = heard;
      const act = await discord.people.press({ by, message, button });
      if (act.failure !== null) throw new Error(`${button}: ${act.failure}`);
      await handedOn(before, button);
    },
    async start(chosen = {}) {
      await game.slash('start', { scenario: 'gradual', 'flag-value': 300, users: 25, ...chosen });
      await until('a run that grows', () => world.desk().history(1)[0]?.state === 'growing', 60_000);
      await advance(2_000);
      return game.run();
    },
    said: () =>
      discord
        .seen()
        .filter(({ author, to }) => author === 'leakops' && to === null)
        .map(plain),
    answers: (person = 'Ana') =>
      discord
        .seen()
        .filter(({ to }) => to === person)
        .map(plain),
    cards: () => game.said().filter(({ channel }) => channel === general),
    async crash() {
      world.crash();
      bot = null;
      counted = null;
      const gone = platform;
      platform = null;
      await gone?.stop();
    },
    restart: open,
    async close() {
      await game.crash();
      await discord.close();
      await database.close();
    },
  };
  await open();
  return game;
}

/** Real time: what goes over sockets. */
export async function really(what: string, look: () => boolean): Promise<void> {
  const endMono = performance.now() + 15_000;
  while (!look()) {
    if (performance.now() > endMono) throw new Error(`it never came: ${what}`);
    await pause(2);
  }
}

/** As a reader sees them: no-break spaces are for the renderer. */
function plain(message: Seen): Seen {
  const spaces = (words: string) => words.replaceAll('\u00a0', ' ');
  return { ...message, text: spaces(message.text), lines: message.lines.map(spaces) };
}
