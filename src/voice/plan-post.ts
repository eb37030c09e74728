/** The plan, first in the thread: what is asked for, what is expected, when the flag goes off, what is not known. */
import type { Said } from '../ports.ts';
import { latestReading, type Run } from '../run/run.ts';
import { stopButton, valueButton } from './actions.ts';
import { compose, type Line } from './compose.ts';
import { growthWords, guideOf, measuredWords } from './guide-words.ts';
import { instant } from './instant.ts';
import { memoryWords } from './memory.ts';
import { chance, duration, exactDuration, percent } from './number.ts';
import { cut, outsideWords } from './typed.ts';

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
  const head = `⚠️ Not protectable: readings cannot see this kill coming.${warnings === '' ? '' : ` ${warnings}`}`;
  return compose({
    kind: 'plan',
    level: 'warning',
    lines: [head, ...planned],
    actions: [valueButton(run, protectableValue), stopButton(run)],
  });
}

function planLine(run: Run): string {
  const users = run.load.kind === 'none' ? 'load not touched' : `${run.users} users`;
  const reading = latestReading(run);
  const level = memoryWords(
    run,
    reading ?? (run.baselineBytes > 0 ? { usedBytes: run.baselineBytes } : null),
  );
  return `Plan: flag ${run.flag.value}, ${users}, at most ${duration(run.durationMs)}. Now ${level}.`;
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
    run.killChance === null ? '' : ` Chance of a kill by bursts in 10\u00a0m: ${chance(run.killChance)}.`;
  const unknowns = [
    ...(run.killChance === null ? ['chance of a kill'] : []),
    ...(run.gomemlimitBytes === null ? ['GOMEMLIMIT'] : []),
    ...(run.processStartedAt === null ? ['age of the process'] : []),
    ...(run.load.kind !== 'none' && (run.load.before?.users ?? null) === null ? ['users before'] : []),
  ];
  return `${bursts}${kill}${unknowns.length === 0 ? '' : ` Unknown: ${unknowns.join(', ')}.`}`;
}

function barsLine(run: Run): Line {
  const full = run.breaker.state === 'off' ? 'eight even steps' : '█ = breaker reached';
  return {
    shown: `Bars: 0–100\u00a0% of the limit, ${full}, · no reading, T trip, K kill, R restart.`,
    spoken: null,
  };
}
