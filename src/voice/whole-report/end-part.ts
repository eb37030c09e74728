/** How it ended, how the target is, and what is back as it was. */
import type { Ended } from '../../run/run.ts';
import { breakerAtKill } from '../breaker-words.ts';
import { whyWords } from '../decision-words.ts';
import { freedWords } from '../freed-words.ts';
import { percentOf, readingBefore, zeroAt } from '../memory.ts';
import { exactDuration, exactOffset, percent } from '../number.ts';
import { faceOf, recoveryWords } from '../outcome-words.ts';
import { restoredBroker, restoredFlag, restoredUsers } from '../restored-words.ts';
import { type ReportPart, type ReportRow, row } from './part.ts';

const othersWords = {
  true: 'other flags unchanged ✓',
  false: 'other flags changed meanwhile',
  null: 'other flags unknown',
};

export function endPart(run: Ended): ReportPart {
  const { decision } = run;
  const broker = restoredBroker(run);
  const others = run.flag.lastWrite === 0 ? [] : [othersWords[`${run.flag.othersSame}`]];
  const back = [restoredFlag(run), restoredUsers(run), ...(broker === null ? [] : [broker]), ...others];
  return {
    title: 'How it ended',
    rows: [
      row('Outcome', faceOf(run).word, decision === null ? 'why is unknown' : whyWords(decision)),
      ...recoveryRow(run),
      ...run.kills.map((kill, index) => killRow(run, kill, index)),
      row('Took', exactDuration(run.endedAt - run.startedAt), `started by ${run.owner.name}`),
      row('Back as it was', back.join(' · ')),
    ],
  };
}

function recoveryRow(run: Ended): ReportRow[] {
  const words = recoveryWords(run);
  if (words === null) return [];
  const known = run.recovery !== null && run.recovery !== 'unknown' && run.readings.length > 0;
  return [row('Target', words, known ? freedWords(run) : run.recoveryWhy)];
}

function killRow(run: Ended, kill: Ended['kills'][number], index: number): ReportRow {
  const before = readingBefore(run, kill.at);
  const seen =
    before === null
      ? 'no reading before it'
      : `last reading ${percent(percentOf(run, before))}, ${exactDuration(kill.at - before.at)} before`;
  const what = run.kills.length === 1 ? 'Kill' : `Kill ${index + 1}`;
  const breaker = index === 0 ? `; ${breakerAtKill(run)}` : '';
  return row(what, exactOffset(kill.at - zeroAt(run)), `${seen}${breaker}`);
}
