/**
 * How fast checkout leaks, by the tables of the guide. Where they do not agree (300 at 25 users: 80 % after 12 or
 * after 7 minutes, killed after 20 or after 10–15) the times stand between them, and between those of 200 and 500.
 */

/** Minutes after the start of the growth, from 8 MiB, at a limit of 20 MiB. */
interface Timeline {
  flagValue: number;
  users: number;
  to50: number;
  to80: number;
  toKill: number;
}

const timelines: readonly Timeline[] = [
  { flagValue: 100, users: 20, to50: 8, to80: 20, toKill: 35 },
  { flagValue: 200, users: 25, to50: 4, to80: 10, toKill: 19 },
  { flagValue: 300, users: 25, to50: 3, to80: 9.5, toKill: 18.3 },
  { flagValue: 500, users: 30, to50: 1.9, to80: 3.9, toKill: 6 },
  // All its 50 users are there only after some 15 s: a little before the guide's 30, 60 and 90 s.
  { flagValue: 2000, users: 50, to50: 0.47, to80: 0.92, toKill: 1.25 },
];

/** Where the guide's lines bend: at 50 % of its limit, and where Go's collector begins to fight. */
const bendMiB = 10;

type Stretch = 'early' | 'middle' | 'late';

/** About 4 a minute at 5 users, 18 at 25, 37 at 50 (facts/otel-demo.md). */
export function ordersPerMinute(users: number): number {
  return users * 0.74;
}

function knownMiBPerOrder(line: Timeline, stretch: Stretch): number {
  const perMinute = {
    early: 2 / line.to50,
    middle: 6 / (line.to80 - line.to50),
    late: 4 / (line.toKill - line.to80),
  };
  return perMinute[stretch] / ordersPerMinute(line.users);
}

/**
 * What one order leaves behind, in MiB, at a flag value over 0, by where the memory stands. Between the values of
 * the guide a straight line on logarithmic axes; beyond them in proportion to the value.
 */
export function leakMiBPerOrder(flagValue: number, usedMiB: number, gomemlimitMiB: number | null): number {
  const stretch: Stretch =
    gomemlimitMiB !== null && usedMiB >= gomemlimitMiB ? 'late' : usedMiB >= bendMiB ? 'middle' : 'early';
  const known = (line: Timeline) => knownMiBPerOrder(line, stretch);
  const first = timelines[0]!;
  const last = timelines.at(-1)!;
  if (flagValue <= first.flagValue) return known(first) * (flagValue / first.flagValue);
  if (flagValue >= last.flagValue) return known(last) * (flagValue / last.flagValue);
  const above = timelines.findIndex((line) => line.flagValue > flagValue);
  const from = timelines[above - 1]!;
  const to = timelines[above]!;
  const way = Math.log(flagValue / from.flagValue) / Math.log(to.flagValue / from.flagValue);
  return known(from) ** (1 - way) * known(to) ** way;
}
