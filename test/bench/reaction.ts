/** How fast the flag goes off, with flagd watching its file by fsnotify and by poll, trip by trip in turns. */
import type { Watch } from './alone-sandbox.ts';
import { type Game, openGame, type Trip } from './game.ts';
import { type Summary, summary } from './statistics.ts';

export type Step = keyof Trip;
export const steps: readonly Step[] = [
  'readableToDecided',
  'decidedToWritten',
  'decidedToSeenOff',
  'readableToSeenOff',
];

export interface Reaction {
  pollMs: number;
  /** Of each watch. */
  trips: number;
  milliseconds: Record<Watch, Record<Step, Summary>>;
}

export const watches: readonly Watch[] = ['fsnotify', 'poll'];
/** Spreads the beginnings of the runs evenly over the poll, without chance. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

export async function measureReaction(
  { trips, pollMs }: { trips: number; pollMs: number },
  say: (line: string) => void,
): Promise<Reaction> {
  const games = new Map<Watch, Game>();
  const measured: Record<Watch, Trip[]> = { fsnotify: [], poll: [] };
  try {
    for (const watch of watches) games.set(watch, await openGame({ watch, pollMs }));
    // The first of each warms up and is not counted.
    for (let turn = 0; turn <= trips; turn += 1) {
      const order = turn % 2 === 0 ? watches : watches.toReversed();
      for (const watch of order) {
        const trip = await games.get(watch)!.trip((turn * goldenRatio) % 1);
        if (turn > 0) measured[watch].push(trip);
      }
      if (turn > 0 && turn % 10 === 0) say(`${turn} of ${trips} trips each`);
    }
  } finally {
    await Promise.all([...games.values()].map((game) => game.close()));
  }
  const of = (watch: Watch) =>
    Object.fromEntries(
      steps.map((step) => [step, summary(measured[watch].map((trip) => trip[step]))]),
    ) as Record<Step, Summary>;
  return { pollMs, trips, milliseconds: { fsnotify: of('fsnotify'), poll: of('poll') } };
}
