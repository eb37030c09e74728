/** What is the same for all orders that steer a live run. */
import type { Said } from '../../src/ports.ts';
import { latestReading, utilization } from '../../src/run/run.ts';
import { burstRisk, ordersPerSecond } from '../../src/safety/burst-risk.ts';
import { expectedGrowth } from '../../src/scenario/catalog.ts';
import { refusal } from '../../src/voice/answer-refusal.ts';
import { chance, durationRange, percent } from '../../src/voice/number.ts';
import { refused, type Scene, type Step } from './verb.ts';
import { forLiveRun, type Live } from './whose-run.ts';

/** A flag value from which a confirmation names the chance of a kill and the headroom (facts/chat-ux.md). */
export const dangerousFlagValue = 2_000;

/** The step for a run that can still be steered: not decided yet. */
export function forSteerableRun(scene: Scene, refusalWord: string, step: (run: Live) => Step): Step {
  return forLiveRun(scene, refusalWord, scene.command, (run) => {
    if (run.state === 'preparing' || run.state === 'growing') return step(run);
    return refused(isEnding(run, refusalWord));
  });
}

function isEnding(run: Live, refusalWord: string): Said {
  const why = run.breaker.state === 'tripped' ? 'has tripped, the run is over' : 'is over, the flag goes off';
  return refusal({ what: `${refusalWord}: ${run.id} ${why} (${run.state})`, command: 'status' });
}

/** Percent of the limit at the latest reading, else at the baseline. */
function levelPercent(run: Live): number {
  return utilization(run, latestReading(run)?.usedBytes ?? run.baselineBytes);
}

/** Headroom and the chance of a kill at a flag value, for a dangerous confirmation. */
export function dangerLines(run: Live, flagValue: number): string[] {
  const level = levelPercent(run);
  const risk = burstRisk({
    levelPercent: level,
    flagValue,
    ordersPerSecond: ordersPerSecond(run.users),
    limitBytes: run.limitBytes,
    hasGomemlimit: run.gomemlimitBytes !== null,
    intervalMs: run.cadenceMs,
    ageMs: run.oldestAgeMs,
  });
  const known =
    flagValue === run.flag.value && run.killChance !== null ? run.killChance : risk.chanceInTenMinutes;
  const { toKill } = expectedGrowth(flagValue);
  const guide =
    toKill === null ? '' : ` Guide: kill ${durationRange(toKill[0] * 60_000, toKill[1] * 60_000)} after.`;
  const headroom = Math.max(0, Math.round(100 - level));
  return [
    `Now ${percent(level)} of the limit, headroom ${headroom}\u00a0points.`,
    `Chance of a kill by bursts within 10\u00a0m: ${chance(known)}.${guide}`,
  ];
}
