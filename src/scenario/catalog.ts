/** The catalog of scenarios: data, from interface.md; growth from the tables of the guide, in minutes. */
import type { ScenarioName } from '../run/run.ts';

/** Minutes after the start of the growth, as a band: the guide's two tables do not agree. */
export type MinuteBand = readonly [earliest: number, latest: number];

export interface ExpectedGrowth {
  /** In the guide's words, short. */
  words: string;
  /** When the guide expects so many percent of the limit; null: it does not say. */
  to50: MinuteBand | null;
  to60: MinuteBand | null;
  to80: MinuteBand | null;
  to90: MinuteBand | null;
  toKill: MinuteBand | null;
}

export interface Scenario {
  name: ScenarioName;
  flagValue: number;
  users: number;
  /** Without `for`. */
  durationMs: number;
  /** null: not in the guide. */
  growth: ExpectedGrowth;
  /** It takes the broker down, asked for or not. */
  brokerDown: boolean;
  /** Whether this version plays it. */
  playable: boolean;
}

const minutes = (n: number) => n * 60_000;

export const scenarios: readonly Scenario[] = [
  {
    name: 'slow',
    flagValue: 100,
    users: 20,
    durationMs: minutes(45),
    growth: { words: 'very gradual', to50: [8, 8], to60: null, to80: [20, 20], to90: null, toKill: [30, 40] },
    brokerDown: false,
    playable: true,
  },
  {
    name: 'gentle',
    flagValue: 200,
    users: 25,
    durationMs: minutes(30),
    growth: { words: 'gradual', to50: [4, 4], to60: null, to80: [10, 10], to90: null, toKill: [15, 20] },
    brokerDown: false,
    playable: true,
  },
  {
    name: 'gradual',
    flagValue: 300,
    users: 25,
    durationMs: minutes(30),
    growth: {
      words: 'moderate, a clear trend',
      to50: [3, 3],
      to60: [6, 6],
      to80: [7, 12],
      to90: [15, 15],
      toKill: [10, 20],
    },
    brokerDown: false,
    playable: true,
  },
  {
    name: 'fast',
    flagValue: 500,
    users: 30,
    durationMs: minutes(30),
    growth: { words: 'fast', to50: [2, 2], to60: null, to80: [4, 4], to90: null, toKill: [5, 7] },
    brokerDown: false,
    playable: true,
  },
  {
    name: 'spike',
    flagValue: 2000,
    users: 50,
    durationMs: minutes(30),
    growth: {
      words: 'a spike, not a leak',
      to50: [0.5, 0.5],
      to60: null,
      to80: [1, 1],
      to90: null,
      toKill: [1, 1.5],
    },
    brokerDown: false,
    playable: true,
  },
  {
    name: 'broker-down',
    flagValue: 50,
    users: 25,
    durationMs: minutes(30),
    growth: {
      words: 'a true ramp once Kafka is gone',
      to50: null,
      to60: null,
      to80: null,
      to90: null,
      toKill: [7, 13],
    },
    brokerDown: true,
    playable: true,
  },
  {
    name: 'postgres',
    flagValue: 2000,
    users: 50,
    durationMs: minutes(30),
    growth: {
      words: 'disk and I/O pressure on Postgres',
      to50: null,
      to60: null,
      to80: null,
      to90: null,
      toKill: null,
    },
    brokerDown: false,
    playable: false,
  },
];

export function scenarioNamed(name: ScenarioName): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new RangeError(`no scenario ${name}`);
  return found;
}

/** The guide's growth for a flag value of one's own: that of the nearest value that it knows, at 25 users or so. */
export function expectedGrowth(flagValue: number): ExpectedGrowth & { nearestValue: number } {
  const known = scenarios.filter((scenario) => scenario.growth.to80 !== null);
  const nearest = known.reduce((best, scenario) =>
    Math.abs(Math.log(scenario.flagValue / flagValue)) < Math.abs(Math.log(best.flagValue / flagValue))
      ? scenario
      : best,
  );
  return { ...nearest.growth, nearestValue: nearest.flagValue };
}
