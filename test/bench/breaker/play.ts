/** One recording through all sources, phases and policies: rows of what came of it. */
import { replay } from '../../../src/replay/replay.ts';
import type { Source } from '../../../src/replay/source.ts';
import type { Case } from './cases.ts';
import {
  type ForecastGrade,
  forecastGrade,
  isWhileWarmingUp,
  saidOf,
  type Verdict,
  verdictOf,
} from './grade.ts';
import { rivals, rivalTrips } from './rivals.ts';

const thresholdPercent = 80;

const sources = {
  '1 s': { intervalSeconds: 1, ageSeconds: 0, phases: [0] },
  '15 s, fresh': { intervalSeconds: 15, ageSeconds: 0, phases: [0, 3, 6, 9, 12] },
  '15 s, 20 s old': { intervalSeconds: 15, ageSeconds: 20, phases: [0, 3, 6, 9, 12] },
} as const;
export type SourceName = keyof typeof sources;
export const sourceNames = Object.keys(sources) as SourceName[];

const signalSets = {
  'working set': ['used'],
  '+ rss': ['used', 'rss'],
  all: ['used', 'rss', 'peak', 'goroutines', 'orders'],
} as const satisfies Record<string, Source['signals']>;
export type SignalSet = keyof typeof signalSets;
export const signalSetNames = Object.keys(signalSets) as SignalSet[];

const predicts = ['off', 'on', 'cautious'] as const;
export const policies = [...rivals, ...predicts.map((predict) => `leakops ${predict}` as const)] as const;
export type Policy = (typeof policies)[number];

export interface Played {
  name: string;
  source: SourceName;
  signals: SignalSet;
  policy: Policy;
  /** Share of a run: phases weigh less where there are more of them. */
  weight: number;
  trippedAt: number | null;
  /** Of leakops' own trips. */
  reason: string | null;
  /** A reading over the threshold was seen when it was decided. */
  overThreshold: boolean;
  verdict: Verdict;
  warmingUp: boolean;
  wronglyDeclared: boolean;
  forecast: ForecastGrade | null;
}

export function play(one: Case, only: { signals: readonly SignalSet[]; phases: number }): Played[] {
  return sourceNames.flatMap((source) =>
    sources[source].phases
      .slice(0, only.phases)
      .flatMap((phaseSeconds, _, { length }) =>
        only.signals.flatMap((signals) => playOnce(one, source, signals, phaseSeconds, 1 / length)),
      ),
  );
}

function playOnce(
  one: Case,
  sourceName: SourceName,
  signals: SignalSet,
  phaseSeconds: number,
  weight: number,
): Played[] {
  const { intervalSeconds, ageSeconds } = sources[sourceName];
  const source: Source = { intervalSeconds, ageSeconds, phaseSeconds, signals: signalSets[signals] };
  const replayed = replay(one.trace, { source, thresholdPercent, predicts });
  const said = saidOf(one, replayed, ageSeconds);
  const common = { name: one.name, source: sourceName, signals, weight };
  const others = rivalTrips(one.trace, source, thresholdPercent);
  const isOver = (trippedAt: number | null) => trippedAt !== null && trippedAt === others.threshold;
  const ofRivals = rivals.map((rival): Played => {
    const trippedAt = others[rival];
    return {
      ...common,
      policy: rival,
      trippedAt,
      reason: null,
      overThreshold: isOver(trippedAt),
      verdict: verdictOf(one, trippedAt, null),
      warmingUp: isWhileWarmingUp(one, trippedAt),
      wronglyDeclared: false,
      forecast: null,
    };
  });
  const ours = predicts.map((predict, index): Played => {
    const trip = replayed.trips[index] ?? null;
    return {
      ...common,
      policy: `leakops ${predict}`,
      trippedAt: trip?.at ?? null,
      reason: trip?.reason ?? null,
      overThreshold: isOver(trip?.at ?? null),
      verdict: verdictOf(one, trip?.at ?? null, said),
      warmingUp: isWhileWarmingUp(one, trip?.at ?? null),
      wronglyDeclared: one.killAt === null && said.protectable === false,
      forecast: forecastGrade(one, replayed, ageSeconds),
    };
  });
  return [...ofRivals, ...ours];
}
