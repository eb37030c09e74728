/** What to change where memory stayed level: each option as a command to copy, with what it would do. */
import { type Ended, latestReading } from '../run/run.ts';
import { type Advice, adviceFor } from '../safety/advice.ts';
import { ordersPerSecond } from '../safety/burst-risk.ts';
import { copy } from './answer.ts';
import type { Line } from './compose.ts';
import { band } from './guide-words.ts';
import { chance, mib } from './number.ts';

/** `To change: …`, for the report; null: nothing would change anything. */
export function adviceLine(run: Ended): Line | null {
  const options = optionsOf(run).map((advice) => `${copy(commandOf(run, advice))}: ${does(advice)}`);
  if (options.length === 0) return null;
  const shown = `To make it leak: ${options.join('; ')}`;
  return { shown, spoken: shown.replaceAll('`', '') };
}

/** One a line, for the card: at most `most`, each with its shortest words. */
export function adviceLines(run: Ended, most: number): { shown: string; spoken: string }[] {
  return optionsOf(run)
    .slice(0, most)
    .map((advice) => {
      const words = `${copy(commandOf(run, advice))}: ${briefly(advice)}`;
      return { shown: words, spoken: words.replaceAll('`', '') };
    });
}

/** What is at its highest already is no option. */
function optionsOf(run: Ended): Advice[] {
  const { levelPercent, load, broker, users, flag } = run;
  const rate = load.kind === 'none' ? 0 : ordersPerSecond(users);
  const options = adviceFor({
    levelPercent: levelPercent ?? run.heldPercent,
    flagValue: flag.value,
    ordersPerSecond: rate,
    limitBytes: run.limitBytes,
    hasGomemlimit: run.gomemlimitBytes !== null,
    intervalMs: run.cadenceMs,
    ageMs: run.oldestAgeMs,
    hasPeak: latestReading(run)?.peakBytes != null,
    users,
  });
  return options.filter((advice) => {
    if (advice.kind === 'broker-down') return broker === null;
    if (advice.kind === 'users') return load.kind !== 'none' && advice.to > users;
    return advice.to > flag.value;
  });
}

function commandOf(run: Ended, advice: Advice): string {
  switch (advice.kind) {
    case 'value':
      return `start ${run.scenario} ${advice.to} ${run.users}`;
    case 'users':
      return `start ${run.scenario} ${run.flag.value} ${advice.to}`;
    case 'broker-down':
      return 'start broker-down';
  }
}

function does(advice: Advice): string {
  if (advice.kind === 'broker-down')
    return `a true ramp, kill ${band(advice.killMinutes)} after the broker's end`;
  const seen = advice.protectable ? '' : ', which readings cannot see coming';
  return `bursts of ${mib(advice.burstBytes)} an order, ${chance(advice.killChance)} chance of a kill in 10\u00a0m${seen}`;
}

function briefly(advice: Advice): string {
  if (advice.kind === 'broker-down') return `a ramp, kill in ${band(advice.killMinutes)}`;
  return `kill ${chance(advice.killChance)} in 10\u00a0m`;
}
