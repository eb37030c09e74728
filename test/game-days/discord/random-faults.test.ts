/** Any call may go wrong in any way, and the process may die at any second: in the end all is said, once. */
import { afterEach, expect, test } from 'vitest';
import { random as seededRandom } from '../../simulate/random.ts';
import type { Fault } from '../../stand-ins/discord/server/faults.ts';
import { type DiscordGame, discordGame } from './discord-game.ts';
import { expectEnded } from './story.ts';

let game: DiscordGame;
afterEach(() => game.close());

const route = /^(?!.*(?:gateway|callback|commands))/;
const faults: Fault[] = [
  { route, kind: 'drop', when: 'after' },
  { route, kind: 'drop', when: 'before' },
  { route, kind: 'status', status: 500, when: 'after' },
  { route, kind: 'status', status: 502, when: 'before', html: true },
  { route, kind: 'status', status: 200, when: 'after', html: true },
  { route, kind: 'rate-limited', retryAfterMs: 3_000 },
  { route, kind: 'error', status: 500, code: 0, message: '500: Internal Server Error' },
];

test.each([1, 2, 3, 4, 5, 6])(
  'seed %i',
  async (seed) => {
    const random = seededRandom(seed);
    game = await discordGame();
    const { discord, world } = game;
    let isWrong = true;
    for (const fault of faults) discord.faults.add({ ...fault, chance: () => isWrong && random() < 0.05 });
    await game.slash('start', { scenario: 'gradual', 'flag-value': 300, users: 25 });
    await game.until('a run', () => world.desk().history(1).length > 0, 60_000);
    for (let seconds = 0; seconds < 360; seconds += 4) {
      await game.advance(4_000);
      if (seconds === 60) world.shop.percent = 79;
      if (random() > 0.06) continue;
      await game.crash();
      await game.advance(4_000 * random());
      await game.restart();
    }
    isWrong = false;
    await game.until(
      'the report',
      () => game.said().some(({ text }) => /^\*\*✅ Averted, /.test(text)),
      300_000,
    );
    await game.advance(120_000);
    expect(game.run()).toMatchObject({ state: 'ended', outcome: 'averted' });
    expect(game.cards()).toHaveLength(1);
    expect(game.cards()[0]?.text).toMatch(/^\*\*✅ Averted/);
    expectEnded(game);
    const words = game.said().map(({ lines }) => lines.join('\n'));
    expect(words.toSorted()).toEqual([...new Set(words)].toSorted());
  },
  120_000,
);
