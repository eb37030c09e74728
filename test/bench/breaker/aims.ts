/** What the breaker is to reach, and whether it does. */
import type { Policy, SignalSet, SourceName } from './play.ts';
import { sourceNames } from './play.ts';
import type { Summary } from './summary.ts';

export interface Aim {
  name: string;
  figure: number | null;
  bound: string;
  met: boolean;
}

export type SummaryOf = (policy: Policy, source: SourceName, signals: SignalSet) => Summary;

const averted: Record<'all' | 'working set' | '+ rss', Record<SourceName, number>> = {
  all: { '1 s': 22, '15 s, fresh': 21, '15 s, 20 s old': 17 },
  '+ rss': { '1 s': 17, '15 s, fresh': 14, '15 s, 20 s old': 11 },
  'working set': { '1 s': 17, '15 s, fresh': 14, '15 s, 20 s old': 11 },
};
const unannounced: Record<SourceName, number> = { '1 s': 1, '15 s, fresh': 2, '15 s, 20 s old': 2 };
const oneIn = 20;
const mostErrorAtHalfTime = 0.2;
const held = [0.75, 0.85] as const;

const least = (name: string, figure: number, bound: number): Aim => ({
  name,
  figure,
  bound: `≥ ${bound}`,
  met: figure >= bound,
});
const most = (name: string, figure: number, bound: number): Aim => ({
  name,
  figure,
  bound: `≤ ${Math.round(bound * 10) / 10}`,
  // Means over phases are sums of fifths.
  met: figure <= bound + 1e-9,
});

/** @param lived how many of the runs that count lived, and of these with a healthy broker */
export function aimsOf(of: SummaryOf, lived: { all: number; healthy: number }): Aim[] {
  const cautious = (['all', '+ rss', 'working set'] as const).flatMap((signals) =>
    sourceNames.flatMap((source) => {
      const summary = of('leakops cautious', source, signals);
      const name = `cautious, ${signals}, ${source}`;
      const kills = least(`${name}: averted`, summary.averted, averted[signals][source]);
      return signals === 'all'
        ? [kills, most(`${name}: unannounced`, summary.unannounced, unannounced[source])]
        : [kills];
    }),
  );
  const byDefault = sourceNames.map((source) =>
    most(
      `on, all, ${source}: unannounced`,
      of('leakops on', source, 'all').unannounced,
      of('leakops cautious', source, 'all').unannounced + 1,
    ),
  );
  const worst = (
    policies: readonly Policy[],
    signals: readonly SignalSet[],
    figure: (one: Summary) => number,
  ) =>
    Math.max(
      ...policies.flatMap((policy) =>
        signals.flatMap((set) => sourceNames.map((source) => figure(of(policy, source, set)))),
      ),
    );
  const both: Policy[] = ['leakops on', 'leakops cautious'];
  const every: SignalSet[] = ['working set', '+ rss', 'all'];
  return [
    ...cautious,
    ...byDefault,
    most(
      'needless with a healthy broker (not over 80 %), the worst of all',
      worst(both, every, (one) => one.needlessHealthy),
      lived.healthy / oneIn,
    ),
    most(
      'trips with the flag off, the worst of all',
      worst(both, every, (one) => one.flagOff),
      0,
    ),
    most(
      'trips from a cold page cache where rss is known',
      worst(both, ['+ rss', 'all'], (one) => one.coldCache),
      0,
    ),
    most(
      'wrongly declared, the worst of all',
      worst(both, every, (one) => one.wronglyDeclared),
      lived.all / oneIn,
    ),
    ...sourceNames.flatMap((source) => forecastAims(source, of('leakops on', source, 'all'))),
  ];
}

function forecastAims(source: SourceName, { forecastError, forecastHeld }: Summary): Aim[] {
  return [
    {
      name: `forecast of a ramp, ${source}: median error at half-time`,
      figure: forecastError,
      bound: `≤ ${mostErrorAtHalfTime}`,
      met: forecastError !== null && forecastError <= mostErrorAtHalfTime,
    },
    {
      name: `forecast of a ramp, ${source}: interval held`,
      figure: forecastHeld,
      bound: `${held[0]}–${held[1]}`,
      met: forecastHeld !== null && forecastHeld >= held[0] && forecastHeld <= held[1],
    },
  ];
}
