/** Whole runs as they are played, one for each scenario and outcome: what is said, in its order. */
import type { Said } from '../../../../src/ports.ts';
import { createGame, type Game } from '../../../fakes/game.ts';

const minuteMs = 60_000;
const ana = { id: 'U0ANA', name: 'Ana' };
const ben = { id: 'U0BEN', name: 'Ben' };
type Start = Parameters<Game['start']>[0];

export interface Story {
  name: string;
  play(): Promise<Said[]>;
}

function story(
  name: string,
  start: Start,
  steer: (game: Game) => Promise<void> | void,
  prepare: (game: Game) => void = () => {},
): Story {
  return {
    name,
    async play() {
      const game = createGame({ publicUrl: 'https://leakops.example' });
      game.shop.percent = 52;
      prepare(game);
      await game.start({ owner: ana, ...start });
      await steer(game);
      await game.until(['ended'], 60 * minuteMs);
      await game.advance(minuteMs);
      return told(game);
    },
  };
}

/** The posts in their order; the card each time that its state is another, as it stood last in it. */
function told(game: Game): Said[] {
  const [card, ...posts] = game.chat.posts;
  if (card === undefined) return [];
  const edits = game.chat.edits.filter(({ id }) => id === card.id).map(({ said }) => said);
  const cards = [card.said, ...edits];
  const state = (said: Said) => said.lines[0]?.replace(/[\d.]+/g, '') ?? '';
  const lastOfState = cards.filter((said, at) => {
    const next = cards[at + 1];
    return next === undefined || state(next) !== state(said);
  });
  return [...lastOfState, ...posts.map(({ said }) => said)];
}

const until = async (game: Game, percent: number) => {
  for (let s = 0; s < 3_600 && game.shop.percent < percent; s += 1) await game.advance(1_000);
};
const growing = (game: Game) => game.until(['growing'], 10_000);

export const stories: readonly Story[] = [
  story('gradual: averted, recovered', { command: 'start gradual' }, (game) => {
    game.shop.growthPerMinute = 2.8;
  }),
  story(
    'fast: averted, restart needed',
    { scenario: 'fast', command: 'start fast', flagValue: 500, users: 30 },
    (game) => {
      game.shop.growthPerMinute = 7;
      game.shop.fallPerSecond = 0;
    },
  ),
  story(
    'spike: killed after the trip, too late',
    { scenario: 'spike', command: 'start spike', flagValue: 2000, users: 50 },
    async (game) => {
      game.shop.growthPerMinute = 28;
      await game.until(['stopping', 'recovering'], 20 * minuteMs);
      game.shop.tick();
      game.shop.kill('OOMKilled', 137);
    },
  ),
  story(
    'gradual, breaker off: killed as asked',
    {
      command: 'start gradual for 20m breaker off',
      durationMs: 20 * minuteMs,
      breaker: { thresholdPercent: 80, state: 'off' },
    },
    (game) => {
      game.shop.growthPerMinute = 4;
    },
  ),
  story(
    'gentle: killed out of nothing, before any trip',
    { scenario: 'gentle', command: 'start gentle', flagValue: 200 },
    async (game) => {
      game.shop.growthPerMinute = 0.5;
      await growing(game);
      await game.advance(5 * minuteMs);
      game.shop.kill('OOMKilled', 137);
    },
  ),
  story(
    'slow: levelled',
    { scenario: 'slow', command: 'start slow for 15m', flagValue: 100, users: 20, durationMs: 15 * minuteMs },
    (game) => {
      game.shop.growthPerMinute = 0;
    },
  ),
  story(
    'gentle: completed, time over in a ramp',
    { scenario: 'gentle', command: 'start gentle for 6m', flagValue: 200, durationMs: 6 * minuteMs },
    (game) => {
      game.shop.growthPerMinute = 2;
    },
  ),
  story('gradual: stopped by Ben', { command: 'start gradual' }, async (game) => {
    game.shop.growthPerMinute = 3;
    await until(game, 64);
    game.desk().order('run-1', { kind: 'stop' }, ben);
  }),
  story('gradual: tripped by Ben', { command: 'start gradual' }, async (game) => {
    game.shop.growthPerMinute = 3;
    await until(game, 62);
    game.desk().order('run-1', { kind: 'trip' }, ben);
  }),
  story(
    'gradual: flag turned off by a person outside leakops',
    { command: 'start gradual' },
    async (game) => {
      await growing(game);
      await game.advance(3 * minuteMs);
      game.flagd.edit((flag) => ({ ...flag, state: 'DISABLED' }));
    },
  ),
  story('gradual: lost sight', { command: 'start gradual' }, async (game) => {
    game.shop.growthPerMinute = 0.5;
    await growing(game);
    await game.advance(3 * minuteMs);
    game.shop.metricsMissing = true;
  }),
  story(
    'gradual: flagd-ui fails at the trip, the lease ends it',
    { command: 'start gradual' },
    async (game) => {
      game.shop.growthPerMinute = 4;
      await until(game, 79);
      game.flagd.writesFail = 'flagd-ui answers 503';
      await game.advance(3 * minuteMs);
      game.flagd.writesFail = null;
    },
  ),
  story(
    'gradual: aborted before the flag was set',
    { command: 'start gradual' },
    () => {},
    (game) => {
      game.flagd.writesFail = 'flagd-ui answers 503';
    },
  ),
  story(
    'broker-down: averted, the broker back',
    {
      scenario: 'broker-down',
      command: 'start broker-down',
      flagValue: 50,
      users: 25,
      brokerDown: true,
    },
    (game) => {
      game.shop.growthPerMinute = 4;
    },
  ),
];
