/** A schedule: settings and acts, drawn from a seed; played on a stage, checked at every second, told when it fails. */
import { acts, mend } from './acts.ts';
import { noteTrouble, wrongAtEnd, wrongNow } from './checks.ts';
import { random } from './random.ts';
import { createStage, type Stage, type StageSettings } from './stage.ts';

export interface Step {
  afterMs: number;
  act: string;
  n: number;
}

export interface Schedule {
  settings: StageSettings;
  /** Faults that are there from the first. */
  before: Omit<Step, 'afterMs'>[];
  steps: Step[];
}

const fromTheFirst = [
  'stored late',
  'loaded late',
  'answers lost',
  'slow ofrep',
  'slow source',
  'slow sight',
];

export function scheduleOf(seed: number): Schedule {
  const roll = random(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(roll() * values.length)]!;
  const settings: StageSettings = {
    leaseMs: pick([13_000, 90_000, 90_000, null]),
    pollMs: pick([1_000, 5_000]),
    restartPolicy: pick(['ask', 'auto', 'never']),
    durationMs: (2 + Math.floor(roll() * 9)) * 60_000,
    growthPerMinute: roll() * 8,
    fallPerSecond: pick([1, 1, 0]),
  };
  // A few kinds of acts a schedule: more of the same thing, and cases in which nothing else is wrong.
  const names = Object.keys(acts);
  const kinds = Array.from({ length: 3 + Math.floor(roll() * 12) }, () => pick(names));
  const before = roll() < 0.25 ? [{ act: pick(fromTheFirst), n: roll() }] : [];
  const longestMs = pick([4_000, 20_000, 45_000]);
  const steps = Array.from({ length: 5 + Math.floor(roll() * 20) }, () => ({
    afterMs: Math.floor(roll() * longestMs),
    act: pick(kinds),
    n: roll(),
  }));
  return { settings, before, steps };
}

/** What went wrong; empty: nothing. Stops at the first. */
export async function play(schedule: Schedule): Promise<string[]> {
  const stage = createStage(schedule.settings);
  const { game } = stage;
  for (const { act, n } of schedule.before) acts[act]!(stage, n);
  const started = await game.start({ durationMs: schedule.settings.durationMs });
  if (started.kind !== 'started') return [];
  stage.truth.startedMono = stage.mono();
  noteTrouble(stage);
  for (const { afterMs, act, n } of schedule.steps) {
    const wrong = await pass(stage, afterMs);
    if (wrong.length > 0) return wrong;
    await acts[act]!(stage, n);
    noteTrouble(stage);
  }
  mend(stage);
  for (let ms = 0; ms < 3_600_000 && game.run().state !== 'ended'; ms += 5_000) {
    const wrong = await pass(stage, 5_000);
    if (wrong.length > 0) return wrong;
  }
  await game.advance(120_000);
  return wrongAtEnd(stage);
}

async function pass(stage: Stage, forMs: number): Promise<string[]> {
  for (let leftMs = forMs; leftMs > 0; leftMs -= 1_000) {
    await stage.game.advance(Math.min(1_000, leftMs));
    noteTrouble(stage);
    const wrong = await wrongNow(stage);
    if (wrong.length > 0) return wrong.map((words) => `${Math.round(stage.mono() / 1000)} s: ${words}`);
  }
  return [];
}

/** Real time: a long story now is better than a short one after the test's time. */
const shrinkingMs = 20_000;

/** The same failure with as few acts as can soon be found. */
export async function shrunk(schedule: Schedule): Promise<Schedule> {
  let least = schedule;
  const untilMs = performance.now() + shrinkingMs;
  for (let i = least.steps.length - 1; i >= 0 && performance.now() < untilMs; i -= 1) {
    const next = least.steps[i + 1];
    const gone = least.steps[i]!;
    const later = next === undefined ? [] : [{ ...next, afterMs: next.afterMs + gone.afterMs }];
    const tried = {
      ...least,
      steps: [...least.steps.slice(0, i), ...later, ...least.steps.slice(i + 2)],
    };
    if ((await play(tried)).length > 0) least = tried;
  }
  for (const smaller of [{ ...least, before: [] }]) if ((await play(smaller)).length > 0) least = smaller;
  return least;
}

export function story({ settings, before, steps }: Schedule): string {
  let at = 0;
  const told = steps.map(({ afterMs, act, n }) => {
    at += afterMs;
    return `+${(at / 1000).toFixed(1)} s ${act} (${n.toFixed(3)})`;
  });
  const first = before.map(({ act, n }) => `first ${act} (${n.toFixed(3)})`);
  return [JSON.stringify(settings), ...first, ...told].join('\n  ');
}
