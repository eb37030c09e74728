/** What the breaker did, how fast, and how good its forecasts were. */
import type { Ended } from '../../run/run.ts';
import { whyWords } from '../decision-words.ts';
import { gradeWords } from '../forecast-grade-words.ts';
import { percentOf, zeroAt } from '../memory.ts';
import { durationRange, exactDuration, exactOffset, percent, percentBeside } from '../number.ts';
import { type ReportPart, type ReportRow, row } from './part.ts';

export function breakerPart(run: Ended): ReportPart {
  const { thresholdPercent, predict, state } = run.breaker;
  const armed = state === 'off' ? 'off' : `over ${percent(thresholdPercent)}`;
  return {
    title: 'The breaker',
    rows: [
      row('Armed', armed, state === 'off' ? null : `early signs: ${predict}`),
      ...tripRows(run),
      ...offRow(run),
      row('Lease', run.leaseMs === null ? 'off' : exactDuration(run.leaseMs)),
      ...forecastRows(run),
    ],
  };
}

function tripRows(run: Ended): ReportRow[] {
  const { decision } = run;
  if (decision === null) return [];
  const at = exactOffset(Math.max(0, decision.at - zeroAt(run)));
  const what = decision.kind === 'trip' ? 'Tripped' : 'Flag to go off';
  const rows = [row(what, at, whyWords(decision))];
  if (decision.kind !== 'trip' || decision.reading === null || decision.reason === 'blind') return rows;
  const level = percentBeside(percentOf(run, decision.reading), run.breaker.thresholdPercent);
  return [...rows, row('On a reading of', level, `${exactDuration(decision.at - decision.reading.at)} old`)];
}

function offRow(run: Ended): ReportRow[] {
  const { seenOffAt, lastWrite } = run.flag;
  if (lastWrite === 0 || run.decision === null) return [];
  if (seenOffAt === null) return [row('Seen off', 'never', 'what OFREP served is unknown')];
  const afterMs = seenOffAt - run.decision.at;
  const after = afterMs < 1_000 ? 'within a second' : `${exactDuration(afterMs)} later`;
  return [row('Seen off', after, 'as OFREP served it')];
}

function forecastRows(run: Ended): ReportRow[] {
  if (run.growingAt === null) return [];
  const said = run.forecastSaid;
  if (said === null) return [row('Forecast of the kill', 'none', 'one is made of a ramp alone')];
  const zero = zeroAt(run);
  const range = `+${durationRange(said.earliestKillAt - zero, said.latestKillAt - zero)}`;
  return [row('Forecast of the kill', range, gradeWords(run)?.replace(/^Forecasts: /, '') ?? null)];
}
