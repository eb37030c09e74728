/** Where a run is, in few words: the first line of its card, and what other messages say of it. */
import type { Run } from '../run/run.ts';
import { workloadName } from './actions.ts';
import { finalLine } from './final-line.ts';
import { freshReading, percentOf } from './memory.ts';
import { percent } from './number.ts';
import { graphemes } from './typed.ts';

const width = 48;

/** `growing 72 %`, `recovering, memory unknown`, `ended: averted`. */
function stateWords(run: Run, now: number): string {
  if (run.state === 'ended') return `ended: ${run.outcome}`;
  if (run.state === 'preparing') return 'preparing';
  const value = percentOf(run, freshReading(run, now));
  return value === null ? `${run.state}, memory unknown` : `${run.state} ${percent(value)}`;
}

/** `📈 Growing 72 %: checkout, run-42`; of an ended run its final line. */
export function headline(run: Run, now: number): string {
  if (run.state === 'ended') return finalLine(run);
  const words = stateWords(run, now);
  const state = `${emojiOf(run, now)} ${words.charAt(0).toUpperCase()}${words.slice(1)}: `;
  const room = width - graphemes(`${state}, ${run.id}`).length;
  return `${state}${workloadName(run, Math.max(4, room))}, ${run.id}`;
}

function emojiOf(run: Exclude<Run, { state: 'ended' }>, now: number): string {
  if (run.state === 'growing') return growthFace(run, now).emoji;
  return { preparing: '⏳', stopping: '🛑', recovering: '🔄' }[run.state];
}

/** From 70 % a warning, from 85 % an alarm; memory that cannot be seen is a warning. */
export function growthFace(run: Run, now: number): { emoji: string; level: 'info' | 'warning' | 'error' } {
  const value = percentOf(run, freshReading(run, now));
  if (value === null || (value >= 70 && value < 85)) return { emoji: '⚠️', level: 'warning' };
  return value >= 85 ? { emoji: '🔥', level: 'error' } : { emoji: '📈', level: 'info' };
}
