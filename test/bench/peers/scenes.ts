/** Which games are played, in which order. Data, made from the options. */
import type { Blow, GamePlan } from './play.ts';
import type { RivalName, SetupId } from './setups.ts';
import type { Readings } from './world.ts';

export type SceneName = 'reaction' | 'slow reaction' | 'speeds' | 'late readings' | 'blows' | 'aftermath';

export interface SceneOptions {
  quick: boolean;
  /** Null: all. */
  only: RivalName | null;
}

/** As fresh as a source can be, so that it is the tools that are compared. */
export const freshReadings: Readings = { everyMs: 1_000, ageMs: 200 };
/** As metrics-server's own manifest has it scrape. */
export const lateReadings: Readings = { everyMs: 15_000, ageMs: 5_000 };

const exactLookMs = 20;
const roughLookMs = 200;

interface Scene {
  name: SceneName;
  setups: readonly SetupId[];
  /** Games of each setup at each speed. */
  games: number;
  leakSpeeds: readonly number[];
  /** Each game a little faster or slower, over more than a poll, so that all phases of it are met. */
  varied: boolean;
  readings: Readings;
  blows: readonly Blow[];
  lookMs: number;
  toTheEnd: boolean;
}

const plain = {
  readings: freshReadings,
  blows: ['none'] as const,
  lookMs: roughLookMs,
  varied: false,
  toTheEnd: false,
};

const compared = ['prometheus-1s', 'chaostoolkit-always', 'leakops-1s', 'leakops-default'] as const;
const fast = { name: 'speeds', leakSpeeds: [40, 80, 160, 320], lookMs: exactLookMs } as const;

const wholeScenes: readonly Scene[] = [
  {
    ...plain,
    name: 'reaction',
    setups: ['prometheus-1s', 'chaostoolkit-always', 'leakops-threshold-1s', 'leakops-threshold-default'],
    games: 10,
    leakSpeeds: [30],
    lookMs: exactLookMs,
    varied: true,
  },
  { ...plain, name: 'reaction', setups: ['chaostoolkit-default'], games: 3, leakSpeeds: [30], varied: true },
  {
    ...plain,
    name: 'slow reaction',
    setups: ['prometheus-default'],
    games: 8,
    leakSpeeds: [2.8],
    varied: true,
  },
  // What misses the slow ones needs no more of the fast ones than to show how much room they leave.
  {
    ...plain,
    name: 'speeds',
    setups: [...compared, 'prometheus-default', 'chaostoolkit-default'],
    games: 1,
    leakSpeeds: [10, 20],
  },
  { ...plain, ...fast, setups: compared, games: 2 },
  { ...plain, ...fast, setups: ['prometheus-default', 'chaostoolkit-default'], games: 1 },
  {
    ...plain,
    name: 'late readings',
    setups: compared,
    games: 2,
    leakSpeeds: [10, 20, 40],
    readings: lateReadings,
  },
  {
    ...plain,
    name: 'blows',
    setups: [
      'prometheus-1s',
      'prometheus-careful',
      'prometheus-default',
      'chaostoolkit-default',
      'chaostoolkit-always',
      'chaostoolkit-careful',
      'chaostoolkit-range',
      'leakops-threshold-default',
      'leakops-careful',
    ],
    games: 1,
    leakSpeeds: [8],
    blows: ['source gone', 'source stale'],
  },
  {
    ...plain,
    name: 'blows',
    setups: [
      'prometheus-1s',
      'prometheus-careful',
      'chaostoolkit-always',
      'chaostoolkit-careful',
      'leakops-threshold-default',
      'leakops-careful',
    ],
    games: 1,
    leakSpeeds: [8],
    blows: ['tool killed'],
  },
  {
    ...plain,
    name: 'aftermath',
    setups: ['prometheus-1s', 'chaostoolkit-default', 'chaostoolkit-always', 'leakops-default'],
    games: 1,
    leakSpeeds: [15],
    toTheEnd: true,
  },
];

const quickScenes: readonly Scene[] = [
  {
    ...plain,
    name: 'reaction',
    setups: ['prometheus-1s', 'chaostoolkit-always', 'leakops-threshold-1s'],
    games: 2,
    leakSpeeds: [60],
    lookMs: exactLookMs,
    varied: true,
  },
  {
    ...plain,
    name: 'speeds',
    setups: ['prometheus-1s', 'chaostoolkit-default', 'leakops-1s'],
    games: 1,
    leakSpeeds: [40],
  },
  {
    ...plain,
    name: 'blows',
    setups: ['prometheus-careful', 'chaostoolkit-range', 'leakops-careful'],
    games: 1,
    leakSpeeds: [20],
    blows: ['source gone', 'tool killed'],
  },
];

/** Those of which instants must be exact, and the others, of which the longest come first. */
export interface Plans {
  exact: GamePlan[];
  rough: GamePlan[];
}

/** How long a game of the whole bench may take, for the order alone. */
const longestFirst: readonly SceneName[] = ['slow reaction', 'late readings', 'aftermath', 'blows', 'speeds'];

/** Spreads evenly, without chance. */
export function phaseOf(seed: number): number {
  return ((seed * (Math.sqrt(5) - 1)) / 2) % 1;
}

/** From 0.85 to 1.2 times: some 20 s until 80 % become 17 to 24. */
function variedSpeed(leakSpeed: number, seed: number): number {
  return Number((leakSpeed * (0.85 + 0.35 * phaseOf(seed))).toFixed(2));
}

/** Turns go round the setups, so that what else the machine does meets all alike. */
export function plansOf({ quick }: SceneOptions, isThere: (setup: SetupId) => boolean): Plans {
  const plans = (quick ? quickScenes : wholeScenes).flatMap((scene) => {
    const { name, readings, lookMs, toTheEnd } = scene;
    const setups = scene.setups.filter(isThere);
    const seeds = Array.from({ length: scene.games }, (_, index) => index + 1);
    return seeds.flatMap((seed) =>
      scene.leakSpeeds.flatMap((leakSpeed) =>
        scene.blows.flatMap((blow) =>
          setups.map(
            (setup): GamePlan => ({
              ...{ scene: name, setup, readings, blow, lookMs, toTheEnd, seed },
              leakSpeed: scene.varied ? variedSpeed(leakSpeed, seed) : leakSpeed,
            }),
          ),
        ),
      ),
    );
  });
  const exact = plans.filter((plan) => plan.lookMs === exactLookMs);
  const rough = plans.filter((plan) => plan.lookMs !== exactLookMs);
  const order = (plan: GamePlan) => longestFirst.indexOf(plan.scene);
  return { exact, rough: rough.toSorted((a, b) => order(a) - order(b)) };
}
