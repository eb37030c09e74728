/**
 * Leave one condition out: what is fitted to the recordings is fitted without one kind of them and tried on that kind.
 * Fitted is the forecast's interval, as shares of the time foreseen; all else in the breaker has a physical reason.
 */
import type { Case } from './cases.ts';
import type { Played } from './play.ts';

export interface LeftOut {
  condition: string;
  runs: number;
  /** Shares between which 80 % of the others' kills came, each recording weighing the same. */
  earliestShare: number;
  latestShare: number;
  /** 0–1: how often this interval, and the shipped one, held the kills of the condition left out. */
  held: number;
  heldAsShipped: number;
}

const edges = [0.1, 0.9] as const;

/** @param played of one policy, source and set of signals */
export function leaveOneOut(played: readonly Played[], cases: ReadonlyMap<string, Case>): LeftOut[] {
  const ramps = played.flatMap((one) => {
    const { forecast, name } = one;
    if (forecast === null || !cases.get(name)!.counts) return [];
    return [{ condition: conditionOf(name), name, forecast }];
  });
  const conditions = [...new Set(ramps.map(({ condition }) => condition))].sort();
  return conditions.flatMap((condition): LeftOut[] => {
    const others = ramps.filter((ramp) => ramp.condition !== condition);
    const own = ramps.filter((ramp) => ramp.condition === condition);
    if (others.length === 0) return [];
    const [earliestShare, latestShare] = edges.map((edge) => weightedQuantile(others, edge)) as [
      number,
      number,
    ];
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const within = (share: number) => share >= earliestShare && share <= latestShare;
    return [
      {
        condition,
        runs: new Set(own.map(({ name }) => name)).size,
        earliestShare,
        latestShare,
        held: mean(
          own.map(({ forecast: { leftShares } }) => leftShares.filter(within).length / leftShares.length),
        ),
        heldAsShipped: mean(own.map(({ forecast }) => forecast.held)),
      },
    ];
  });
}

/** How the broker was broken: `dead`, `dead15` (another client deadline), `stall`. */
function conditionOf(name: string): string {
  return /^[a-z]+\d*/.exec(name)?.[0] ?? name;
}

function weightedQuantile(ramps: readonly { forecast: { leftShares: number[] } }[], edge: number): number {
  const weighted = ramps
    .flatMap(({ forecast: { leftShares } }) =>
      leftShares.map((share) => ({ share, weight: 1 / leftShares.length })),
    )
    .sort((a, b) => a.share - b.share);
  let sum = 0;
  for (const { share, weight } of weighted) {
    sum += weight;
    if (sum >= edge * ramps.length - 1e-9) return share;
  }
  return weighted.at(-1)?.share ?? Number.NaN;
}
