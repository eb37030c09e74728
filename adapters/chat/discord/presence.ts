/** The run in progress, in one line beside the bot's name: of its state, not of its numbers. */
import type { Run } from '../../../src/run/run.ts';
import { typed } from '../../../src/voice/typed.ts';

const states: Record<Exclude<Run['state'], 'ended'>, string> = {
  preparing: '⏳ Preparing',
  growing: '📈 Growing',
  stopping: '🛑 Stopping',
  recovering: '🔄 Recovering',
};

/** Discord's limit, in characters. */
const longest = 128;

/** `📈 Growing: checkout, run-42`; null: nothing goes on. */
export function presenceOf(live: readonly Run[]): string | null {
  const [run] = live;
  if (run === undefined || run.state === 'ended') return null;
  const more = live.length > 1 ? ` and ${live.length - 1} more` : '';
  return typed(`${states[run.state]}: ${run.world.workload}, ${run.id}${more}`, longest);
}
