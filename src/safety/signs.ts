/** Early signs of a kill: facts/breaker-study.md, rules 2–6. Each with its numbers; what acts on them is the breaker's to say. */
import type { Reading } from '../ports.ts';
import { chance, inSeconds, percent, trend } from '../voice/number.ts';
import type { BurstRisk } from './burst-risk.ts';
import { goroutineLeak } from './goroutines.ts';
import type { OrderFlow, Stall } from './orders.ts';
import type { Ramp } from './ramp.ts';
import type { MemoryPoint } from './service-memory.ts';

export const signReasons = ['stalled', 'peak', 'leak', 'ramp', 'risk'] as const;
export type SignReason = (typeof signReasons)[number];

export interface Sign {
  reason: SignReason;
  /** In words, with its numbers. */
  why: string;
}

export interface SignFacts {
  /** Of one process, oldest first. */
  readings: readonly Reading[];
  points: readonly MemoryPoint[];
  /** True peaks; empty: unknown, or not to be trusted. */
  peaks: readonly MemoryPoint[];
  servedSince: number;
  /** The highest of the run: an export may still show a burst of a value that was lowered. */
  flagValue: number;
  thresholdPercent: number | null;
  ordersPerSecond: number | null;
  /** What one order adds. */
  orderPercent: number;
  levelPercent: number | null;
  flow: OrderFlow | null;
  stall: Stall | null;
  ramp: Ramp | null;
  risk: BurstRisk | null;
}

/** A true peak this far over the threshold: only by chance no reading was. */
const peakOverThreshold = 5;
const highestPeakPercent = 99;
/** From this chance of a kill within ten minutes on. */
const riskChance = 0.1;
const riskAtMostPercent = 80;

export function signsOf(facts: SignFacts): Sign[] {
  return [stalled(facts), peak(facts), leak(facts), ramp(facts), risk(facts)].filter((sign) => sign !== null);
}

/** Rule 2. */
function stalled({ stall }: SignFacts): Sign | null {
  if (stall === null) return null;
  const due = Math.floor(stall.due);
  return {
    reason: 'stalled',
    why: `no order completed for ${inSeconds(stall.seconds * 1000)}, ${due} were due`,
  };
}

/** Rule 3. */
function leak(facts: SignFacts): Sign | null {
  const found = goroutineLeak(facts.readings, facts.servedSince, facts.flagValue, facts.ordersPerSecond);
  if (found === null) return null;
  const rise = found.exports.join(' → ');
  return { reason: 'leak', why: `goroutines ${rise}, more than bursts explain` };
}

/** Rule 4. */
function peak({ readings, peaks, servedSince, thresholdPercent }: SignFacts): Sign | null {
  const last = peaks.at(-1);
  // Of the latest window: an older one is no news.
  if (last?.at !== readings.at(-1)?.at) return null;
  const bound = Math.min(highestPeakPercent, (thresholdPercent ?? 80) + peakOverThreshold);
  if (last === undefined || last.at <= servedSince || last.percent < bound) return null;
  return { reason: 'peak', why: `a true peak of ${percent(last.percent)} between two readings` };
}

/** Rule 6. */
function ramp({ ramp: found }: SignFacts): Sign | null {
  if (found === null) return null;
  const from = `${percent(found.fromPercent)} to ${percent(found.percent)}`;
  return { reason: 'ramp', why: `a proved ramp, ${trend(found.slope * 60)}, from ${from}` };
}

/** Rule 5; where readings cannot see the next kill coming, an order that completed under the flag is evidence enough. */
function risk(facts: SignFacts): Sign | null {
  const { risk: found, levelPercent, flow, points, peaks, servedSince } = facts;
  if (found === null || levelPercent === null || found.chanceInTenMinutes < riskChance) return null;
  const bound = Math.min(riskAtMostPercent, levelPercent + facts.orderPercent / 2);
  const seen = [points.at(-1), peaks.at(-1)].filter((point) => point !== undefined && point.at > servedSince);
  const highest = Math.max(0, ...seen.map((point) => point!.percent));
  const chances = `${chance(found.chanceInTenMinutes)} chance of a kill by bursts within ten minutes`;
  if (highest >= bound) return { reason: 'risk', why: `${chances}, ${percent(highest)} seen` };
  const ordersCame = flow !== null && flow.completed > 0 && flow.lastRiseAt > servedSince;
  if (found.unprotectable && ordersCame) {
    return { reason: 'risk', why: `${chances}, which readings of this age cannot see coming` };
  }
  return null;
}
