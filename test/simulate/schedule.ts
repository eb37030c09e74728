/** A schedule: settings and acts, drawn from a seed. */
import { actGroups, besideActs } from './acts/acts.ts';
import { random } from './random.ts';
import type { StageSettings } from './stage.ts';

export interface Step {
  afterMs: number;
  act: string;
  n: number;
}

export interface Schedule {
  settings: StageSettings;
  /** What is so from the first. */
  before: Omit<Step, 'afterMs'>[];
  /** Counted from the run's being there. */
  steps: Step[];
}

const fromTheFirst = [
  'stored late',
  'loaded late',
  'answers lost',
  'slow ofrep',
  'slow source',
  'slow sight',
  'other flag',
  'next save: dies before',
  'next save: dies after',
  'next save: lost',
  'next write: dies before',
  'next write: dies after',
  'next write: late',
  'next write: again',
  'next write: answer lost',
  'next post: dies after',
  'next load: dies after',
  'next load: again',
  'next served: late',
  'source clock',
];

export const usual: StageSettings = {
  leaseMs: 90_000,
  pollMs: 5_000,
  restartPolicy: 'never',
  minutes: 6,
  growthPerMinute: 1,
  fallPerSecond: 1,
  thresholdPercent: 80,
  predict: 'on',
  readingEveryMs: 15_000,
  readingAgeMs: 5_000,
  loadAfterMs: 0,
  signals: false,
};

/** Seeds of what is drawn beside are others. */
const besideSeeds = 1_000_000_000;

export function scheduleOf(seed: number): Schedule {
  const roll = random(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(roll() * values.length)]!;
  const pollMs = roll() < 0.1 ? pick([1_000, 2_000]) : pick([5_000, 5_000, 10_000]);
  // What happens to a run seldom needs a long one, and a poll of one second sees five times as much.
  const minutes = 1 + Math.floor(roll() * roll() * (pollMs <= 2_000 ? 3 : 9));
  const settings: StageSettings = {
    leaseMs: pick([3_000 + 2 * pollMs, 30_000, 90_000, 90_000, 90_000, null]),
    pollMs,
    restartPolicy: pick(['ask', 'auto', 'never']),
    minutes,
    growthPerMinute: pick([0, 1, 1, 2]) * roll() * 8,
    fallPerSecond: pick([1, 1, 0]),
    thresholdPercent: pick([80, 80, 60, 70, null]),
    predict: pick(['on', 'on', 'off', 'cautious']),
    readingEveryMs: pick([15_000, 15_000, 5_000]),
    readingAgeMs: pick([1_000, 5_000, 20_000]),
    loadAfterMs: pick([0, 0, 700]),
    signals: roll() < 0.3,
  };
  // A few kinds of acts a schedule: more of the same thing, and cases in which nothing else is wrong.
  const kinds = Array.from({ length: 2 + Math.floor(roll() * 8) }, () => pick(Object.keys(pick(actGroups))));
  const before = roll() < 0.25 ? [{ act: pick(fromTheFirst), n: roll() }] : [];
  const longestMs = pick([4_000, 20_000, 45_000]);
  const steps = Array.from({ length: 2 + Math.floor(roll() * 14) }, () => ({
    afterMs: Math.floor(roll() * longestMs),
    act: pick(kinds),
    n: roll(),
  }));
  return { settings, before, steps: withChat(steps, random(seed + besideSeeds)) };
}

/** At the instants of the others, so that a seed's story of the world stays what it is. */
function withChat(steps: Step[], roll: () => number): Step[] {
  const more = [...steps];
  for (let left = Math.floor(roll() * 5); left > 0; left -= 1) {
    const act = besideActs[Math.floor(roll() * besideActs.length)]!;
    more.splice(Math.floor(roll() * (more.length + 1)), 0, { afterMs: 0, act, n: roll() });
  }
  return more;
}
