/** The figures as tables. Pure. */
import type { Table } from '../table.ts';
import {
  type BlowFigures,
  type Ending,
  gamesOf,
  type Reaction,
  type SpeedFigures,
  setupsOf,
} from './figures.ts';
import type { Blow, Played } from './play.ts';
import { nameOf } from './setups.ts';

export function secondsOf(ms: number): string {
  return (ms / 1000).toFixed(ms < 10_000 ? 2 : 0);
}

export function reactionTable(reactions: readonly Reaction[]): Table {
  return {
    head: ['', 'games', 'seen off', 'p50, s', 'p99, s', 'killed'],
    rows: reactions.map(({ setup, games, milliseconds, killed }) => [
      nameOf(setup),
      String(games),
      String(milliseconds?.count ?? 0),
      milliseconds === null ? 'never' : secondsOf(milliseconds.p50),
      milliseconds === null ? 'never' : secondsOf(milliseconds.p99),
      String(killed),
    ]),
  };
}

const endingWords: Record<Ending, string> = { early: 'averted, early', averted: 'averted', killed: 'killed' };

function endingsCell(endings: readonly Ending[] | undefined): string {
  if (endings === undefined || endings.length === 0) return '';
  const [first] = endings;
  if (first !== undefined && endings.every((ending) => ending === first)) return endingWords[first];
  return `${endings.filter((ending) => ending !== 'killed').length} of ${endings.length} averted`;
}

export function speedTable(speeds: readonly SpeedFigures[]): Table {
  const room = ({ roomMs }: SpeedFigures) => (roomMs === null ? '?' : `${secondsOf(roomMs)} s`);
  const all = [...new Set(speeds.flatMap(({ endings }) => [...endings.keys()]))];
  return {
    head: ['80 % to kill', ...speeds.map((speed) => `× ${speed.leakSpeed}: ${room(speed)}`)],
    rows: all.map((setup) => [
      nameOf(setup),
      ...speeds.map(({ endings }) => endingsCell(endings.get(setup))),
    ]),
  };
}

const blowTitles: Record<Exclude<Blow, 'none'>, string> = {
  'source gone': 'source gone',
  'source stale': 'source stands still',
  'tool killed': 'tool killed -9',
};
const realBlows = ['source gone', 'source stale', 'tool killed'] as const;

export function blowTable(figures: BlowFigures): Table {
  const cell = (offAfterMs: number | null | undefined) => {
    if (offAfterMs === undefined) return '';
    return offAfterMs === null ? 'never: killed' : `off after ${secondsOf(offAfterMs)} s`;
  };
  return {
    head: ['', ...realBlows.map((blow) => blowTitles[blow])],
    rows: [...figures].map(([setup, blows]) => [
      nameOf(setup),
      ...realBlows.map((blow) => cell(blows.get(blow))),
    ]),
  };
}

/** After a trip that was followed to its end, and after a tool's death. */
export function leftTable(played: readonly Played[]): Table {
  const asBefore = (same: boolean) => (same ? 'as before' : 'changed');
  const row = ({ plan, left, killedMs }: Played) => [
    `${nameOf(plan.setup)}${plan.blow === 'tool killed' ? ', killed -9' : ''}`,
    left.served === null ? 'off' : `still ${left.served}`,
    left.users === null ? 'as before' : `still ${left.users} users`,
    asBefore(left.definition),
    asBefore(left.otherFlags),
    killedMs === null ? 'lives' : 'was killed',
  ];
  const rowsOf = (games: readonly Played[]) =>
    setupsOf(games).flatMap((setup) => games.filter(({ plan }) => plan.setup === setup).map(row));
  const deaths = gamesOf(played, 'blows').filter(({ plan }) => plan.blow === 'tool killed');
  return {
    head: ['', 'served', 'load', 'the flag’s definition', 'other flags', 'checkout'],
    rows: [...rowsOf(gamesOf(played, 'aftermath')), ...rowsOf(deaths)],
  };
}
