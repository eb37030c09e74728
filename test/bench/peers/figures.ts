/** What the games come to. Pure. */
import { percentile, type Summary, summary } from '../statistics.ts';
import type { Blow, Played } from './play.ts';
import type { SceneName } from './scenes.ts';
import { type SetupId, setups } from './setups.ts';

export interface Reaction {
  setup: SetupId;
  games: number;
  /** Reading over the threshold readable → flag seen off, in ms, of those in which both came; null: in none. */
  milliseconds: Summary | null;
  /** Checkout was killed. */
  killed: number;
}

/** How the leak ended: the flag went off before it was over the threshold, in time, or not before the kill. */
export type Ending = 'early' | 'averted' | 'killed';

export interface SpeedFigures {
  leakSpeed: number;
  /**
   * From a readable 80 % to the kill where nobody stops it, in ms, the median of the games on fresh readings; null:
   * nobody let it come to that.
   */
  roomMs: number | null;
  endings: Map<SetupId, Ending[]>;
}

/** From a blow to the flag seen off, in ms; null: checkout was killed with the flag on. */
export type BlowFigures = Map<SetupId, Map<Blow, number | null>>;

/** The setups of these games, in the order in which they are listed. */
export function setupsOf(games: readonly Played[]): SetupId[] {
  return setups.map(({ id }) => id).filter((id) => games.some(({ plan }) => plan.setup === id));
}

export function gamesOf(played: readonly Played[], ...scenes: SceneName[]): Played[] {
  return played.filter(({ plan }) => scenes.includes(plan.scene));
}

function wasKilledFirst({ offMs, killedMs }: Played): boolean {
  return killedMs !== null && (offMs === null || killedMs < offMs);
}

/** A game without a kill and without an off does not end. */
export function endingOf(game: Played): Ending {
  if (game.killedMs !== null) return 'killed';
  return game.overMs === null || (game.offMs ?? 0) < game.overMs ? 'early' : 'averted';
}

export function reactionsOf(played: readonly Played[]): Reaction[] {
  const games = gamesOf(played, 'reaction', 'slow reaction');
  return setupsOf(games).map((setup) => {
    const own = games.filter(({ plan }) => plan.setup === setup);
    const reactionsMs = own.flatMap(({ overMs, offMs }) =>
      overMs === null || offMs === null ? [] : [offMs - overMs],
    );
    return {
      setup,
      games: own.length,
      milliseconds: reactionsMs.length === 0 ? null : summary(reactionsMs),
      killed: own.filter(({ killedMs }) => killedMs !== null).length,
    };
  });
}

function roomOf(played: readonly Played[], leakSpeed: number): number | null {
  const rooms = gamesOf(played, 'speeds')
    .filter((game) => game.plan.leakSpeed === leakSpeed && wasKilledFirst(game))
    .flatMap(({ overMs, killedMs }) =>
      overMs === null || killedMs === null || overMs > killedMs ? [] : [killedMs - overMs],
    );
  return rooms.length === 0 ? null : percentile(rooms, 50);
}

export function speedsOf(played: readonly Played[], scene: 'speeds' | 'late readings'): SpeedFigures[] {
  const games = gamesOf(played, scene);
  const leakSpeeds = [...new Set(games.map(({ plan }) => plan.leakSpeed))].sort((a, b) => a - b);
  return leakSpeeds.map((leakSpeed) => {
    const here = games.filter(({ plan }) => plan.leakSpeed === leakSpeed);
    const endings = new Map(
      setupsOf(here).map((setup) => [setup, here.filter(({ plan }) => plan.setup === setup).map(endingOf)]),
    );
    return { leakSpeed, roomMs: roomOf(played, leakSpeed), endings };
  });
}

export function blowsOf(played: readonly Played[]): BlowFigures {
  const games = gamesOf(played, 'blows');
  return new Map(
    setupsOf(games).map((setup) => {
      const own = games.filter(({ plan }) => plan.setup === setup);
      const offAfter = (game: Played) => {
        const { blowMs, offMs } = game;
        return blowMs === null || offMs === null || wasKilledFirst(game) ? null : offMs - blowMs;
      };
      return [setup, new Map(own.map((game) => [game.plan.blow, offAfter(game)]))];
    }),
  );
}
