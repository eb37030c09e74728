/** The report that closes a thread: outcome, peak against the guide, who did what when, what is back as it was. */
import type { Said } from '../ports.ts';
import { type Ended, type Run, utilization } from '../run/run.ts';
import { endedButtons } from './actions.ts';
import { adviceLine } from './advice-words.ts';
import { breakerAtKill } from './breaker-words.ts';
import { chartAlt } from './chart-alt.ts';
import { compose, type Line } from './compose.ts';
import { whyWords } from './decision-words.ts';
import { gradeWords } from './forecast-grade-words.ts';
import { freedWords } from './freed-words.ts';
import { offSince, stillGrowsWords } from './growth-after-post.ts';
import { brokerDownWords, firstValue, flagValues, growthWords, guideOf } from './guide-words.ts';
import { peakReading, percentOf, zeroAt } from './memory.ts';
import { duration, durationRange, mibOf, offset, percentBeside } from './number.ts';
import { faceOf, recoveryWords } from './outcome-words.ts';
import { restoredBroker, restoredFlag, restoredUsers } from './restored-words.ts';
import { timeline } from './timeline.ts';
import { outsideWords } from './typed.ts';

export interface ReportLinks {
  publicUrl: string | null;
  /** Where the chart's picture is served; null: none is shown. */
  chartUrl: string | null;
}

/** At most five lines; `now` is not needed, as all in it is past. */
export function reportPost(run: Ended, _now: number, links: ReportLinks): Said {
  return compose({
    kind: 'report',
    level: faceOf(run).level,
    lines: [headLine(run), ...bodyLines(run), restoredLine(run)],
    actions: endedButtons(run, links.publicUrl),
    files:
      links.chartUrl === null ? [] : [{ name: `${run.id}.png`, url: links.chartUrl, alt: chartAlt(run) }],
  });
}

function headLine(run: Ended): string {
  const { emoji, word } = faceOf(run);
  const recovery = recoveryWords(run);
  const users = run.load.kind === 'none' ? 'load not touched' : `${run.users} users`;
  const state = recovery === null ? word : `${word}, ${recovery}`;
  return `${emoji} ${state}: ${run.id}, ${run.scenario}, flag ${flagValues(run)}, ${users}, ${duration(run.endedAt - run.startedAt)}`;
}

function bodyLines(run: Ended): Line[] {
  const happened = `${timeline(run)}.`;
  if (run.growingAt === null) return [reasonLine(run), happened];
  // That its time was over is all the reason of a level; what to change is worth the line.
  const advice = run.outcome === 'levelled' && run.recovery !== 'restart-needed' ? adviceLine(run) : null;
  return advice === null
    ? [peakLine(run), reasonLine(run), happened]
    : [peakLine(run), advice, `Time over; ${offPart(run)}. ${happened}`];
}

function peakLine(run: Ended): string {
  const peak = peakReading(run);
  const zero = zeroAt(run);
  const height =
    peak === null
      ? 'Peak unknown'
      : `${run.kills.length === 0 ? 'Peak' : 'Highest reading'} ${percentBeside(percentOf(run, peak), run.breaker.thresholdPercent)} (${mibOf(peak.usedBytes, run.limitBytes)}) at ${offset(peak.at - zero)}`;
  const forecast = forecastPart(run, zero);
  const grade = gradeWords(run);
  const level = run.outcome === 'levelled' ? `; ${outsideWords(run.evidence, 110)}` : '';
  const graded = grade === null ? '' : ` ${grade}.`;
  return `${height}${level}${forecast === null ? '' : `; ${forecast}`}. ${guidePart(run, zero)}.${graded}`;
}

/** The last forecast before the first kill or the decision; null: none was made, and the run was not level either. */
function forecastPart(run: Ended, zero: number): string | null {
  if (run.forecastSaid === null) return run.outcome === 'levelled' ? 'no kill was forecast' : null;
  const { earliestKillAt, latestKillAt } = run.forecastSaid;
  return `kill was forecast for +${durationRange(earliestKillAt - zero, latestKillAt - zero)}`;
}

function guidePart(run: Ended, zero: number): string {
  if (run.broker !== null) {
    const never = run.broker.downAt === null ? ', and it was never down' : '';
    return `Expected: ${brokerDownWords(run, firstValue(run))}${never}`;
  }
  const { growth, forValue } = guideOf(run);
  const guide = `Guide${forValue === null ? '' : `, for ${forValue}`}: ${growthWords({ ...growth, toKill: growth.to80 === null ? growth.toKill : null })}`;
  if (growth.to80 === null) return guide;
  const reached = run.readings.find(
    (reading) => reading.at >= zero && utilization(run, reading.usedBytes) >= 80,
  );
  return `${guide}, ${reached === undefined ? 'not reached' : `seen at ${offset(reached.at - zero)}`}`;
}

/** Why it ended; of a trip also how old its reading was and how long the flag took. */
function reasonLine(run: Ended): string {
  const { decision } = run;
  if (decision === null) return 'Why it ended is unknown.';
  const kill = run.outcome === 'oom-killed' ? ` Kill: ${breakerAtKill(run)}.` : '';
  const age =
    decision.kind === 'trip' && decision.reading !== null && decision.reason !== 'blind'
      ? `, reading ${duration(decision.at - decision.reading.at)} old`
      : '';
  return `Ended because: ${whyWords(decision)}${age}; ${offPart(run)}.${kill}${memoryPart(run)}`;
}

/** What was found of memory once the flag was off; nothing of a run that never grew or that nobody could see. */
function memoryPart(run: Ended): string {
  if (run.growingAt === null || run.recovery === null || run.readings.length === 0) return '';
  if (run.recovery === 'unknown') return '';
  const { afterOff } = run;
  // Of what came down by itself when it stopped is no finding.
  const isStuck = afterOff !== null && run.recovery === 'restart-needed';
  const growth = !isStuck ? '' : afterOff.grows ? `${stillGrowsWords(afterOff)}; ` : stoppedWords(run);
  return ` Then: ${growth}${freedWords(run)}.`;
}

function stoppedWords(run: Ended): string {
  const since = offSince(run);
  const stoppedAt = run.afterOff?.stoppedAt ?? null;
  return since === null || stoppedAt === null ? '' : `growth stopped within ${duration(stoppedAt - since)}; `;
}

function offPart(run: Run): string {
  const { seenOffAt, lastWrite } = run.flag;
  if (seenOffAt === null) return lastWrite === 0 ? 'flag never written' : 'flag not seen off';
  const after = seenOffAt - (run.decision?.at ?? seenOffAt);
  return after < 500 ? 'flag seen off at once' : `flag seen off ${duration(after)} later`;
}

function restoredLine(run: Ended): string {
  const others = {
    true: 'other flags unchanged ✓',
    false: 'other flags changed meanwhile',
    null: 'other flags unknown',
  };
  const broker = [restoredBroker(run)].filter((words) => words !== null);
  const untouched = run.flag.lastWrite === 0;
  const othersWords = untouched ? [] : [others[`${run.flag.othersSame}`]];
  return `Restored: ${[restoredFlag(run), restoredUsers(run), ...broker, ...othersWords].join(' · ')}`;
}
