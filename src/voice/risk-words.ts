/** The chance of a kill by bursts, which no line foresees, and whether readings can see it coming (rule 5). */
import { chance, exactDuration, oneIn } from './number.ts';

export interface BurstOutlook {
  /** 0–1, within ten minutes. */
  killChance: number;
  /** Readings of this age and interval can see the kill coming. */
  seen: boolean;
}

export interface ReadingPace {
  intervalMs: number;
  ageMs: number;
}

/** One reading a second sees half of the bursts, one in 15 s few of them (facts/real-leak.md). */
const seesHalfMs = 2_000;

/** `12 %, 1 in 8: can be seen coming`; a small chance by itself. */
export function riskWords({ killChance, seen }: BurstOutlook): string {
  if (killChance < 0.01 && seen) return chance(killChance);
  return `${oneIn(killChance)}: ${seen ? 'can be seen coming' : 'comes unseen'}`;
}

/** `Readings every 15 s, up to 20 s old, miss most bursts`. */
export function missedWords(pace: ReadingPace): string {
  const share = pace.intervalMs <= seesHalfMs ? 'half of the' : 'most';
  return `Readings ${paceWords(pace)}, miss ${share} bursts`;
}

/** `every 15 s, up to 20 s old`. */
export function paceWords({ intervalMs, ageMs }: ReadingPace): string {
  return `every ${exactDuration(intervalMs)}, up to ${exactDuration(ageMs)} old`;
}

/** In a list: `12 %, unseen`. */
export function riskBriefly({ killChance, seen }: BurstOutlook): string {
  return `${chance(killChance)}${seen ? '' : ', unseen'}`;
}
