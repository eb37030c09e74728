/** The plan, first in the thread: what is asked for, what is expected, when the flag goes off, what is not known. */
import type { Said } from '../ports.ts';
import { brokerName } from '../run/broker-hold.ts';
import { latestReading, type Run } from '../run/run.ts';
import { timeToStopMs } from '../safety/breaker.ts';
import { stopButton, valueButton } from './actions.ts';
import { compose, type Line } from './compose.ts';
import { brokerDownWords, growthWords, guideOf, measuredWords } from './guide-words.ts';
import { instant } from './instant.ts';
import { memoryWords, rssWords } from './memory.ts';
import { chance, duration, inSeconds, percent } from './number.ts';
import { missedWords, riskWords } from './risk-words.ts';
import { cut, outsideWords } from './typed.ts';

/** At most five lines. An unprotectable start is warned of first, with the way out as a button (rule 5). */
export function planPost(run: Run, now: number): Said {
  const warnings = cut(run.warnings.map((warning) => `${outsideWords(warning, 160)}.`).join(' '), 500);
  const planned: [string, ...Line[]] = [planLine(run), guideLine(run), offLine(run, now), barsLine(run)];
  if (run.unseen === null) {
    const [first, ...rest] = planned;
    const lines: [string, ...Line[]] = warnings === '' ? planned : [first, `Note: ${warnings}`, ...rest];
    return compose({ kind: 'plan', level: warnings === '' ? 'default' : 'warning', lines });
  }
  const { protectableValue } = run;
  const value = protectableValue === null ? [] : [valueButton(run, protectableValue)];
  return compose({
    kind: 'plan',
    level: 'warning',
    lines: [`⚠️ Not protectable: ${whyUnseen(run)}. ${warnings}`.trim(), ...planned],
    actions: [...value, stopButton(run)],
  });
}

/** Whole, in the first 100 characters. */
function whyUnseen(run: Run): string {
  const old = `readings up to ${inSeconds(run.oldestAgeMs)} old`;
  if (run.unseen === 'too-fast') {
    return `${old}, stopping takes ${inSeconds(stopMs(run))}, a kill may come unseen`;
  }
  return run.killChance === null || run.killChance < smallChance
    ? `a burst may come near the limit, unseen by ${old}`
    : `${chance(run.killChance)} chance of a kill by bursts in 10\u00a0m, unseen by ${old}`;
}

/** Under it the chance is no reason by itself. */
const smallChance = 0.1;

function planLine(run: Run): string {
  const users = run.load.kind === 'none' ? 'load not touched' : `${run.users} users`;
  const reading = latestReading(run);
  const level = memoryWords(
    run,
    reading ?? (run.baselineBytes > 0 ? { usedBytes: run.baselineBytes } : null),
  );
  const rss = rssWords(run, reading);
  const where = run.world.target === 'sandbox' ? ', in the sandbox on its own clock' : '';
  return `Plan: flag ${run.flag.value}, ${users}, at most ${duration(run.durationMs)}${where}. Now ${level}${rss === null ? '' : `, ${rss}`}.`;
}

function guideLine(run: Run): string {
  if (run.broker !== null) {
    const target = run.world.workload;
    return `${brokerName(run.broker)} is scaled to 0, back when ${target} is level again or restarted. Not in the guide; measured on the real service: ${brokerDownWords(run, run.flag.value)}.`;
  }
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
  const bursts = `${missedWords({ intervalMs: Math.max(run.cadenceMs, run.pollMs), ageMs: run.oldestAgeMs })}.`;
  const unknowns = [
    ...(run.killChance === null ? ['chance of a kill'] : []),
    ...(run.gomemlimitBytes === null ? ['GOMEMLIMIT'] : []),
    ...(run.processStartedAt === null ? ['age of the process'] : []),
    ...(run.load.kind !== 'none' && (run.load.before?.users ?? null) === null ? ['users before'] : []),
  ];
  return `${bursts}${killByBursts(run)}${unknowns.length === 0 ? '' : ` Unknown: ${unknowns.join(', ')}.`}`;
}

/** A small chance of bursts beside a kill that comes too fast by the guide would mislead. */
function killByBursts(run: Run): string {
  const { killChance, unseen } = run;
  if (killChance === null || (unseen === 'too-fast' && killChance < smallChance)) return '';
  return ` Kill by bursts within 10\u00a0m: ${riskWords({ killChance, seen: unseen === null })}.`;
}

/** Until the flag is off, as rule 20 counts it before the first reading of the growth. */
function stopMs(run: Run): number {
  return timeToStopMs({ ageMs: run.oldestAgeMs, pollMs: run.pollMs, propagationsMs: [], inRamp: false });
}

function barsLine(run: Run): Line {
  const full = run.breaker.state === 'off' ? 'eight even steps' : '█ = breaker reached';
  return {
    shown: `Bars: 0–100\u00a0% of the limit, ${full}, · no reading, T trip, K kill, R restart.`,
    spoken: null,
  };
}
