/** The plan, first in the thread: what is asked for, what is expected, when the flag goes off, what is not known. */
import type { Said } from '../ports.ts';
import { latestReading, type Run } from '../run/run.ts';
import { timeToStopMs } from '../safety/breaker.ts';
import { stopButton, valueButton } from './actions.ts';
import { compose, type Line } from './compose.ts';
import { growthWords, guideOf, measuredWords } from './guide-words.ts';
import { instant } from './instant.ts';
import { memoryWords } from './memory.ts';
import { chance, duration, exactDuration, percent } from './number.ts';
import { cut, outsideWords } from './typed.ts';

/** A chance of a kill by bursts that is worth saying beside whatever else. */
const worthSaying = 0.1;

export interface Plan {
  /** What preflight found that is no obstacle, each a sentence. */
  warnings: string[];
  /** The nearest flag value whose kill the readings can see coming; null: this start is protectable. */
  protectableValue: number | null;
}

/** At most five lines. An unprotectable start is warned of first, with the way out as a button (rule 5). */
export function planPost(run: Run, now: number, plan: Plan): Said {
  const { protectableValue } = plan;
  const warnings = cut(plan.warnings.map((warning) => `${outsideWords(warning, 160)}.`).join(' '), 500);
  const planned: [string, ...Line[]] = [planLine(run), guideLine(run), offLine(run, now), barsLine(run)];
  if (protectableValue === null) {
    const [first, ...rest] = planned;
    const lines: [string, ...Line[]] = warnings === '' ? planned : [first, `Note: ${warnings}`, ...rest];
    return compose({ kind: 'plan', level: warnings === '' ? 'default' : 'warning', lines });
  }
  const head = notProtectable(plan.warnings);
  return compose({
    kind: 'plan',
    level: 'warning',
    lines: [head, ...planned],
    actions: [valueButton(run, protectableValue), stopButton(run)],
  });
}

/** What readings cannot see is said once: preflight's own words for it, where there are some, are the first sentence. */
function notProtectable(warnings: readonly string[]): string {
  const why = warnings.find((warning) => /^readings are .*unseen/i.test(warning));
  const first =
    why === undefined
      ? 'readings cannot see this kill coming'
      : outsideWords(why.replace(/^Readings are/i, 'readings are').replace(': a kill', ', a kill'), 78);
  const rest = warnings
    .filter((warning) => warning !== why)
    .map((warning) => `${outsideWords(warning, 160)}.`);
  return cut([`⚠️ Not protectable: ${first}.`, ...rest].join(' '), 500);
}

function planLine(run: Run): string {
  const users = run.load.kind === 'none' ? 'load not touched' : `${run.users} users`;
  const reading = latestReading(run);
  const level = memoryWords(
    run,
    reading ?? (run.baselineBytes > 0 ? { usedBytes: run.baselineBytes } : null),
  );
  const where = run.world.target === 'sandbox' ? ', in the sandbox on its own clock' : '';
  return `Plan: flag ${run.flag.value}, ${users}, at most ${duration(run.durationMs)}${where}. Now ${level}.`;
}

function guideLine(run: Run): string {
  const { growth, forValue } = guideOf(run);
  const guide = forValue === null ? 'Guide' : `Guide, for ${forValue}`;
  return `${guide}: ${growthWords(growth)}. Measured on the real service: ${measuredWords(run.flag.value)}.`;
}

function offLine(run: Run, now: number): Line {
  const ends = {
    shown: ` Ends by ${instant(run.endsAt)}.`,
    spoken: ` Ends in ${duration(run.endsAt - now)}.`,
  };
  const words = `${breakerWords(run)} ${notSeen(run)}`;
  return { shown: words + ends.shown, spoken: words + ends.spoken };
}

function breakerWords(run: Run): string {
  const { state, thresholdPercent, predict } = run.breaker;
  if (state === 'off') return 'Breaker off: the flag stays on whatever memory does.';
  const threshold = `Flag goes off over ${percent(thresholdPercent)}`;
  if (predict === 'off') return `${threshold}; no forecast is acted on.`;
  const near =
    predict === 'on' ? 'when a kill is nearer than it takes to stop' : 'as soon as a ramp is proved';
  return `${threshold}, or ${near}.`;
}

function notSeen(run: Run): string {
  const shortest = Math.max(run.cadenceMs, run.pollMs);
  const bursts = `Bursts under ${exactDuration(shortest)} are not seen.`;
  const kill =
    run.killChance === null || (run.killChance < worthSaying && outruns(run))
      ? ''
      : ` Chance of a kill by bursts in 10\u00a0m: ${chance(run.killChance)}.`;
  const unknowns = [
    ...(run.killChance === null ? ['chance of a kill'] : []),
    ...(run.gomemlimitBytes === null ? ['GOMEMLIMIT'] : []),
    ...(run.processStartedAt === null ? ['age of the process'] : []),
    ...(run.load.kind !== 'none' && (run.load.before?.users ?? null) === null ? ['users before'] : []),
  ];
  return `${bursts}${kill}${unknowns.length === 0 ? '' : ` Unknown: ${unknowns.join(', ')}.`}`;
}

/** By the guide the kill comes sooner after 80 % than it takes to stop: a small chance of bursts beside it would mislead. */
function outruns(run: Run): boolean {
  const { to80, toKill } = guideOf(run).growth;
  if (to80 === null || toKill === null) return false;
  const stopMs = timeToStopMs({
    ageMs: run.oldestAgeMs,
    pollMs: run.pollMs,
    propagationsMs: [],
    inRamp: false,
  });
  return (toKill[0] - to80[0]) * 60_000 < stopMs;
}

function barsLine(run: Run): Line {
  const full = run.breaker.state === 'off' ? 'eight even steps' : '█ = breaker reached';
  return {
    shown: `Bars: 0–100\u00a0% of the limit, ${full}, · no reading, T trip, K kill, R restart.`,
    spoken: null,
  };
}
