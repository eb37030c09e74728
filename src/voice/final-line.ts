/** How a run ended, in one line of at most 99 characters: for the card, the report and the history. */

import { type Ended, latestReading, type Run, type TripReason, utilization } from '../run/run.ts';
import { workloadName } from './actions.ts';
import { breakerAtKill } from './breaker-words.ts';
import { flagOffWords, turnedOffWords, wasReset, whyWords } from './decision-words.ts';
import { offSince } from './growth-after-post.ts';
import { peakPercent, percentOf, readingAfterKill, readingBefore } from './memory.ts';
import { duration, percent, percentBeside, percentRange } from './number.ts';
import { faceOf } from './outcome-words.ts';
import { cut, nameOf } from './typed.ts';

/** With the stop behind it, as a sentence, 100. */
const longest = 99;

/**
 * `✅ Averted: checkout peaked at 81 %, no kill · recovered to 58 % in 40 s`. A run from a list has no readings; then
 * the text of its `end` event stands, where there is one: the runner writes this line there.
 */
export function finalLine(run: Ended): string {
  const kept =
    run.readings.length > 0 ? undefined : run.events.findLast((event) => event.kind === 'end')?.text;
  const { emoji } = faceOf(run);
  if (kept?.startsWith(emoji)) return kept;
  return cut([`${emoji} ${whatHappened(run)}`, ...whatFollowed(run)].join(' · '), longest);
}

function whatHappened(run: Ended): string {
  switch (run.outcome) {
    case 'averted':
      return averted(run);
    case 'oom-killed':
      return killed(run);
    case 'levelled':
      return levelled(run);
    case 'completed':
      return `Completed: ${duration(grewFor(run))} played, peak ${percent(peakPercent(run))}, no trip`;
    case 'stopped':
      return stopped(run);
    case 'aborted':
      return aborted(run);
    case 'lost-sight':
      return `Lost sight: ${run.decision === null ? 'no reading' : whyWords(run.decision, 40)}, flag ${seenShort(run)}`;
  }
}

/** What a low peak does not explain. */
const trippedFor: Partial<Record<TripReason, string>> = {
  forecast: 'kill foreseen',
  stalled: 'orders stalled',
  leak: 'goroutines',
  peak: 'a burst seen',
  risk: 'burst risk',
};

function averted(run: Ended): string {
  if (run.recovery === 'restart-needed') {
    const course = run.afterOff?.grows === true ? 'still grows' : 'holds';
    return `Averted, restart needed: ${flagOffShort(run)}, memory ${course} at ${percent(latestPercent(run))}`;
  }
  const peak = peakPercent(run);
  const at =
    peak === null ? 'peak unknown' : `peaked at ${percentBeside(peak, run.breaker.thresholdPercent)}`;
  const why = run.decision?.kind === 'trip' ? trippedFor[run.decision.reason] : undefined;
  const reason = why === undefined ? '' : ` (${why})`;
  return `Averted${reason}: ${workloadName(run, 16)} ${at}${run.kills.length === 0 ? ', no kill' : ''}`;
}

function killed(run: Ended): string {
  const kill = run.kills[0];
  const before = kill === undefined ? null : percentOf(run, readingBefore(run, kill.at));
  const many = run.kills.length > 1;
  const times = many ? ` ${run.kills.length} times` : '';
  const seen = many ? 'first past' : 'last seen at';
  const at = before === null ? 'last reading unknown' : `${seen} ${percent(before)}`;
  return `OOM-killed${times}, ${at}: ${breakerAtKill(run)}`;
}

function levelled(run: Ended): string {
  const level = levelOf(run);
  const where = level === null ? 'at an unknown level' : `at ${percentRange(...level)}`;
  const bursts = run.decision?.kind === 'time' && run.decision.regime === 'bursts' ? ', with bursts' : '';
  return `Levelled ${where} for ${duration(grewFor(run))}${bursts}: no leak in sight`;
}

