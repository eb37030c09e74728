/** What happened to one run, in plain words. */
import { acts } from './acts/acts.ts';
import type { Schedule } from './schedule.ts';
import type { StageSettings } from './stage.ts';

/** `played`: what was wrong, or empty; and the run's own events, where they are wanted. */
export function story(schedule: Schedule, wrong: readonly string[]): string {
  let at = 0;
  const happened = schedule.steps.map(({ afterMs, act, n }) => {
    at += afterMs;
    return `  +${(at / 1000).toFixed(1)} s  ${acts[act]!.tells(n)}`;
  });
  const first = schedule.before.map(({ act, n }) => `  before the start  ${acts[act]!.tells(n)}`);
  const end =
    wrong.length === 0 ? ['  nothing is wrong'] : wrong.slice(0, 3).map((words) => `  WRONG at ${words}`);
  return [settingsInWords(schedule.settings), ...first, ...happened, ...end].join('\n');
}

function settingsInWords(settings: StageSettings): string {
  const { leaseMs, pollMs, minutes, growthPerMinute, thresholdPercent, predict, restartPolicy } = settings;
  return [
    `  start gradual 300 25 for ${minutes}m breaker ${thresholdPercent ?? 'off'}`,
    `poll ${pollMs / 1000} s`,
    leaseMs === null ? 'no lease' : `lease ${leaseMs / 1000} s`,
    `predict ${predict}`,
    `restart ${restartPolicy}`,
    `memory up ${growthPerMinute.toFixed(1)} points a minute, ${settings.fallPerSecond === 0 ? 'never down' : 'down when off'}`,
    `readings every ${settings.readingEveryMs / 1000} s, ${settings.readingAgeMs / 1000} s old`,
    `served ${settings.loadAfterMs} ms after a write`,
  ].join(' · ');
}
