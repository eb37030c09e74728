/**
 * Whole game days in Discord as far as they are said: the real desk, runner and talker with the real Chat port on the
 * stand-in, on a clock that a test moves. The bot can die and come back. What people type is not heard here yet.
 */
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import type { Chat } from '../../../src/ports.ts';
import type { StartRequest } from '../../../src/run/desk.ts';
import { type Speaking, speakOn } from '../../adapters/chat/discord/speaking.ts';
import { createGame, type Game } from '../../fakes/game.ts';
import type { Seen } from '../../stand-ins/discord/people/seen.ts';

export interface DiscordGame {
  on: Speaking;
  game: Game;
  start(changes?: Partial<StartRequest>): Promise<void>;
  /** Time goes on, in steps in which Discord answers. */
  advance(ms: number, stepMs?: number): Promise<void>;
  until(what: string, look: () => boolean, withinMs: number): Promise<void>;
  /** In the channel and in its threads, oldest first. */
  said(): Seen[];
  /** Kill -9, and a new process. */
  restart(): void;
  close(): Promise<void>;
}

/** Of real time: a call that hangs is not waited for. */
const patienceMs = 2_000;

export async function discordGame(): Promise<DiscordGame> {
  const on = await speakOn();
  let speaking = 0;
  const count = async <T>(call: Promise<T>): Promise<T> => {
    speaking += 1;
    try {
      return await call;
    } finally {
      speaking -= 1;
    }
  };
  const counted: Chat = {
    name: 'discord',
    clock: on.clock,
    home: null,
    elsewhere: (person, gone) => on.chat.elsewhere(person, gone),
    post: (...given) => count(on.chat.post(...given)),
    edit: (...given) => count(on.chat.edit(...given)),
  };
  const game = createGame(
    { publicUrl: 'https://leakops.example' },
    { clock: on.clock, chats: () => [counted] },
  );

  async function quiet(): Promise<void> {
    const endMono = performance.now() + patienceMs;
    for (let calm = 0; calm < 3 && performance.now() < endMono; ) {
      for (let i = 0; i < 4; i += 1) await breathe();
      calm = speaking === 0 ? calm + 1 : 0;
      if (speaking > 0) await pause(1);
    }
  }

  const discord: DiscordGame = {
    on,
    game,
    async start(changes = {}) {
      const owner = { id: on.discord.people.person('Ana').id, name: 'Ana' };
      await game.start({ chat: 'discord', channel: on.channel, owner, ...changes });
      await quiet();
    },
    async advance(ms, stepMs = 1_000) {
      for (let left = ms; left > 0; left -= stepMs) {
        await on.clock.advance(Math.min(stepMs, left));
        await quiet();
      }
    },
    async until(what, look, withinMs) {
      for (let ms = 0; !look(); ms += 1_000) {
        if (ms > withinMs) throw new Error(`there is not: ${what}\n${JSON.stringify(game.run().events)}`);
        await discord.advance(1_000);
      }
    },
    said: () => on.discord.seen(),
    restart() {
      game.crash();
      on.restart();
      game.restart();
    },
    close: async () => {
      game.crash();
      await on.close();
    },
  };
  return discord;
}