/** Lowest and highest percent of the later half of the growth, when warm-up is over; null without readings. */
function levelOf(run: Run): [number, number] | null {
  const from = run.growingAt ?? run.startedAt;
  const to = run.decision?.at ?? Number.POSITIVE_INFINITY;
  const grown = run.readings.filter((reading) => reading.at >= from && reading.at <= to);
  const values = grown
    .slice(Math.floor(grown.length / 2))
    .map((reading) => utilization(run, reading.usedBytes))
    .sort((a, b) => a - b);
  const low = values[0];
  const high = values.at(-1);
  return low === undefined || high === undefined ? null : [low, high];
}

function stopped(run: Ended): string {
  const decision = run.decision;
  const at = run.growingAt === null ? ' before the growth' : atWords(run);
  if (wasReset(run)) return `Stopped${at}: flag reset or edited outside leakops`;
  if (decision?.kind === 'person') return `Stopped${at}: flag ${turnedOffWords(decision)}, ${seenShort(run)}`;
  if (decision?.kind === 'trip' && decision.reason === 'lease')
    return `Stopped${at}: lease over, ${flagOffShort(run)}`;
  const by = decision === null ? '' : ` by ${nameOf(decision.by)}`;
  return `Stopped${by}${at}: ${flagOffShort(run)}`;
}

function aborted(run: Ended): string {
  const why = run.decision === null ? 'no reason known' : whyWords(run.decision, 48);
  if (run.flag.arming.step === 'none' || run.flag.arming.step === 'probe') {
    return `Aborted before the flag was set: ${why}`;
  }
  return `Aborted${run.growingAt === null ? ' before the growth' : atWords(run)}: ${why}, ${flagOffShort(run)}`;
}

function whatFollowed(run: Ended): string[] {
  if (run.outcome === 'levelled' && run.recovery === 'recovered') return [];
  if (run.outcome === 'oom-killed') {
    const kill = run.kills.at(-1);
    const back = kill === undefined ? null : percentOf(run, readingAfterKill(run, kill));
    if (run.recovery === 'restart-needed') {
      return [`restart needed${back === null ? '' : ` at ${percent(back)}`}`];
    }
    return [back === null ? 'memory after it unknown' : `back at ${percent(back)}`];
  }
  if (run.recovery === 'restart-needed') return run.outcome === 'averted' ? [] : ['restart needed'];
  if (run.recovery === 'recovered') {
    return [`recovered${recoveredTo(run)}${recoveredIn(run)}`];
  }
  if (run.growingAt === null) return [];
  return [run.outcome === 'lost-sight' ? 'memory unknown' : 'recovery unknown'];
}

/** Where memory never was higher there was nothing to come down from. */
function recoveredTo(run: Ended): string {
  const latest = latestPercent(run);
  if (latest === null) return '';
  return percent(latest) === percent(peakPercent(run)) ? ` at ${percent(latest)}` : ` to ${percent(latest)}`;
}

function recoveredIn(run: Ended): string {
  const since = offSince(run);
  return since === null || run.recoveryAt === null ? '' : ` in ${duration(run.recoveryAt - since)}`;
}

function grewFor(run: Ended): number {
  return (run.decision?.at ?? run.endedAt) - (run.growingAt ?? run.startedAt);
}

function latestPercent(run: Run): number | null {
  return percentOf(run, latestReading(run));
}

function atWords(run: Ended): string {
  const decision = run.decision;
  const reading = decision === null ? latestReading(run) : readingBefore(run, decision.at);
  return reading === null ? '' : ` at ${percent(percentOf(run, reading))}`;
}

function flagOffShort(run: Ended): string {
  if (run.flag.seenOffAt !== null) return 'flag off';
  return flagOffWords(run);
}

function seenShort(run: Ended): string {
  return run.flag.seenOffAt === null ? 'not seen off' : 'seen off';
}
