/** The sparkline of a run: from the start of its growth to its latest reading, or to now where sight is lost. */
import { latestReading, type Run } from '../run/run.ts';
import type { Line } from './compose.ts';
import { freshReading, percentOf, zeroAt } from './memory.ts';
import { duration, percent } from './number.ts';
import { type SparkMark, sparkline } from './sparkline.ts';

/** A restart this soon after a kill is the kill's own. */
const killRestartMs = 60_000;

/** The bars in code marks with `after` behind them; in words `from 52 to 72 % in 8 m`. Null before any growth. */
export function sparkLine(run: Run, now: number, after = ''): Exclude<Line, string> | null {
  if (run.growingAt === null) return null;
  const to = lastSeen(run, now);
  const bars = sparkline({
    readings: run.readings,
    from: run.growingAt,
    to,
    limitBytes: run.limitBytes,
    thresholdPercent: run.breaker.state === 'off' ? null : run.breaker.thresholdPercent,
    marks: marksOf(run),
  });
  return { shown: `\`${bars}\`${after}`, spoken: spokenRise(run, to) };
}

function lastSeen(run: Run, now: number): number {
  const latest = latestReading(run);
  if (run.state === 'ended') return latest?.at ?? run.endedAt;
  return freshReading(run, now)?.at ?? now;
}

function spokenRise(run: Run, to: number): string {
  const shown = run.readings.filter((reading) => reading.at >= zeroAt(run) && reading.at <= to);
  const first = shown[0];
  const last = shown.at(-1);
  if (first === undefined || last === undefined) return 'no reading since the growth began';
  if (first === last) return `one reading, ${percent(percentOf(run, last))}`;
  const from = percent(percentOf(run, first)).replace('\u00a0%', '');
  return `from ${from} to ${percent(percentOf(run, last))} in ${duration(last.at - first.at)}`;
}

export function marksOf(run: Run): SparkMark[] {
  const marks: SparkMark[] = run.kills.map(({ at }) => ({ at, letter: 'K' }));
  if (run.breaker.trippedAt !== null) marks.push({ at: run.breaker.trippedAt, letter: 'T' });
  for (const { at } of run.restartsSeen) {
    const ofKill = run.kills.some((kill) => at >= kill.at && at - kill.at <= killRestartMs);
    if (!ofKill) marks.push({ at, letter: 'R' });
  }
  return marks.sort((a, b) => a.at - b.at);
}
