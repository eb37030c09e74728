/** Which of the guide's learning outcomes this run gave evidence for. Not seen is not shown, whatever is likely. */
import { type Ended, utilization } from '../../run/run.ts';
import { gradeForecasts } from '../../safety/forecast-grades.ts';
import { firstValue } from '../guide-words.ts';
import { zeroAt } from '../memory.ts';
import { exactDuration, percent } from '../number.ts';
import { type ReportPart, type ReportRow, row } from './part.ts';

type Verdict = 'shown' | 'not shown' | 'not to be seen';

export function learningPart(run: Ended): ReportPart {
  const title = 'What the guide wants to show';
  if (run.growingAt === null) return { title, rows: [] };
  return {
    title,
    rows: [
      gradualLeak(run),
      goroutines(run),
      unseen('Garbage collection more frequent', 'leakops reads no telemetry of it yet'),
      unseen('Latency follows memory', 'leakops reads no telemetry of it yet'),
      timeToFailure(run),
      unseen('Traces of slow orders', 'leakops reads no traces yet'),
      threshold(run),
      sameFlag(run),
      realLeak(run),
    ],
  };
}

function outcome(what: string, verdict: Verdict, evidence: string): ReportRow {
  return row(what, verdict, evidence);
}

function unseen(what: string, why: string): ReportRow {
  return outcome(what, 'not to be seen', why);
}

function gradualLeak(run: Ended): ReportRow {
  const what = 'A gradual leak, as a line';
  if (run.forecasts.length > 0) return outcome(what, 'shown', 'a ramp was proved');
  return outcome(what, 'not shown', run.readings.length === 0 ? 'no reading' : `no ramp: ${run.regime}`);
}

/** Two exports over the first, as the early sign has it (facts/real-leak.md). */
function goroutines(run: Ended): ReportRow {
  const what = 'Goroutines pile up';
  const counts = run.readings.flatMap(({ at, goroutines: count }) =>
    count === null || at < zeroAt(run) ? [] : [count],
  );
  const [first, highest] = [counts[0], Math.max(...counts)];
  if (first === undefined) return unseen(what, 'the source of the readings shows none');
  const sign = run.signs.some(({ reason }) => reason === 'leak');
  const evidence = `${first} → ${highest}`;
  return outcome(what, sign ? 'shown' : 'not shown', evidence);
}

function timeToFailure(run: Ended): ReportRow {
  const what = 'Time to failure can be foreseen';
  const kill = run.kills[0];
  if (run.forecasts.length === 0) return outcome(what, 'not shown', 'no forecast: there was no ramp');
  const grades = gradeForecasts(run.forecasts, 'kill', kill?.at ?? null);
  if (grades === null) {
    return outcome(
      what,
      'not shown',
      `made ${times(run.forecasts.length)}, and no kill came to hold it against`,
    );
  }
  const held = `${grades.held} of ${grades.count} intervals held the kill`;
  return outcome(what, grades.held * 2 > grades.count ? 'shown' : 'not shown', held);
}

/** How long the threshold left, which is what a threshold is tuned by. */
function threshold(run: Ended): ReportRow {
  const what = 'Thresholds to alert at';
  const over = run.readings.find(
    ({ at, usedBytes }) => at >= zeroAt(run) && utilization(run, usedBytes) > run.breaker.thresholdPercent,
  );
  const limit = percent(run.breaker.thresholdPercent);
  const kill = run.kills[0];
  if (over === undefined) return outcome(what, 'not shown', `no reading was over ${limit}`);
  if (kill === undefined || kill.at <= over.at) {
    const seen = `${limit} was seen ${exactDuration(Math.max(0, over.seenAt - over.at))} late`;
    return outcome(what, 'shown', kill === undefined ? `${seen}; no kill came` : `${seen}, after the kill`);
  }
  return outcome(what, 'shown', `${exactDuration(kill.at - over.at)} from ${limit} to the kill`);
}

function sameFlag(run: Ended): ReportRow {
  const other = firstValue(run) >= 1_000 ? 'gradual' : 'spike';
  return outcome('Same flag, another behaviour', 'not shown', `one run alone cannot: play ${other} as well`);
}

/** A real leak frees nothing when its cause has gone. */
function realLeak(run: Ended): ReportRow {
  const what = 'A leak as in production';
  if (run.recovery === 'restart-needed') return outcome(what, 'shown', 'memory stayed when the flag was off');
  if (run.forecasts.length === 0 && run.kills.length === 0)
    return outcome(what, 'not shown', 'nothing had leaked');
  if (run.recovery === 'recovered' && run.kills.length === 0) {
    return outcome(what, 'not shown', 'memory came back when the flag was off');
  }
  return outcome(what, 'not shown', run.kills.length > 0 ? 'a kill freed it' : 'recovery unknown');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
