/** What counts: a trip and what was said before, against what really became of the recorded run. */
import type { Replay } from '../../../src/replay/replay.ts';
import { gradeForecasts } from '../../../src/safety/forecast-grades.ts';
import type { Case } from './cases.ts';

export type Verdict =
  /** Of runs that were killed. */
  | 'averted'
  | 'declared'
  | 'announced'
  | 'unannounced'
  /** Of runs that lived. */
  | 'needless'
  | 'left alone';

const flagOffAfterSeconds = 1;
const aheadSeconds = 1;
const aheadAfterStallSeconds = 3;
/** With a broken broker what is over it is killed all the same, as nothing is freed. */
const brokenBrokerPercent = 85;
const announcedChance = 0.5;
const announcedAheadSeconds = 30;
/** A trip this early in a healthy process, or before the broker breaks, has only its warm-up as a cause. */
const warmUpSeconds = 300;

export function isAverted(one: Case, trippedAt: number | null): boolean {
  const { killAt, trace } = one;
  if (killAt === null || trippedAt === null) return false;
  const offAt = trippedAt + flagOffAfterSeconds;
  const ahead = one.broker === 'back after a stall' ? aheadAfterStallSeconds : aheadSeconds;
  if (offAt > killAt - ahead) return false;
  if (one.broker === 'healthy') return true;
  const used = trace.rows.findLast((row) => row.second <= offAt)?.usedBytes ?? 0;
  return (used / trace.limitBytes) * 100 <= brokenBrokerPercent;
}

/** `said` is null for who says nothing but trips. */
export function verdictOf(one: Case, trippedAt: number | null, said: Said | null): Verdict {
  if (one.killAt === null) return trippedAt === null ? 'left alone' : 'needless';
  if (isAverted(one, trippedAt)) return 'averted';
  if (said?.protectable === false) return 'declared';
  return said !== null && isAnnounced(said, one.killAt) ? 'announced' : 'unannounced';
}

/** Every chance of a kill within ten minutes that was said, and when. */
export interface Said {
  protectable: boolean | null;
  chances: { second: number; chance: number }[];
}

export function saidOf(
  one: Case,
  replayed: Pick<Replay, 'preflight' | 'readings'>,
  ageSeconds: number,
): Said {
  const { protectable, killChance } = replayed.preflight;
  const running = replayed.readings.flatMap((reading) =>
    reading.killChance === null ? [] : [{ second: reading.seconds + ageSeconds, chance: reading.killChance }],
  );
  const plan = killChance === null ? [] : [{ second: one.trace.flagOnAt ?? 0, chance: killChance }];
  return { protectable, chances: [...plan, ...running] };
}

function isAnnounced({ chances }: Said, killAt: number): boolean {
  return chances.some(
    ({ second, chance }) => chance >= announcedChance && second <= killAt - announcedAheadSeconds,
  );
}

/** A trip before anything but warm-up can have been its cause. */
export function isWhileWarmingUp(one: Case, trippedAt: number | null): boolean {
  if (trippedAt === null) return false;
  const cause = one.brokenAt ?? (one.killAt === null ? warmUpSeconds : 0);
  return trippedAt < Math.min(cause, warmUpSeconds);
}

export interface ForecastGrade {
  /** 0–1: of the time that was left, at half-time. */
  error: number;
  /** 0–1: how many of the intervals held the kill. */
  held: number;
  /** Of each forecast: the time that was left in shares of the time that it foresaw. */
  leftShares: number[];
}

/** Of a ramp that ended in a kill; null elsewhere, and where nothing was forecast before it. */
export function forecastGrade(one: Case, replayed: Replay, ageSeconds: number): ForecastGrade | null {
  const { killAt, broker } = one;
  if (killAt === null || (broker !== 'dead' && broker !== 'stalled')) return null;
  const forecasts = replayed.readings.flatMap(({ seconds, forecast }) =>
    forecast === null || seconds + ageSeconds > killAt
      ? []
      : [
          {
            at: seconds * 1000,
            breakerAt: null,
            killAt: forecast.killAt * 1000,
            earliestKillAt: forecast.earliestKillAt * 1000,
            latestKillAt: forecast.latestKillAt * 1000,
          },
        ],
  );
  const grades = gradeForecasts(forecasts, 'kill', killAt * 1000);
  if (grades === null) return null;
  const leftShares = forecasts.map(({ at, killAt: foreseenAt }) => (killAt * 1000 - at) / (foreseenAt - at));
  return { error: grades.errorAtHalfTime, held: grades.held / grades.count, leftShares };
}
