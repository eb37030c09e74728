/** 70, 80 and 85 % of the limit, said once each; those crossed in one reading are one post. */
import type { Action, Said } from '../ports.ts';
import { latestReading, type Run } from '../run/run.ts';
import { restartButton, tripButton } from './actions.ts';
import { compose, type Line } from './compose.ts';
import { capital } from './decision-words.ts';
import { forecastWords, killWords, sayableForecast } from './forecast-words.ts';
import { paceKillWords } from './growth-after-post.ts';
import { pointsAMinute, rssWords, zeroAt } from './memory.ts';
import { duration, offset, percent, trend } from './number.ts';

const alarmPercent = 85;

/** `percents` in any order, at least one. The owner is mentioned from 85 % on. */
export function milestonePost(run: Run, percents: readonly number[], now: number): Said {
  const alarm = percents.some((value) => value >= alarmPercent);
  return compose({
    kind: 'milestone',
    level: alarm ? 'error' : 'warning',
    lines: [
      `${alarm ? '🔥' : '⚠️'} ${crossed(percents)} at ${offset(now - zeroAt(run))}${afterwards(run, now)}${rssPart(run)}.`,
      ...next(run, now),
    ],
    actions: alarm ? alarmActions(run) : [],
    mention: alarm ? run.owner.id : null,
  });
}

/** The threshold itself, where the breaker is off: it takes the place of the trip, and of the trip's mention. */
export function breakerOffThresholdPost(run: Run, now: number): Said {
  const forecast = sayableForecast(run, now);
  const kill = forecast === null ? 'No forecast' : capital(killWords(forecast, now));
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [
      `⚠️ ${percent(run.breaker.thresholdPercent)} at ${offset(now - zeroAt(run))}, breaker off.`,
      `${kill}, the flag stays on.`,
    ],
    actions: [tripButton(run)],
    mention: run.owner.id,
  });
}

/** `85 %`, `70 and 80 %`. */
function crossed(percents: readonly number[]): string {
  const sorted = [...new Set(percents)].sort((a, b) => a - b);
  const last = percent(sorted.at(-1) ?? null);
  return sorted.length < 2 ? last : `${sorted.slice(0, -1).join(', ')} and ${last}`;
}

/** Whose memory it is, where the working set is not all the service's. */
function rssPart(run: Run): string {
  const rss = rssWords(run, latestReading(run));
  return rss === null ? '' : `, ${rss}`;
}

/** `, flag off for 20 s, still up 2 points a minute`: only what is seen. */
function afterwards(run: Run, now: number): string {
  const { seenOffAt } = run.flag;
  if (seenOffAt === null) return run.decision === null ? '' : ', flag not seen off yet';
  const rate = pointsAMinute(run, seenOffAt);
  const course = rate === null ? '' : rate > 0 ? `, still ${trend(rate)}` : `, now ${trend(rate)}`;
  return `, flag off for ${duration(now - seenOffAt)}${course}`;
}

function next(run: Run, now: number): Line[] {
  if (run.decision !== null) {
    // What was forecast with the flag on says nothing of it off.
    const { afterOff } = run;
    return [afterOff?.grows === true ? `${paceKillWords(afterOff)}.` : 'Next: memory must fall or hold.'];
  }
  const { shown, spoken } = forecastWords(run, now);
  const will = nextOfFlag(run);
  return [{ shown: `${capital(shown)}.${will}`, spoken: `${capital(spoken)}.${will}` }];
}

function nextOfFlag(run: Run): string {
  if (run.decision !== null) return '';
  const { state, thresholdPercent, predict } = run.breaker;
  if (state === 'off') return ' Breaker off: the flag stays on.';
  const sooner = predict === 'off' ? '' : ', or sooner if a kill is near';
  return ` The flag goes off by itself over ${percent(thresholdPercent)}${sooner}.`;
}

/** While it grows, the breaker; once the flag is seen off, the restart (rule 29 refuses it before). */
function alarmActions(run: Run): Action[] {
  if (run.state === 'growing') return [tripButton(run)];
  return run.flag.seenOffAt === null ? [] : [restartButton(run)];
}
